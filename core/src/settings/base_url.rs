//! The base URL of the service. URLs that could send the token to another host, or unencrypted, are
//! rejected.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::error::{Error, Result};
use crate::settings::environment::mistake;
use crate::settings::source::{Language, Source};

/// The URL of the service.
pub(crate) const DEFAULT: &str = "https://api.edgegap.com";

/// Maximum length in bytes, which leaves room for a path.
const MAX_LENGTH: usize = 4096;

/// Origin and path prefix, without a trailing slash.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    pub(crate) text: String,
    /// The same, parsed once, because parsing costs more than all other work on a URL.
    url: Url,
    /// Path before `/v1`, without a trailing slash.
    prefix: String,
    pub(crate) is_loopback: bool,
    pub(crate) is_https: bool,
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(_) => false,
    }
}

pub(crate) fn is_localhost(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// Replaces other addresses of this machine with the loopback address: servers that listen on all
/// addresses print `0.0.0.0`, which users copy. With `allow_http`, the address is kept as it is.
fn reach_this_machine(url: &mut Url, as_it_is: bool) {
    let host = match url.host() {
        Some(Host::Ipv4(address)) if address.is_unspecified() && !as_it_is => Some(Ipv4Addr::LOCALHOST.to_string()),
        Some(Host::Ipv6(address)) if address.is_unspecified() && !as_it_is => {
            Some(format!("[{}]", Ipv6Addr::LOCALHOST))
        }
        Some(Host::Ipv6(address)) => match address.to_ipv4_mapped() {
            Some(mapped) if mapped.is_unspecified() && !as_it_is => Some(Ipv4Addr::LOCALHOST.to_string()),
            Some(mapped) if mapped.is_loopback() => Some(mapped.to_string()),
            _ => None,
        },
        Some(Host::Domain(name)) => name.strip_suffix('.').filter(|name| is_localhost(name)).map(ToOwned::to_owned),
        _ => None,
    };
    if let Some(host) = host {
        // A host that was parsed can always be set.
        let _ = url.set_host(Some(&host));
    }
}

/// True if a string without `://` is a host with a port, and not a scheme with a path:
/// `localhost:8080/proxy`.
fn has_port(text: &str) -> bool {
    let authority = text.split(['/', '?', '#']).next().unwrap_or_default();
    authority
        .rsplit_once(':')
        .is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The advice for a missing scheme. The text is shown only if it is an address of this machine,
/// which is not a secret.
fn without_scheme(text: &str) -> String {
    let url = Url::parse(&format!("http://{text}")).ok().map(|mut url| {
        reach_this_machine(&mut url, false);
        url
    });
    let address = url.as_ref().and_then(|url| {
        let host = url.host()?;
        let is_here = is_loopback(&host) || host == Host::Domain("localhost");
        is_here.then(|| url.port().map_or_else(|| host.to_string(), |port| format!("{host}:{port}")))
    });
    match address {
        Some(address) => format!("has no scheme: use `http://{address}`"),
        None => "has no scheme: add `https://` before the host".to_owned(),
    }
}

impl BaseUrl {
    /// Parses a base URL. The source is for the error; the URL itself may contain a password and is
    /// never shown.
    pub(crate) fn parse(text: &str, source: Source, language: Language, allow_http: bool) -> Result<Self> {
        let refuse = |reason: &str| {
            Err(Error::configuration(format!(
                "the base URL from {} {reason}. A base URL looks like `{DEFAULT}`",
                source.in_words(language)
            )))
        };
        if let Some(reason) = mistake(text) {
            return refuse(reason);
        }
        let text = text.trim();
        let has_scheme = text.contains("://");
        // The host before a port is not a scheme, although it can be parsed as one.
        if !has_scheme && has_port(text) {
            return refuse(&without_scheme(text));
        }
        let mut url = match Url::parse(text) {
            Ok(url) => url,
            Err(_) if !has_scheme => return refuse(&without_scheme(text)),
            Err(error) => return refuse(&format!("is not a URL ({error})")),
        };
        if url.as_str().len() > MAX_LENGTH {
            return refuse(&format!("has more than {MAX_LENGTH} bytes"));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return refuse("has a scheme other than `https` and `http`");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("contains a user name or password, which would appear in logs");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("has a query or a fragment");
        }
        if !url.has_host() {
            return refuse("has no host");
        }
        reach_this_machine(&mut url, allow_http);
        // Edgegap's documentation writes the URL with the version, which every path here contains
        // already.
        let path = url.path().trim_end_matches('/');
        let path = path.strip_suffix("/v1").unwrap_or(path).trim_end_matches('/').to_owned();
        url.set_path(&path);
        let text = url.as_str().trim_end_matches('/').to_owned();
        let prefix = url.path().trim_end_matches('/').to_owned();
        let is_https = url.scheme() == "https";
        let mut base = Self { text, url, prefix, is_loopback: false, is_https };
        base.is_loopback = base.is_localhost_name() || is_loopback(&base.host());
        if !is_https && !base.is_loopback && !allow_http {
            return refuse(&format!(
                "is plain http to another machine, so the token could be read in transit: use https, or set {} \
                 to allow it",
                language.argument("allow_http")
            ));
        }
        Ok(base)
    }

    /// True if the host is `localhost` or a name below it. These are this machine by definition,
    /// but some systems ask the network for them, and the token would go there. So they are
    /// connected by the loopback addresses.
    pub(crate) fn is_localhost_name(&self) -> bool {
        matches!(self.host(), Host::Domain(name) if is_localhost(name))
    }

    /// The host that requests go to.
    pub(crate) fn host(&self) -> Host<&str> {
        // Checked when the URL was parsed.
        self.url.host().unwrap_or(Host::Domain(""))
    }

    /// The port that requests go to.
    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// The URL of a path with encoded names.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        if self.prefix.is_empty() {
            url.set_path(path);
        } else {
            url.set_path(&format!("{}{path}", self.prefix));
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, allow_http: bool) -> Result<BaseUrl> {
        BaseUrl::parse(text, Source::Variable("EDGEGAP_BASE_URL"), Language::Rust, allow_http)
    }

    #[test]
    fn slashes_and_version_at_the_end_go() {
        for text in [
            "https://api.edgegap.com",
            "https://api.edgegap.com/",
            " https://api.edgegap.com/v1/ ",
            "https://api.edgegap.com//",
        ] {
            assert_eq!(parse(text, false).unwrap().text, "https://api.edgegap.com", "{text}");
        }
        assert_eq!(parse("https://v1", false).unwrap().text, "https://v1");
        let below = parse("http://[::1]:80/proxy/", false).unwrap();
        assert_eq!(below.text, "http://[::1]/proxy");
        assert_eq!(below.join("/v1/app/a%2Fb%20c").as_str(), "http://[::1]/proxy/v1/app/a%2Fb%20c");
    }

    #[test]
    fn every_name_of_this_machine_is_this_machine() {
        for (text, expected) in [
            ("http://0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("http://[::]:8080/", "http://[::1]:8080"),
            ("http://0:8080", "http://127.0.0.1:8080"),
            ("http://[::ffff:127.0.0.1]:8080", "http://127.0.0.1:8080"),
            ("http://[::ffff:0.0.0.0]", "http://127.0.0.1"),
            ("http://localhost.:8080", "http://localhost:8080"),
            ("http://LOCALHOST", "http://localhost"),
            ("http://a.localhost.", "http://a.localhost"),
            ("http://127.1", "http://127.0.0.1"),
            ("http://127.0.0.2:80/p", "http://127.0.0.2/p"),
        ] {
            let url = parse(text, false).unwrap();
            assert!(url.is_loopback, "{text}");
            assert_eq!(
                (url.text.as_str(), url.is_localhost_name()),
                (expected, expected.contains("localhost")),
                "{text}"
            );
        }
        for text in [
            "http://localhost.example.com",
            "http://alocalhost",
            "http://[::ffff:10.0.0.1]",
            "http://128.0.0.1",
            "http://localhost..",
        ] {
            assert!(parse(text, false).unwrap_err().message().contains("plain http to another machine"), "{text}");
        }
        assert!(!parse("http://0.0.0.0:8080", true).unwrap().is_loopback);
        assert_eq!(parse("https://api.edgegap.com.", false).unwrap().text, "https://api.edgegap.com.");
    }

    #[test]
    fn a_missing_scheme_is_told_where_it_goes() {
        for (text, part) in [
            ("localhost:8080", "use `http://localhost:8080`"),
            ("localhost:8080/v1", "use `http://localhost:8080`"),
            ("localhost", "use `http://localhost`"),
            ("127.0.0.1:8080", "use `http://127.0.0.1:8080`"),
            ("0.0.0.0:8080", "use `http://127.0.0.1:8080`"),
            ("[::1]:8080", "use `http://[::1]:8080`"),
            ("api.edgegap.com:443", "add `https://` before"),
            ("api.edgegap.com/v1", "add `https://` before"),
            ("u:canary@localhost:80", "no scheme"),
            ("u:canary@h", "has a scheme other than"),
            ("mailto:canary", "has a scheme other than"),
            ("canary", "add `https://` before"),
        ] {
            let error = parse(text, false).unwrap_err();
            assert!(error.message().contains(part) && !error.message().contains("canary"), "{text}: {error}");
        }
    }

    #[test]
    fn what_could_leak_the_token_is_refused_without_showing_it() {
        for text in [
            "http://example.com",
            "https://u:canary@example.com",
            "ftp://example.com",
            "api.edgegap.com",
            "https://a/?canary",
            "",
        ] {
            let error = parse(text, false).unwrap_err();
            assert!(error.message().contains("EDGEGAP_BASE_URL"), "{error}");
            assert!(!error.message().contains("canary"), "{error}");
        }
        assert!(parse("http://example.com", true).is_ok());
    }
}
