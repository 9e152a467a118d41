//! The rules about images in a registry: host, name and tag, by the grammar of OCI.

use serde_json::Value;

use crate::model::Check;
use crate::rules::stray;
use crate::violation::ViolationCode;

/// The most characters of a tag, and of a name.
const LONGEST_TAG: usize = 128;
const LONGEST_NAME: usize = 255;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub(crate) static REGISTRY_HOST: Check = Check {
    name: "registry_host",
    doc: "A registry is a host, `docker.io`, perhaps with a port and a path, without `https://` in front.",
    run: |value, path, report| {
        if let Err(message) = host(text(value)) {
            report.add(path, ViolationCode::Pattern, message);
        }
    },
};

pub(crate) static IMAGE_NAME: Check = Check {
    name: "image_name",
    doc: "The name of an image is lower case and has neither the registry's host in front nor a `:tag` behind it.",
    run: |value, path, report| {
        if let Err(message) = name(text(value)) {
            report.add(path, ViolationCode::Pattern, message);
        }
    },
};

pub(crate) static IMAGE_TAG: Check = Check {
    name: "image_tag",
    doc: "A tag has at most 128 letters, digits and `_ . -`, and begins with none of the last two.",
    run: |value, path, report| {
        if let Err(message) = tag(text(value)) {
            report.add(path, ViolationCode::Pattern, message);
        }
    },
};

fn host(text: &str) -> Result<(), String> {
    // Empty text is for the bounds.
    if text.is_empty() {
        return Ok(());
    }
    if let Some(message) = stray(text) {
        return Err(message.to_owned());
    }
    if let Some((_, rest)) = text.split_once("://") {
        // What stands before an `@` may be a password.
        let host = rest.rsplit('@').next().unwrap_or(rest).trim_end_matches('/');
        return Err(format!("is the host of a registry without a scheme: write `{host}`"));
    }
    if text.contains('@') {
        return Err(
            "is the host of a registry without a login: give that as `private_username` and `private_token`".to_owned()
        );
    }
    if let Some(host) = text.strip_suffix('/') {
        return Err(format!(
            "is the host of a registry without a `/` at the end: write `{}`",
            host.trim_end_matches('/')
        ));
    }
    let (host, path) = text.split_once('/').unwrap_or((text, ""));
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
        _ => (host, None),
    };
    let is_host = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.split('.').all(is_label),
    };
    if !is_host || port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Err(
            "is the host of a registry, perhaps with a port: letters, digits and `- .`, for example `docker.io`"
                .to_owned(),
        );
    }
    let is_path = path.is_empty() || path.split('/').all(|part| is_component(&part.to_ascii_lowercase()));
    if is_path {
        Ok(())
    } else {
        Err("has a path behind the host that no registry takes: letters, digits and `. _ - /`".to_owned())
    }
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn name(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    if let Some(message) = stray(text) {
        return Err(message.to_owned());
    }
    if text.contains("://") {
        return Err("is the name of an image, not a URL: give the registry's host as `docker_repository`".to_owned());
    }
    if let Some((host, rest)) = text.split_once('/')
        && is_registry(host)
    {
        let rest = rest.split([':', '@']).next().unwrap_or(rest);
        return Err(format!(
            "has the host of a registry in front: give that as `docker_repository`, and write `{}`",
            rest.to_lowercase()
        ));
    }
    if text.contains('@') {
        return Err("is the name of an image without a digest: give a tag as `docker_tag`".to_owned());
    }
    if text.contains(':') {
        return Err(
            "is the name of an image without a tag or digest: put what follows `:` into `docker_tag`".to_owned()
        );
    }
    if text.chars().any(char::is_uppercase) {
        return Err(format!("must be lower case: write `{}`", text.to_lowercase()));
    }
    if text.starts_with('/') || text.ends_with('/') {
        return Err(format!("may not begin or end with `/`: write `{}`", text.trim_matches('/')));
    }
    if text.len() > LONGEST_NAME {
        return Err(format!("may have at most {LONGEST_NAME} characters, has {}", text.len()));
    }
    if text.split('/').all(is_component) {
        return Ok(());
    }
    Err("has parts of lower-case letters and digits, with `.`, `_`, `__` or `-` between them, joined by `/`: for example `me/my-game`".to_owned())
}

/// Letters and digits, with one dot, one or two underscores or any number of dashes between them.
fn is_component(part: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    let ends = bytes.first().copied().is_some_and(is_plain) && bytes.last().copied().is_some_and(is_plain);
    let separators = part.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()).filter(|part| !part.is_empty());
    ends && separators.into_iter().all(|part| matches!(part, "." | "_" | "__") || part.bytes().all(|byte| byte == b'-'))
}

/// Whether the first part of a name is the host of a registry. A dot alone does not tell: groups of some registries have one.
fn is_registry(part: &str) -> bool {
    const KNOWN: [&str; 12] = [
        "docker.io",
        "docker.com",
        "ghcr.io",
        "gcr.io",
        "quay.io",
        "pkg.dev",
        "azurecr.io",
        "amazonaws.com",
        "edgegap.com",
        "gitlab.com",
        "digitalocean.com",
        "mcr.microsoft.com",
    ];
    let part = part.to_ascii_lowercase();
    let host = part.split(':').next().unwrap_or_default();
    let has_port = part
        .split_once(':')
        .is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    has_port
        || host == "localhost"
        || ["registry.", "docker.", "harbor."].iter().any(|start| host.starts_with(start))
        || KNOWN.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")))
}

fn tag(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    if let Some(message) = stray(text) {
        return Err(message.to_owned());
    }
    let is_digest = text.trim_start_matches('@').split_once(':').is_some_and(|(algorithm, hash)| {
        matches!(algorithm, "sha256" | "sha384" | "sha512")
            && hash.len() >= 32
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    if is_digest || text.contains("@sha") || text.starts_with("sha256:") {
        return Err("is a digest, which the service does not take: give a tag, such as `b42`".to_owned());
    }
    if let Some((_, tag)) = text.rsplit_once(':') {
        return Err(match is_tag(tag) {
            true => format!("is a tag alone, without the image or `:` in front: write `{tag}`"),
            false => "is a tag alone, without the image or `:` in front".to_owned(),
        });
    }
    if text.len() > LONGEST_TAG {
        return Err(format!("may have at most {LONGEST_TAG} characters, has {}", text.chars().count()));
    }
    if is_tag(text) {
        return Ok(());
    }
    Err("has letters, digits and `_ . -` only, and begins with a letter, a digit or `_`: for example `b42`".to_owned())
}

fn is_tag(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= LONGEST_TAG
        && text.bytes().next().is_some_and(is_word)
        && text.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_those_of_a_registry() {
        for text in ["b42", "latest", "1.0.0", "_x", "V1.0-rc.1_2", &"a".repeat(128)] {
            assert_eq!(tag(text), Ok(()), "{text}");
        }
        for (text, part) in [
            ("b43\n", "ends in a line break"),
            ("b 1", "letters, digits"),
            (":b43", "write `b43`"),
            ("me/g:b43", "write `b43`"),
            ("sha256:0123", "is a digest"),
            (" b43", "white space"),
            ("-b", "begins with a letter"),
            ("b/43", "letters, digits"),
            ("b43\u{200b}", "invisible"),
            ("b\t43", "control characters"),
            ("1.0.0+build", "letters, digits"),
            (&"a".repeat(129), "128"),
            ("\u{e9}", "letters, digits"),
            ("b43\r\n", "line break"),
        ] {
            assert!(tag(text).is_err_and(|message| message.contains(part)), "{text}: {:?}", tag(text));
        }
    }

    #[test]
    fn names_are_those_of_a_registry() {
        for text in ["g", "me/g", "a/b/c", "a.b/c__d", "a--b", "my.group/game", "1/2"] {
            assert_eq!(name(text), Ok(()), "{text}");
        }
        for (text, part) in [
            ("me/g\n", "line break"),
            ("Me/G", "write `me/g`"),
            ("g:1", "docker_tag"),
            ("docker.io/me/g", "write `me/g`"),
            ("registry.edgegap.com/me/g:b1", "write `me/g`"),
            ("localhost:5000/g", "write `g`"),
            ("/g", "write `g`"),
            ("a//b", "joined by"),
            ("a..b", "joined by"),
            ("-a", "joined by"),
            ("https://docker.io/g", "not a URL"),
            ("g@sha256:1", "without a digest"),
            ("a b", "joined by"),
            (&"a".repeat(256), "255"),
            ("myacc.azurecr.io/g", "write `g`"),
        ] {
            assert!(name(text).is_err_and(|message| message.contains(part)), "{text}: {:?}", name(text));
        }
    }

    #[test]
    fn hosts_are_hosts() {
        for text in [
            "docker.io",
            "registry.edgegap.com",
            "localhost:5000",
            "10.0.0.1",
            "[::1]:5000",
            "host/Path/x",
            "my_registry:5000",
        ] {
            assert_eq!(host(text), Ok(()), "{text}");
        }
        for (text, part) in [
            ("https://u:canary@docker.io/", "write `docker.io`"),
            ("docker.io/", "write `docker.io`"),
            ("docker.io\n", "line break"),
            ("u:canary@docker.io", "without a login"),
            ("docker io", "host of a registry"),
            ("docker.io:x", "host of a registry"),
            ("-x.io", "host of a registry"),
            ("docker.io/a b", "path behind"),
            (".io", "host of a registry"),
        ] {
            let message = host(text).unwrap_err();
            assert!(message.contains(part) && !message.contains("canary"), "{text}: {message}");
        }
    }
}
