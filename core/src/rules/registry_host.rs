//! The rule for the host of a registry.

use crate::rules::container_image::is_component;
use crate::rules::stray::stray;
use crate::rules::unfilled::{missing_word, unfilled};
use crate::schema::model::Check;
use crate::violation::ViolationCode;

pub(crate) static REGISTRY_HOST: Check = Check {
    name: "registry_host",
    doc: "",
    run: |value, path, violations| {
        if let Err(message) = host(value.as_str().unwrap_or_default()) {
            violations.add(path, ViolationCode::Pattern, message);
        }
    },
};

fn host(text: &str) -> Result<(), String> {
    // The bounds report an empty string.
    if text.is_empty() {
        return Ok(());
    }
    if let Some(message) = stray(text).or_else(|| unfilled(text)).or_else(|| missing_word(text)) {
        return Err(message.to_owned());
    }
    if let Some((_, rest)) = text.split_once("://") {
        // The part before `@` may be a password, and a query may have a token.
        let host = rest.rsplit('@').next().unwrap_or(rest);
        let host = host.split(['?', '#']).next().unwrap_or(host).trim_end_matches('/');
        return Err(format!("must be the host of a registry without a scheme: use `{host}`"));
    }
    if text.contains('@') {
        return Err(
            "must be the host of a registry without a login: put it into `private_username` and `private_token`"
                .to_owned(),
        );
    }
    if let Some(host) = text.strip_suffix('/') {
        return Err(format!(
            "must be the host of a registry without a trailing `/`: use `{}`",
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
        None => host.len() <= 253 && host.split('.').all(is_label) && is_number_or_name(host),
    };
    if !is_host || !port.is_none_or(is_port) {
        return Err(
            "must be the host of a registry with an optional port: letters, digits and `- .`, for example `docker.io`"
                .to_owned(),
        );
    }
    let is_path = path.is_empty() || path.split('/').all(|part| is_component(&part.to_ascii_lowercase()));
    if is_path {
        Ok(())
    } else {
        Err("has a path after the host that no registry accepts: use only letters, digits and `. _ - /`".to_owned())
    }
}

/// A host of numbers alone is an IPv4 address.
fn is_number_or_name(host: &str) -> bool {
    let is_number = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    !is_number || host.parse::<std::net::Ipv4Addr>().is_ok()
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_label(label: &str) -> bool {
    matches!(label.len(), 1..=63)
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("https://u:canary@docker.io/", "use `docker.io`"),
            ("https://docker.io/?t=canary#x", "use `docker.io`"),
            ("docker.io/", "use `docker.io`"),
            ("docker.io\n", "line break"),
            ("u:canary@docker.io", "without a login"),
            ("docker io", "host of a registry"),
            ("docker.io:x", "host of a registry"),
            ("-x.io", "host of a registry"),
            ("docker.io/a b", "path after"),
            (".io", "host of a registry"),
            ("docker.io:0", "host of a registry"),
            ("docker.io:+80", "host of a registry"),
            ("300.1.1.1", "host of a registry"),
            ("1.2.3", "host of a registry"),
            (&"a".repeat(64), "host of a registry"),
            ("'docker.io'", "quotation marks"),
            ("%REGISTRY%", "variable"),
            ("null", "missing value"),
            ("docker.io/undefined", "missing value"),
            ("$HOST/games", "variable"),
        ] {
            let message = host(text).unwrap_err();
            assert!(message.contains(part) && !message.contains("canary"), "{text}: {message}");
        }
    }
}
