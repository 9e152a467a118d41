//! Parses the URL of an emulator in another process.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::config::find_mistake;
use crate::control::ROOT;
use crate::error::Error;

/// Returns the URL without a trailing slash. No error contains the text, which may be a secret.
pub(super) fn parse(text: &str) -> Result<String, Error> {
    let wrong = |why: &str| Err(Error::new(format!("The URL of the emulator {why}.")));
    let text = text.trim();
    if text.is_empty() {
        return wrong("is empty: use the one that the emulator prints, such as http://127.0.0.1:8080");
    }
    if let Some(mistake) = find_mistake(text) {
        return wrong(mistake);
    }
    let Some((scheme, _)) = text.split_once("://") else {
        return wrong("has no scheme: add http:// before the host");
    };
    if scheme.eq_ignore_ascii_case("https") {
        return wrong("begins with https, which an emulator does not support: use http://");
    }
    if !scheme.eq_ignore_ascii_case("http") {
        return wrong("does not begin with http://");
    }
    let mut url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return wrong(&format!("is not valid: {error}")),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("contains a user name or password: remove it, and pass the token as an argument of its own");
    }
    if url.query().is_some() || url.fragment().is_some() || !["", ROOT].contains(&url.path().trim_end_matches('/')) {
        return wrong("has more than a host and a port: remove the rest");
    }
    url.set_path("");
    reach_this_machine(&mut url);
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Replaces the address that means all addresses by the loopback address: servers print it, and
/// users copy it.
fn reach_this_machine(url: &mut Url) {
    let address = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).to_canonical(),
        _ => return,
    };
    let address = match address {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        other => other,
    };
    // It fails only for URLs without a host.
    let _ = url.set_ip_host(address);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_normalized() {
        for (text, url) in [
            (" http://127.0.0.1:8080/ \n", "http://127.0.0.1:8080"),
            ("HTTP://LocalHost:1", "http://localhost:1"),
            ("http://[::1]:8080/_emulator", "http://[::1]:8080"),
            ("http://emulator", "http://emulator"),
            ("http://0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("http://[::]:8080", "http://[::1]:8080"),
            ("http://[::ffff:127.0.0.1]:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(parse(text).unwrap(), url, "{text}");
        }
    }

    #[test]
    fn mistakes_are_explained_without_the_text() {
        for (text, part) in [
            ("", "is empty"),
            (" ", "is empty"),
            ("canary:8080", "add http://"),
            ("localhost:8080", "add http://"),
            ("https://canary", "https"),
            ("unix://canary", "does not begin with http://"),
            ("http://", "not valid"),
            ("http://canary:99999", "not valid"),
            ("http://user:canary@localhost:1", "user name or password"),
            ("http://canary@localhost:1", "user name or password"),
            ("http://localhost:1/canary", "a host and a port"),
            ("http://localhost:1?canary", "a host and a port"),
            ("http://localhost:1#canary", "a host and a port"),
            ("\"http://canary\"", "quotation marks"),
            ("$CANARY", "not replaced"),
            ("EDGEGAP_BASE_URL=http://canary", "NAME=value"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with("The URL of the emulator ") && error.contains(part), "{text:?}: {error}");
            assert!(!error.to_lowercase().contains("canary"), "{error}");
        }
    }
}
