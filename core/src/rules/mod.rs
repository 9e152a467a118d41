//! The named rules for one value, in addition to type and bounds. Each comes from a check of an
//! official client or from a known failure of the service.

pub(crate) mod container_image;
pub(crate) mod icon;
pub(crate) mod object;
pub(crate) mod registry_host;
pub(crate) mod stray;
pub(crate) mod unfilled;

use serde_json::Value;
use url::Url;

use self::stray::{stray, stray_name, stray_secret};
use self::unfilled::{missing_word, unfilled, unfilled_secret};
use crate::schema::model::Check;
use crate::violation::ViolationCode;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub(crate) static OBJECT_NAME: Check = Check {
    name: "object_name",
    doc: "No line breaks or invisible characters, no white space at either end, and not `.` or `..`.",
    run: |value, path, violations| {
        if let Some(message) = stray_name(text(value)) {
            violations.add(path, ViolationCode::Pattern, message);
        }
        if matches!(text(value), "." | "..") {
            violations.add(
                path,
                ViolationCode::NotAllowed,
                "may not be `.` or `..`, because no later call could use it",
            );
        }
    },
};

pub(crate) static ONE_LINE: Check = Check {
    name: "one_line",
    doc: "No line breaks, other control characters, or white space at either end.",
    run: |value, path, violations| {
        if let Some(message) = stray(text(value)).or_else(|| unfilled_secret(text(value))) {
            violations.add(path, ViolationCode::Pattern, message);
        }
    },
};

pub(crate) static SECRET_TEXT: Check = Check {
    name: "secret_text",
    doc: "A single line has no white space at either end; a key of several lines is sent as it is.",
    run: |value, path, violations| {
        if let Some(message) = stray_secret(text(value)).or_else(|| unfilled_secret(text(value))) {
            violations.add(path, ViolationCode::Pattern, message);
        }
    },
};

pub(crate) static FOUR_KILOBYTES: Check = Check {
    name: "four_kilobytes",
    doc: "",
    run: |value, path, violations| {
        if text(value).len() > 4096 {
            violations.add_limit(
                path,
                ViolationCode::TooLong,
                format!("may have at most 4096 bytes, has {}", text(value).len()),
                4096,
            );
        }
    },
};

pub(crate) static VARIABLE_NAME: Check = Check {
    name: "variable_name",
    doc: "No `=` and no control characters.",
    run: |value, path, violations| {
        if let Some(message) = stray(text(value)) {
            violations.add(path, ViolationCode::Pattern, message);
        } else if text(value).contains('=') {
            violations.add(path, ViolationCode::Pattern, "may not contain `=`: put the part after it into `value`");
        }
    },
};

pub(crate) static STORAGE_IS_NAMED: Check = Check {
    name: "storage_is_named",
    doc: "",
    run: |value, path, violations| {
        if text(value).is_empty() {
            violations.add(
                path,
                ViolationCode::NotAllowed,
                "may not be an empty string, with which the service fails: leave the field out",
            );
        } else if let Some(message) = stray_name(text(value)) {
            violations.add(path, ViolationCode::Pattern, message);
        }
    },
};

pub(crate) static BUCKET: Check = Check {
    name: "bucket",
    doc: "",
    run: |value, path, violations| {
        if let Some(message) = bucket_mistake(text(value)) {
            violations.add(path, ViolationCode::Pattern, message);
        }
    },
};

fn bucket_mistake(bucket: &str) -> Option<String> {
    if let Some(message) = stray(bucket).or_else(|| unfilled(bucket)).or_else(|| missing_word(bucket)) {
        return Some(message.to_owned());
    }
    if bucket.contains("://") {
        return Some("must be the name of a bucket without `s3://` or another scheme".to_owned());
    }
    if let Some(name) = bucket.strip_prefix("arn:").and_then(|arn| arn.rsplit(':').next()) {
        return Some(format!("must be the name of a bucket, not an ARN: use `{name}`"));
    }
    let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !bucket.chars().all(is_safe) {
        return Some("must be the name of a bucket: only letters, digits and `. _ -`".to_owned());
    }
    (bucket.len() > 255).then(|| format!("may have at most 255 characters, has {}", bucket.len()))
}

pub(crate) static WEB_URL: Check = Check {
    name: "web_url",
    doc: "",
    run: |value, path, violations| {
        if let Some(message) = url_mistake(text(value)) {
            violations.add(path, ViolationCode::Pattern, message);
        }
    },
};

/// The mistake in a URL. The parser of URLs corrects many, which the service does not.
fn url_mistake(text: &str) -> Option<&'static str> {
    if let Some(message) = stray(text).or_else(|| unfilled(text)) {
        return Some(message);
    }
    let is_written_out = ["http://", "https://"]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(start)));
    let Some(url) = Url::parse(text).ok().filter(|url| is_written_out && url.has_host()) else {
        return Some(
            "must be a full URL that starts with `https://` or `http://`, for example `https://s3.example.com`",
        );
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Some(
            "may not have a user name or password, which everybody could read who reads the storage: give \
             `access_key_id` and `secret_access_key`",
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Some("may not have a query or a fragment: remove the part from `?` or `#` on");
    }
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    let host = url.host_str().unwrap_or_default();
    let is_twice = matches!(host, "http" | "https") && url.path().starts_with("//");
    if is_twice || !host.chars().all(is_host) || text.contains([' ', '\\']) {
        return Some("has a host or a path that no URL has: check it, for example `https://s3.example.com`");
    }
    None
}

pub(crate) static BUCKET_PATH: Check = Check {
    name: "bucket_path",
    doc: "",
    run: |value, path, violations| {
        let source = text(value);
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+' | '.');
        if let Some(message) = stray(source) {
            violations.add(path, ViolationCode::Pattern, message);
        } else if !source.starts_with('/') || source.ends_with('/') || !source.chars().all(safe) {
            violations.add(
                path,
                ViolationCode::Pattern,
                "must start with `/`, not end with `/`, and have only letters, digits and `/ _ - + .`, for example \
                           `/configs/game.json`",
            );
        }
    },
};

pub(crate) static CONTAINER_PATH: Check = Check {
    name: "container_path",
    doc: "",
    run: |value, path, violations| {
        let destination = text(value);
        if let Some(message) = stray(destination) {
            violations.add(path, ViolationCode::Pattern, message);
        } else if !destination.starts_with('/') {
            violations.add(
                path,
                ViolationCode::Pattern,
                "must be an absolute path in the container, for example `/game/configs`",
            );
        } else if destination.contains('\\') {
            violations.add(path, ViolationCode::Pattern, "may not contain `\\`: the container runs Linux, use `/`");
        } else if first_directory(destination) == Some("etc") {
            violations.add(
                path,
                ViolationCode::ProtectedPath,
                "may not be `/etc` or below it: the call would succeed, but every later deployment would fail",
            );
        }
    },
};

/// The first directory of an absolute path, after resolving `.`, `..` and empty parts.
fn first_directory(path: &str) -> Option<&str> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::violation::Violations;

    fn found(check: &Check, value: &str) -> Vec<String> {
        let mut violations = Violations::default();
        (check.run)(&value.into(), "x", &mut violations);
        violations.into_violations().into_iter().map(|violation| violation.message).collect()
    }

    #[test]
    fn a_name_can_be_found_again() {
        for name in ["my-game", "My Game", "\u{fc}", "1.0.0+build", "a/b", "...", "\u{1f469}\u{200d}\u{1f4bb}"] {
            assert!(found(&OBJECT_NAME, name).is_empty() && found(&STORAGE_IS_NAMED, name).is_empty(), "{name:?}");
        }
        for name in ["my-game ", "1.0.0\u{200b}", "\u{feff}1.0.0", "  ", "a\u{a0}b", "logs\n", "a\tb"] {
            assert_eq!((found(&OBJECT_NAME, name).len(), found(&STORAGE_IS_NAMED, name).len()), (1, 1), "{name:?}");
        }
        assert_eq!(found(&OBJECT_NAME, "..").len(), 1);
    }

    #[test]
    fn an_endpoint_holds_no_login_and_is_not_shown() {
        for url in ["https://s3.example.com", "http://10.0.0.1:9000/minio", "https://s3.eu-central-1.amazonaws.com/"] {
            assert_eq!(found(&WEB_URL, url), [""; 0], "{url}");
        }
        for (url, part) in [
            ("https://u:canary@s3.example.com", "user name or password"),
            ("https://canary@s3.example.com", "user name or password"),
            ("https://:canary@s3.example.com", "user name or password"),
            ("https://s3.exa\nmple.com/canary", "line breaks"),
            ("https://s3.example.com/canary\n", "ends with a line break"),
            (" https://s3.example.com/canary", "white space"),
            ("s3.example.com/canary", "full URL"),
            ("s3://canary", "full URL"),
            ("https://", "full URL"),
            ("https:/s3.example.com", "full URL"),
            ("https:s3.example.com", "full URL"),
            ("https:\\\\s3.example.com", "full URL"),
            ("https://s3.example.com\\canary", "no URL has"),
            ("https://https://s3.example.com", "no URL has"),
            ("https://s3.example.com/a canary", "no URL has"),
            ("https://s3.example.com?canary", "query"),
            ("https://s3.example.com#canary", "query"),
            ("https://${CANARY}", "variable"),
            ("'https://s3.example.com'", "quotation marks"),
        ] {
            let messages = found(&WEB_URL, url);
            assert!(
                messages.len() == 1 && messages[0].contains(part) && !messages[0].contains("canary"),
                "{url}: {messages:?}"
            );
        }
    }

    #[test]
    fn a_bucket_is_a_name() {
        assert!(found(&BUCKET, "game-logs").is_empty());
        for (bucket, part) in [
            ("s3://game-logs", "without `s3://`"),
            ("game-logs/a", "only letters"),
            ("game logs", "only letters"),
            ("game-logs\n", "line break"),
            ("arn:aws:s3:::game-logs", "use `game-logs`"),
            ("\"game-logs\"", "quotation marks"),
            ("${BUCKET}", "variable"),
            ("b?x", "only letters"),
            ("undefined", "missing value"),
            (&"a".repeat(256), "255"),
        ] {
            let messages = found(&BUCKET, bucket);
            assert!(messages.len() == 1 && messages[0].contains(part), "{bucket:?}: {messages:?}");
        }
    }
}
