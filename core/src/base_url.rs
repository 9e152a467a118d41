//! Where the service is. Everything that could send a token somewhere else, or in clear, is refused here.

use std::net::IpAddr;

use url::{Host, Url};

use crate::environment::mistake;
use crate::error::{Error, Result};
use crate::source::{Language, Source};

/// The service's address.
pub(crate) const DEFAULT: &str = "https://api.edgegap.com";

/// The most bytes that it may have, so that there is place for a path.
const LONGEST: usize = 4096;

/// Origin and path prefix, without a slash at the end.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    pub(crate) text: String,
    /// The same, parsed once: parsing costs more than all else that is done to a URL.
    url: Url,
    /// Path in front of `/v1`, without a slash at the end.
    prefix: String,
    pub(crate) is_loopback: bool,
    pub(crate) is_https: bool,
}

impl BaseUrl {
    /// Reads a base URL. The source is for the error; the URL itself may hold a password and is never shown whole.
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
        let url = match Url::parse(text.trim()) {
            Ok(url) => url,
            Err(_) if !text.contains("://") => return refuse("has no scheme: write `https://` in front of the host"),
            Err(error) => return refuse(&format!("is not a URL ({error})")),
        };
        if url.as_str().len() > LONGEST {
            return refuse(&format!("has more than {LONGEST} bytes"));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return refuse("has neither the scheme `https` nor `http`");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("holds a user name or password, which would end up in logs");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("has a query or a fragment");
        }
        let is_loopback = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
            Some(Host::Domain(name)) => is_localhost_name(name),
            None => return refuse("has no host"),
        };
        let is_https = url.scheme() == "https";
        if !is_https && !is_loopback && !allow_http {
            return refuse(&format!(
                "is plain http to another machine, so the token could be read on its way: use https, or set {} to allow it",
                language.argument("allow_http")
            ));
        }
        let mut url = url;
        // The vendor's documents write the address with the version; every path here begins with it already.
        let path = url.path().trim_end_matches('/');
        let path = path.strip_suffix("/v1").unwrap_or(path).trim_end_matches('/').to_owned();
        url.set_path(&path);
        let text = url.as_str().trim_end_matches('/').to_owned();
        let prefix = url.path().trim_end_matches('/').to_owned();
        Ok(Self { text, url, prefix, is_loopback, is_https })
    }

    /// The host that requests go to.
    pub(crate) fn host(&self) -> Host<&str> {
        // It was looked for when the URL was read.
        self.url.host().unwrap_or(Host::Domain(""))
    }

    /// The port that requests go to.
    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// The URL of a path, every name in which is encoded already.
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

/// Whether a name is `localhost` or below it, which never leaves this machine.
pub(crate) fn is_localhost_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
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
