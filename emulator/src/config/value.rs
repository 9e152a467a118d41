//! Parses the values of settings, and detects typical mistakes of shells, compose files and
//! programs.

use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr};

use crate::error::Error;
use crate::setting::Setting;

/// Opening and closing quotation marks.
const QUOTES: [(char, char); 6] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('«', '»')];

/// Names without an underscore that count as the name of a variable before `=`.
const SHORT_NAMES: [&str; 7] = ["HOST", "PORT", "DATA", "TOKEN", "REGISTRY", "URL", "VERBOSE"];

/// True if a value is empty or contains only white space, which counts as unset.
pub(crate) fn is_blank(value: &OsStr) -> bool {
    value.to_str().is_some_and(|text| text.trim().is_empty())
}

/// Describes why a value looks like a mistake, and how to fix it. It never contains the value.
pub(crate) fn find_mistake(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if is_quoted(text) {
        Some("is in quotation marks: remove them")
    } else if is_reference(text) {
        Some("is a variable that was not replaced by its value: set that variable, or use the value itself")
    } else if ["none", "null", "nil", "undefined", "[object object]"].contains(&text.to_ascii_lowercase().as_str()) {
        Some("is the placeholder that programs write for a missing value: set the value, or omit it")
    } else if is_assignment(text) {
        Some("has the form NAME=value: use only the value")
    } else {
        None
    }
}

fn is_quoted(text: &str) -> bool {
    let mut characters = text.chars();
    let ends = (characters.next(), characters.next_back());
    QUOTES.iter().any(|(first, last)| ends == (Some(*first), Some(*last)))
}

/// `${NAME}`, `$NAME`, `$(NAME)`, `$env:NAME`, `%NAME%`, `${{ secrets.NAME }}`, `{{ name }}`.
fn is_reference(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let within = |first: &str, last: &str| {
        text.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)).is_some_and(|inner| !inner.is_empty())
    };
    within("${", "}")
        || within("$(", ")")
        || within("{{", "}}")
        || text.strip_prefix("$env:").is_some_and(is_name)
        || text.strip_prefix('$').is_some_and(is_name)
        || text.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).is_some_and(is_name)
}

/// `NAME=value`, also after `export`. A token in base64 may end in `=`, so a value must follow.
fn is_assignment(text: &str) -> bool {
    let text = text.strip_prefix("export ").map_or(text, str::trim_start);
    let Some((name, value)) = text.split_once('=') else { return false };
    let upper = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    upper && (name.contains('_') || SHORT_NAMES.contains(&name)) && value.chars().any(|c| c != '=')
}

/// Parses the address to listen on: an IP address, an IPv6 address also in brackets, or
/// `localhost`, which is 127.0.0.1. Surrounding white space is ignored.
///
/// ```
/// let host = edgegap_emulator::parse_host("localhost")?;
/// let emulator = edgegap_emulator::Emulator::builder().host(host);
/// # Ok::<(), edgegap_emulator::Error>(())
/// ```
///
/// # Errors
/// Fails for all other values, such as another host name. The message begins with `The host`.
pub fn parse_host(text: &str) -> Result<IpAddr, Error> {
    let wrong = |why: &str| Err(Error::new(format!("The host {why}.")).about(&[Setting::Host]));
    let text = text.trim();
    if let Some(mistake) = find_mistake(text) {
        return wrong(mistake);
    }
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = match bare {
        Some(inner) => inner.parse().ok().map(IpAddr::V6),
        None => text.parse::<IpAddr>().ok(),
    };
    match address {
        Some(address) => Ok(address.to_canonical()),
        None if has_scheme_or_port(text) => wrong(&format!(
            "must be an IP address or localhost without a scheme or port, but is {text:?}: set the port separately"
        )),
        None => wrong(&format!(
            "must be an IP address or localhost, but is {text:?}: 127.0.0.1 is for this machine only, \
             0.0.0.0 is every address"
        )),
    }
}

/// True if a value contains a scheme or a port.
fn has_scheme_or_port(text: &str) -> bool {
    let port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    text.contains("://") || text.rsplit_once(':').is_some_and(|(host, end)| port(end) && !host.is_empty())
}

/// Parses a port.
pub(crate) fn parse_port(text: &str) -> Result<u16, Error> {
    let wrong = |why: &str| Error::new(format!("The port {why}.")).about(&[Setting::Port]);
    let text = text.trim();
    if let Some(mistake) = find_mistake(text) {
        return Err(wrong(mistake));
    }
    text.parse().map_err(|_| wrong(&format!("must be a number from 0 (any free port) to 65535, but is {text:?}")))
}

/// Parses a boolean.
pub(crate) fn parse_flag(setting: Setting, text: &str) -> Result<bool, Error> {
    let wrong = |why: &str| Err(Error::new(format!("The flag {why}.")).about(&[setting]));
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "t" | "yes" | "y" | "on" => Ok(true),
        "0" | "false" | "f" | "no" | "n" | "off" => Ok(false),
        _ => match find_mistake(text) {
            Some(mistake) => wrong(mistake),
            None => wrong(&format!("must be 1, true, yes or on, or 0, false, no or off, but is {:?}", text.trim())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_parsed_in_the_usual_forms() {
        for (text, host) in [
            ("localhost", "127.0.0.1"),
            (" LocalHost\n", "127.0.0.1"),
            ("0.0.0.0", "0.0.0.0"),
            ("::1", "::1"),
            ("[::1]", "::1"),
            ("::ffff:127.0.0.1", "127.0.0.1"),
        ] {
            assert_eq!(parse_host(text).unwrap().to_string(), host, "{text:?}");
        }
        for (text, part) in [
            ("localhost:8080", "set the port separately"),
            ("127.0.0.1:8080", "set the port separately"),
            ("[::1]:8080", "set the port separately"),
            ("http://localhost", "scheme"),
            ("tcp://10.0.0.1:8080", "scheme"),
            ("[127.0.0.1]", "IP address or localhost"),
            ("example.com", "IP address or localhost"),
            ("*", "0.0.0.0 is every address"),
            ("", "IP address or localhost"),
            ("\"127.0.0.1\"", "quotation marks"),
            ("${HOST}", "not replaced"),
            ("None", "missing value"),
        ] {
            let error = parse_host(text).unwrap_err().to_string();
            assert!(error.starts_with("The host ") && error.contains(part), "{text:?}: {error}");
        }
    }

    #[test]
    fn ports_are_numbers() {
        for (text, port) in [("0", 0), (" 8080 ", 8080), ("65535\r\n", 65535)] {
            assert_eq!(parse_port(text).unwrap(), port);
        }
        for text in ["-1", "65536", "99999", "8080.0", "http", "8080/tcp", ":8080", "0x50", "1 2", ""] {
            let error = parse_port(text).unwrap_err().to_string();
            assert!(error.contains("to 65535") && error.contains(&format!("{text:?}")), "{error}");
        }
        assert!(parse_port("'8080'").unwrap_err().to_string().contains("quotation marks"));
    }

    #[test]
    fn flags_are_parsed_in_any_case() {
        for text in ["1", "true", "TRUE", "True", "t", "yes", "Y", "on", " On "] {
            assert!(parse_flag(Setting::Verbose, text).unwrap(), "{text}");
        }
        for text in ["0", "false", "FALSE", "f", "no", "N", "off", "OFF\n"] {
            assert!(!parse_flag(Setting::Verbose, text).unwrap(), "{text}");
        }
        for (text, part) in
            [("2", "\"2\""), ("verbose", "true"), ("\"true\"", "quotation marks"), ("null", "missing value")]
        {
            let error = parse_flag(Setting::Verbose, text).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn mistakes_are_distinguished_from_values() {
        for (text, part) in [
            ("\"canary\"", "quotation marks"),
            ("'canary'", "quotation marks"),
            ("“canary”", "quotation marks"),
            ("\"\"", "quotation marks"),
            ("${CANARY}", "not replaced"),
            ("${CANARY:-x}", "not replaced"),
            ("$CANARY", "not replaced"),
            ("$(CANARY)", "not replaced"),
            ("$env:CANARY", "not replaced"),
            ("%CANARY%", "not replaced"),
            ("${{ secrets.CANARY }}", "not replaced"),
            ("{{ canary }}", "not replaced"),
            ("None", "missing value"),
            (" null ", "missing value"),
            ("undefined", "missing value"),
            ("[object Object]", "missing value"),
            ("EDGEGAP_EMULATOR_TOKEN=canary", "NAME=value"),
            ("export TOKEN=canary", "NAME=value"),
        ] {
            let found = find_mistake(text).unwrap_or_else(|| panic!("{text}"));
            assert!(found.contains(part) && !found.to_lowercase().contains("canary"), "{text}: {found}");
        }
        for text in [
            "",
            "\"",
            "abc",
            "a\"b",
            "$",
            "$1",
            "a$B",
            "100%",
            "QUJDRA==",
            "A_B=",
            "a=b",
            "/data/x=1/state.redb",
            "None-1",
        ] {
            assert_eq!(find_mistake(text), None, "{text}");
        }
    }
}
