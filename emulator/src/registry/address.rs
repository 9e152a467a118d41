//! Parses the URL of a registry. The URL may contain a login, so no error contains it.

use percent_encoding::percent_decode_str;
use url::Url;

use super::Login;
use crate::config::find_mistake;
use crate::error::Error;
use crate::setting::Setting;

/// The base URL of a registry, and the login from its URL.
#[derive(Debug)]
pub(super) struct Address {
    /// The URL without the login and without a trailing slash.
    pub(super) base: Url,
    pub(super) login: Option<Login>,
}

impl Address {
    /// Parses `http://host:port` or `https://host`, with an optional `user:password@` before the
    /// host.
    pub(super) fn parse(text: &str) -> Result<Address, Error> {
        let text = text.trim();
        if let Some(mistake) = find_mistake(text) {
            return Err(invalid(&format!("The registry {mistake}.")));
        }
        if text.contains("${") {
            return Err(invalid("The registry contains a variable `${NAME}` that was not replaced by its value."));
        }
        let (_, rest) = text.split_once("://").ok_or_else(malformed)?;
        // `Url` would silently remove or correct these.
        if rest.starts_with(['/', '\\']) || text.contains(char::is_control) {
            return Err(malformed());
        }
        // An `@` after the host belongs to a login with an unescaped character that ends the host.
        let host_end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        if rest[host_end..].contains('@') {
            return Err(invalid(
                "The registry has an `@` after its host: in a user name or password write `/` as %2F, `?` as %3F, \
                 `#` as %23, `\\` as %5C and `@` as %40.",
            ));
        }
        let mut base = Url::parse(text).map_err(|_| malformed())?;
        if !matches!(base.scheme(), "http" | "https")
            || !base.has_host()
            || base.query().is_some()
            || base.fragment().is_some()
        {
            return Err(malformed());
        }
        let login = login(&base)?;
        base.set_username("").and_then(|()| base.set_password(None)).map_err(|()| malformed())?;
        let path = base.path().trim_end_matches('/');
        // The paths of all requests begin with `/v2`.
        let path = path.strip_suffix("/v2").unwrap_or(path).trim_end_matches('/').to_owned();
        base.set_path(&path);
        Ok(Address { base, login })
    }
}

fn login(url: &Url) -> Result<Option<Login>, Error> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    let decoded = |text: &str| match percent_decode_str(text).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => {
            Err(invalid("The registry's login is not valid UTF-8 after percent-decoding: write % itself as %25."))
        }
    };
    Ok(Some((decoded(url.username())?, decoded(url.password().unwrap_or_default())?)))
}

fn malformed() -> Error {
    invalid("The registry must be a URL such as http://127.0.0.1:5000, with http:// or https:// and a host.")
}

fn invalid(why: &str) -> Error {
    Error::new(why).about(&[Setting::Registry])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_decoded() {
        for (text, user, password) in [
            ("http://us%40er:pa%3Ass@h:5000/", "us@er", "pa:ss"),
            ("http://u:p@ss@h:5000", "u", "p@ss"),
            ("http://me@corp:pass@h:5000", "me@corp", "pass"),
            ("http://u:p%23w@h:5000", "u", "p#w"),
            ("http://u:100%@h:5000", "u", "100%"),
            ("http://u:a:b@h:5000", "u", "a:b"),
            ("http://u@h:5000", "u", ""),
            ("http://:p@h:5000", "", "p"),
            (" http://u:p@h:5000/v2/\n", "u", "p"),
        ] {
            let Address { base, login } = Address::parse(text).unwrap();
            assert_eq!(login, Some((user.to_owned(), password.to_owned())), "{text}");
            assert_eq!(base.as_str(), "http://h:5000/", "{text}");
        }
        let plain = Address::parse("https://[::1]:5000/mirror/v2").unwrap();
        assert_eq!((plain.base.as_str(), plain.login), ("https://[::1]:5000/mirror", None));
    }

    #[test]
    fn other_values_are_refused_and_not_shown() {
        for (text, part) in [
            ("127.0.0.1:5000", "must be a URL"),
            ("localhost:5000", "must be a URL"),
            ("ftp://canary", "must be a URL"),
            ("http://", "must be a URL"),
            ("", "must be a URL"),
            ("http://a?canary", "must be a URL"),
            ("http:/canary", "must be a URL"),
            ("http:canary", "must be a URL"),
            ("http:///canary", "must be a URL"),
            ("http://can\nary", "must be a URL"),
            ("tcp://10.96.0.10:5000", "must be a URL"),
            ("http://u:p#canary@h", "%23"),
            ("http://u:1#canary@h", "%23"),
            ("http://u:1/canary@h", "%2F"),
            ("http://u:1?canary@h", "%3F"),
            ("http://u:1\\canary@h", "%5C"),
            ("http://u:%ffcanary@h", "UTF-8"),
            ("\"http://u:canary@h\"", "quotation marks"),
            ("${CANARY}", "not replaced"),
            ("http://u:${CANARY}@h", "not replaced"),
            ("REGISTRY=http://u:canary@h", "NAME=value"),
            ("None", "missing value"),
        ] {
            let error = Address::parse(text).unwrap_err().to_string();
            assert!(error.starts_with("The registry") && error.contains(part), "{text}: {error}");
            assert!(!error.to_lowercase().contains("canary"), "{error}");
        }
    }
}
