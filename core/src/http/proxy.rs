//! Which proxy requests go through, if any, and what must not be shown of the login at it. One parser reads the argument and
//! every variable: what cannot be used is an error, and never a request that goes past the proxy.

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
    /// Every form in which its password travels.
    pub(crate) login: Vec<String>,
    /// Where to ask again why it refused; only of those that are spoken to in plain HTTP.
    plain: Option<(String, u16)>,
    authorization: Option<String>,
}

/// What a proxy answered to `CONNECT`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: Option<u16>,
    pub(crate) reason: String,
}

impl Refusal {
    /// Whether asking again can help: the proxy could not reach the service, or did not say.
    pub(crate) fn may_pass(&self) -> bool {
        self.status.is_none_or(|status| matches!(status, 408 | 429 | 500 | 502..=504))
    }
}

/// How requests reach the service.
pub(crate) enum Way {
    /// Through this proxy.
    Proxy(Box<Proxy>),
    /// Directly, because this says so.
    Direct(Source),
    /// As the settings of Windows or macOS say; reqwest reads them.
    Platform,
}

/// The way that the argument, else the environment says. A service on this machine is never reached through a proxy of the
/// environment.
pub(crate) fn way(given: Option<&str>, environment: &Environment, base: &BaseUrl, language: Language) -> Result<Way> {
    if let Some(text) = given.map(str::trim).filter(|text| !text.is_empty()) {
        return Proxy::parse(text, Source::Argument("proxy"), language).map(Box::new).map(Way::Proxy);
    }
    if base.is_loopback {
        return Ok(Way::Direct(Source::Default));
    }
    // Lower case first, as curl and Python do.
    let mut names = if base.is_https { PROXY_OF_HTTPS.names } else { PROXY_OF_HTTP.names }.to_vec();
    // A web server hands the header `Proxy` of a request to its CGI programs as HTTP_PROXY, which on Windows is the same name
    // in lower case.
    if environment.get("REQUEST_METHOD")?.is_some() {
        names.retain(|name| *name != "HTTP_PROXY" && !(cfg!(windows) && *name == "http_proxy"));
    }
    let Some((variable, text)) = environment.first(&names)? else { return Ok(way_of_platform()) };
    if let Some((exception, hosts)) = environment.first(NO_PROXY.names)?
        && is_excepted(base.host(), base.port(), hosts)
    {
        return Ok(Way::Direct(Source::Variable(exception)));
    }
    Proxy::parse(text, Source::Variable(variable), language).map(Box::new).map(Way::Proxy)
}

/// On Windows and macOS a proxy is a setting of the system. reqwest would read variables of the process too, which may be
/// others than the host has.
fn way_of_platform() -> Way {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let mut variables = PROXY_OF_HTTPS.names.iter().chain(PROXY_OF_HTTP.names);
    match cfg!(any(windows, target_os = "macos")) && !variables.any(|name| is_set(name)) {
        true => Way::Platform,
        false => Way::Direct(Source::Default),
    }
}

impl Proxy {
    /// Reads `[scheme://][user:password@]host[:port]`. The text may hold a password, so no error shows it.
    pub(crate) fn parse(text: &str, source: Source, language: Language) -> Result<Self> {
        let refuse = |reason: &str| {
            Err(Error::configuration(format!(
                "the proxy from {} {reason}. A proxy looks like `http://proxy.example.com:3128`",
                source.in_words(language)
            )))
        };
        let text = text.trim();
        // A password may have any character; what it is at the address of cannot.
        let shown = if text.starts_with(QUOTES) { text } else { text.rsplit('@').next().unwrap_or(text) };
        if let Some(reason) = mistake(shown) {
            return refuse(reason);
        }
        if text.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return refuse("has white space or a line break within");
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None if has_scheme_without_slashes(text) => return refuse("needs two slashes after its scheme, `http://`"),
            None => ("http".to_owned(), text),
        };
        let port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            "socks5" | "socks5h" | "socks4" | "socks4a" => 1080,
            "socks" => {
                return refuse("does not say which SOCKS it speaks: write `socks5h://` (or socks5, socks4a, socks4)");
            }
            _ => {
                return refuse(
                    "has a scheme that is not supported: http, https, socks5h, socks5, socks4a and socks4 are",
                );
            }
        };
        // What follows the host means nothing to a proxy; but an `@` in it says that the login has such a character.
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, behind) = rest.split_at(end);
        if behind.contains('@') {
            return refuse(
                "has a character in its user name or password that ends a host: write `/` as `%2F`, `?` as `%3F`, `#` as `%23`, `\\` as `%5C`",
            );
        }
        let (login, address) = match authority.rsplit_once('@') {
            Some((login, address)) => (Some(login), address),
            None => (None, authority),
        };
        // `http` alone knows what a host is; the other schemes take anything.
        let Ok(url) = Url::parse(&format!("http://{address}/")) else {
            return refuse("has no host and port that can be read");
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
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            let (Ok(user), Ok(decoded)) = (decode(user), decode(password)) else {
                return refuse("has a user name or password that is not UTF-8 once it is decoded");
            };
            if format!("{user}{decoded}").contains(char::is_control) {
                return refuse("has a control character in its user name or password");
            }
            inner = inner.basic_auth(&user, &decoded);
            let basic = STANDARD.encode(format!("{user}:{decoded}"));
            authorization = Some(format!("Basic {basic}"));
            forms = [password.to_owned(), decoded, basic].into_iter().filter(|form| !form.is_empty()).collect();
        }
        let plain = (scheme == "http").then(|| (host.trim_matches(['[', ']']).to_owned(), port));
        Ok(Self { inner, source, shown, login: forms, plain, authorization })
    }

    /// Whether it is spoken to in TLS.
    pub(crate) fn speaks_tls(&self) -> bool {
        self.shown.starts_with("https:")
    }

    /// Why the proxy refuses to connect to this host: reqwest keeps only that it did, so it is asked once more.
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
            // One that connects now refused for a moment.
            status_line(&String::from_utf8_lossy(&head))
                .filter(|refusal| refusal.status.is_none_or(|status| status >= 300))
        };
        timeout(limit, asking).await.ok().flatten()
    }
}

fn decode(text: &str) -> std::result::Result<String, std::str::Utf8Error> {
    percent_decode_str(text).decode_utf8().map(Into::into)
}

/// `http:/host` and `http:host`, which look like a host with a port.
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

/// Whether a host is among those of `NO_PROXY`. The forms that curl takes: `*`; a name, with or without a dot in front,
/// which means its subdomains too; an IP address; a network, `10.0.0.0/8`; separated by commas or blanks. Beside them a
/// port, `host:8080`, and `*.example.com`.
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

/// The port that an entry is bound to.
fn with_port(entry: &str) -> (&str, Option<u16>) {
    match entry.rsplit_once(':') {
        // More colons without brackets are an IPv6 address.
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
