//! The proxy of a client. One parser reads the argument and every variable. A proxy that cannot be
//! used is an error; requests never bypass it.

use std::net::IpAddr;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::{Host, Url};

use crate::error::{Error, Result};
use crate::settings::base_url::BaseUrl;
use crate::settings::environment::{Environment, QUOTES, mistake};
use crate::settings::source::{Language, Source};
use crate::settings::variables::{NO_PROXY, PROXY_OF_HTTP, PROXY_OF_HTTPS};

/// A proxy for all requests.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) inner: reqwest::Proxy,
    pub(crate) source: Source,
    /// Scheme, host and port, without the login.
    pub(crate) shown: String,
    /// Every form in which the password is sent.
    pub(crate) login: Vec<String>,
    /// Host and port to ask again for the reason of a refusal; only for plain HTTP.
    plain: Option<(String, u16)>,
    authorization: Option<String>,
}

/// The response of a proxy to `CONNECT`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: Option<u16>,
    pub(crate) reason: String,
}

impl Refusal {
    /// True if a retry can help: the proxy could not reach the service, or gave no reason.
    pub(crate) fn may_pass(&self) -> bool {
        self.status.is_none_or(|status| matches!(status, 408 | 429 | 500 | 502..=504))
    }
}

/// How requests reach the service.
pub(crate) enum Route {
    /// Through this proxy.
    Proxy(Box<Proxy>),
    /// Directly, as this source says.
    Direct(Source),
    /// By the settings of Windows or macOS, which reqwest reads.
    Platform,
}

/// The route from the argument, else from the environment. A service on this machine never uses a
/// proxy of the environment.
pub(crate) fn route(
    given: Option<&str>,
    environment: &Environment,
    base: &BaseUrl,
    language: Language,
) -> Result<Route> {
    if let Some(text) = given.map(str::trim).filter(|text| !text.is_empty()) {
        return Proxy::parse(text, Source::Argument("proxy"), language).map(Box::new).map(Route::Proxy);
    }
    if base.is_loopback {
        return Ok(Route::Direct(Source::Default));
    }
    // Lower case first, as curl and Python do.
    let mut names = if base.is_https { PROXY_OF_HTTPS.names } else { PROXY_OF_HTTP.names }.to_vec();
    // A web server passes the header `Proxy` of a request to its CGI programs as HTTP_PROXY. On
    // Windows that is the same name in lower case.
    if environment.get("REQUEST_METHOD")?.is_some() {
        names.retain(|name| *name != "HTTP_PROXY" && !(cfg!(windows) && *name == "http_proxy"));
    }
    let Some((variable, text)) = environment.first(&names)? else { return Ok(platform_route()) };
    if let Some((exception, hosts)) = environment.first(NO_PROXY.names)?
        && is_excepted(base.host(), base.port(), hosts)
    {
        return Ok(Route::Direct(Source::Variable(exception)));
    }
    Proxy::parse(text, Source::Variable(variable), language).map(Box::new).map(Route::Proxy)
}

/// On Windows and macOS the system has a proxy setting. With variables set, reqwest would read
/// those of the process, which may differ from the host's.
fn platform_route() -> Route {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let mut variables = PROXY_OF_HTTPS.names.iter().chain(PROXY_OF_HTTP.names);
    match cfg!(any(windows, target_os = "macos")) && !variables.any(|name| is_set(name)) {
        true => Route::Platform,
        false => Route::Direct(Source::Default),
    }
}

impl Proxy {
    /// Parses `[scheme://][user:password@]host[:port]`. No error shows the text, because it may
    /// contain a password.
    pub(crate) fn parse(text: &str, source: Source, language: Language) -> Result<Self> {
        let refuse = |reason: &str| {
            Err(Error::configuration(format!(
                "the proxy from {} {reason}. A proxy looks like `http://proxy.example.com:3128`",
                source.in_words(language)
            )))
        };
        let text = text.trim();
        // A password may have any character; only the address is checked.
        let shown = if text.starts_with(QUOTES) { text } else { text.rsplit('@').next().unwrap_or(text) };
        if let Some(reason) = mistake(shown) {
            return refuse(reason);
        }
        if text.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return refuse("contains white space or a line break");
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None if has_scheme_without_slashes(text) => return refuse("needs two slashes after its scheme, `http://`"),
            None => ("http".to_owned(), text),
        };
        let port = match default_port(&scheme) {
            Ok(port) => port,
            Err(reason) => return refuse(reason),
        };
        // Whatever follows the host is ignored, but an `@` in it means that the login has such a
        // character.
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, behind) = rest.split_at(end);
        if behind.contains('@') {
            return refuse(
                "has a character in its user name or password that ends a host: encode `/` as `%2F`, `?` as \
                 `%3F`, `#` as `%23`, `\\` as `%5C`",
            );
        }
        let (login, address) = match authority.rsplit_once('@') {
            Some((login, address)) => (Some(login), address),
            None => (None, authority),
        };
        // Only `http` URLs have a validated host; other schemes accept anything.
        let Ok(url) = Url::parse(&format!("http://{address}/")) else {
            return refuse("has an invalid host or port");
        };
        let host = match url.host() {
            Some(Host::Domain(name)) if !name.is_empty() => name.to_owned(),
            Some(host @ (Host::Ipv4(_) | Host::Ipv6(_))) => host.to_string(),
            _ => return refuse("has no host"),
        };
        let has_port = address.rsplit_once(':').is_some_and(|(_, port)| !port.is_empty() && !port.ends_with(']'));
        let port = if has_port { url.port_or_known_default().unwrap_or(port) } else { port };
        let shown = format!("{scheme}://{host}:{port}");
        let Ok(mut inner) = reqwest::Proxy::all(&shown) else { return refuse("cannot be used") };
        let (mut forms, mut authorization) = (Vec::new(), None);
        if let Some(login) = login {
            let (password, user, decoded) = match decode_login(login) {
                Ok(login) => login,
                Err(reason) => return refuse(reason),
            };
            inner = inner.basic_auth(&user, &decoded);
            let basic = STANDARD.encode(format!("{user}:{decoded}"));
            authorization = Some(format!("Basic {basic}"));
            forms = [password, decoded, basic].into_iter().filter(|form| !form.is_empty()).collect();
        }
        let plain = (scheme == "http").then(|| (host.trim_matches(['[', ']']).to_owned(), port));
        Ok(Self { inner, source, shown, login: forms, plain, authorization })
    }

    /// True if the connection to the proxy uses TLS.
    pub(crate) fn uses_tls(&self) -> bool {
        self.shown.starts_with("https:")
    }

    /// The reason why the proxy does not connect to this host. reqwest does not keep it, so the
    /// proxy is asked again.
    pub(crate) async fn refusal(&self, host: &str, port: u16, limit: Duration) -> Option<Refusal> {
        let (proxy, proxy_port) = self.plain.as_ref()?;
        let asking = async {
            let mut stream = TcpStream::connect((proxy.as_str(), *proxy_port)).await.ok()?;
            let login = self.authorization.as_ref().map(|login| format!("Proxy-Authorization: {login}\r\n"));
            let login = login.unwrap_or_default();
            let request = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{login}\r\n");
            stream.write_all(request.as_bytes()).await.ok()?;
            let mut head = Vec::new();
            while head.len() < 4096 && !head.contains(&b'\n') {
                if stream.read_buf(&mut head).await.ok()? == 0 {
                    break;
                }
            }
            // If it connects now, the refusal was temporary.
            status_line(&String::from_utf8_lossy(&head))
                .filter(|refusal| refusal.status.is_none_or(|status| status >= 300))
        };
        timeout(limit, asking).await.ok().flatten()
    }
}

/// The default port of a scheme, or the mistake in it.
fn default_port(scheme: &str) -> std::result::Result<u16, &'static str> {
    match scheme {
        "http" => Ok(80),
        "https" => Ok(443),
        "socks5" | "socks5h" | "socks4" | "socks4a" => Ok(1080),
        "socks" => Err("does not name the version of SOCKS: use `socks5h://` (or socks5, socks4a, socks4)"),
        _ => Err("has an unsupported scheme: use http, https, socks5h, socks5, socks4a or socks4"),
    }
}

/// The password as given, the decoded user name and the decoded password, or the mistake in them.
fn decode_login(login: &str) -> std::result::Result<(String, String, String), &'static str> {
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let decode = |text| percent_decode_str(text).decode_utf8().map(Into::<String>::into);
    let (Ok(user), Ok(decoded)) = (decode(user), decode(password)) else {
        return Err("has a user name or password that is not UTF-8 after decoding");
    };
    if format!("{user}{decoded}").contains(char::is_control) {
        return Err("has a control character in its user name or password");
    }
    Ok((password.to_owned(), user, decoded))
}

/// True for `http:/host` and `http:host`, which look like a host with a port.
fn has_scheme_without_slashes(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        let schemes = ["http", "https", "socks", "socks4", "socks4a", "socks5", "socks5h"];
        schemes.iter().any(|known| scheme.eq_ignore_ascii_case(known))
            && !rest.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn status_line(head: &str) -> Option<Refusal> {
    let line = head.lines().next()?;
    let (version, rest) = line.split_once(' ')?;
    let (status, reason) = rest.split_at_checked(3)?;
    version.starts_with("HTTP/1.").then(|| Refusal {
        status: status.parse().ok(),
        reason: reason.trim().chars().filter(|c| !c.is_control()).take(100).collect(),
    })
}

/// True if `NO_PROXY` contains a host. As in curl, entries are separated by commas or spaces: `*`;
/// a name with or without a leading dot, which includes its subdomains; an IP address; a network
/// such as `10.0.0.0/8`. Also accepted are a port, `host:8080`, and `*.example.com`.
fn is_excepted(host: Host<&str>, port: u16, hosts: &str) -> bool {
    let entries = hosts.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    let entries = entries.map(|entry| entry.trim_matches(['"', '\''])).filter(|entry| !entry.is_empty());
    entries.into_iter().any(|entry| {
        if entry == "*" {
            return true;
        }
        let (entry, wanted) = with_port(entry);
        if wanted.is_some_and(|wanted| wanted != port) {
            return false;
        }
        match host {
            Host::Domain(name) => is_domain(name, entry),
            Host::Ipv4(address) => is_in(address.into(), entry),
            Host::Ipv6(address) => is_in(address.into(), entry),
        }
    })
}

/// An entry without its port, and the port.
fn with_port(entry: &str) -> (&str, Option<u16>) {
    match entry.rsplit_once(':') {
        // Several colons without brackets are an IPv6 address.
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

fn is_domain(name: &str, entry: &str) -> bool {
    let name = name.trim_end_matches('.');
    let entry = entry.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(entry);
    let entry = entry.trim_start_matches('.').trim_end_matches('.');
    let (Some(at), false) = (name.len().checked_sub(entry.len()), entry.is_empty()) else { return false };
    name.is_char_boundary(at)
        && name[at..].eq_ignore_ascii_case(entry)
        && (at == 0 || name.as_bytes().get(at - 1) == Some(&b'.'))
}

fn is_in(address: IpAddr, entry: &str) -> bool {
    let (network, bits) = match entry.split_once('/') {
        Some((network, bits)) => (network, bits.parse::<u32>().ok()),
        None => (entry, Some(128)),
    };
    let network = network.trim_start_matches('[').trim_end_matches(']').parse();
    match (address, network, bits) {
        (IpAddr::V4(own), Ok(IpAddr::V4(network)), Some(bits)) => {
            let mask = u32::MAX.checked_shl(32 - bits.min(32)).unwrap_or(0);
            (bits <= 32 || bits == 128) && own.to_bits() & mask == network.to_bits() & mask
        }
        (IpAddr::V6(own), Ok(IpAddr::V6(network)), Some(bits @ 0..=128)) => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            own.to_bits() & mask == network.to_bits() & mask
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Proxy> {
        Proxy::parse(text, Source::Variable("HTTPS_PROXY"), Language::Rust)
    }

    #[test]
    fn forms_of_a_proxy() {
        for (text, shown) in [
            ("http://h:3128", "http://h:3128"),
            (" http://h:3128/ ", "http://h:3128"),
            ("h:3128", "http://h:3128"),
            ("h", "http://h:80"),
            ("HTTP://H", "http://h:80"),
            ("https://h", "https://h:443"),
            ("https://h:80", "https://h:80"),
            ("https://h:443", "https://h:443"),
            ("socks5h://h", "socks5h://h:1080"),
            ("socks5://[::1]:9", "socks5://[::1]:9"),
            ("u:p@h:1", "http://h:1"),
            ("http://u:p@s@h:1/x", "http://h:1"),
        ] {
            assert_eq!(parse(text).unwrap().shown, shown, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_by_its_variable_and_not_shown() {
        for text in [
            "http://canary:p ",
            "socks://canary",
            "http:/canary",
            "http:canary",
            "\"http://canary:1\"",
            "http://u:canary#w@h",
            "http://u:canary/w@h",
            "http://u:canary?w@h",
            "ftp://canary",
            "http://",
            "http://:80",
            "http://canary:99999",
            "http://u:canary%ff@h",
            "http://u:canary%0a@h",
            "http://a b",
            "${canary}",
        ] {
            let error = parse(text).map(|proxy| proxy.shown).unwrap_err();
            assert!(error.message().contains("HTTPS_PROXY") && !error.message().contains("canary"), "{text}: {error}");
        }
    }

    #[test]
    fn a_login_is_known_in_every_form_in_which_it_travels() {
        assert_eq!(parse("http://u:p%40ss@h").unwrap().login, ["p%40ss", "p@ss", "dTpwQHNz"]);
        assert_eq!(parse("http://u:p@ss@h").unwrap().login, ["p@ss", "p@ss", "dTpwQHNz"]);
        assert_eq!(parse("http://u@h").unwrap().login, ["dTo="]);
        assert!(parse("http://h").unwrap().login.is_empty());
    }

    #[test]
    fn exceptions_are_those_that_curl_makes() {
        let is = |host: &str, hosts: &str| {
            is_excepted(Url::parse(&format!("https://{host}/")).unwrap().host().unwrap(), 443, hosts)
        };
        for (host, hosts) in [
            ("api.test", "*"),
            ("10.1.2.3", "*"),
            ("api.test", "api.test"),
            ("API.test", ".api.TEST"),
            ("a.api.test", "api.test"),
            ("a.api.test", "x, .api.test"),
            ("a.api.test", "x api.test."),
            ("a.api.test", "*.api.test"),
            ("10.1.2.3", "10.0.0.0/8"),
            ("10.1.2.3", "10.1.2.3"),
            ("[fd00::1]", "fd00::/8"),
            ("[fd00::1]", "[fd00::1]"),
            ("api.test", "api.test:443"),
            ("10.1.2.3", "0.0.0.0/0"),
            ("[fd00::1]", "[fd00::1]:443"),
            ("api.test.", "api.test"),
        ] {
            assert!(is(host, hosts), "{host} in {hosts}");
        }
        for (host, hosts) in [
            ("api.test", "pi.test"),
            ("api.test", "x.api.test"),
            ("api.test", "api.test:80"),
            ("10.1.2.3", "11.0.0.0/8"),
            ("10.1.2.3", "10.1.2.30"),
            ("api.test", "."),
            ("api.test", "a*"),
            ("10.1.2.3", "10.0.0.0/x"),
            ("10.1.2.3", "10."),
        ] {
            assert!(!is(host, hosts), "{host} in {hosts}");
        }
    }

    #[test]
    fn what_a_proxy_says_is_read() {
        let read = |head| status_line(head).map(|refusal| (refusal.status, refusal.reason));
        assert_eq!(read("HTTP/1.1 403 Forbidden\r\n"), Some((Some(403), "Forbidden".to_owned())));
        assert_eq!(read("HTTP/1.0 502\r\n"), Some((Some(502), String::new())));
        assert_eq!(read("SSH-2.0-x\r\n"), None);
    }
}
