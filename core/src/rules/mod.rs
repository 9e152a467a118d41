//! The named rules for one value, in addition to type and bounds. Each comes from a check of an
//! official client or from a known failure of the service.

pub(crate) mod icon;
pub(crate) mod image;
pub(crate) mod object;
pub(crate) mod registry_host;
pub(crate) mod stray;

use serde_json::Value;
use url::Url;

use self::stray::{stray, stray_name, stray_secret};
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
        if let Some(message) = stray(text(value)) {
            violations.add(path, ViolationCode::Pattern, message);
        }
    },
};

pub(crate) static SECRET_TEXT: Check = Check {
    name: "secret_text",
    doc: "A single line has no white space at either end; a key of several lines is sent as it is.",
    run: |value, path, violations| {
        if let Some(message) = stray_secret(text(value)) {
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
        let bucket = text(value);
        if let Some(message) = stray(bucket) {
            violations.add(path, ViolationCode::Pattern, message);
        } else if bucket.contains("://") {
            violations.add(
                path,
                ViolationCode::Pattern,
                "must be the name of a bucket without `s3://` or another scheme",
            );
        } else if bucket.contains(['/', ' ']) {
            violations.add(path, ViolationCode::Pattern, "must be the name of a bucket, without `/` and spaces");
        }
    },
};

pub(crate) static WEB_URL: Check = Check {
    name: "web_url",
    doc: "",
    run: |value, path, violations| {
        let url = Url::parse(text(value)).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        // A URL parser removes surrounding line breaks and spaces; the service does not.
        if let Some(message) = stray(text(value)) {
            violations.add(path, ViolationCode::Pattern, message);
        } else if url.as_ref().is_some_and(|url| !url.username().is_empty() || url.password().is_some()) {
            let message = "may not have a user name or password, which everybody could read who reads the \
                           storage: give \
                           `access_key_id` and `secret_access_key`";
            violations.add(path, ViolationCode::Pattern, message);
        } else if url.is_none() {
            violations.add(
                path,
                ViolationCode::Pattern,
                "must be a full URL that starts with `https://` or `http://`, for example `https://s3.example.com`",
            );
        }
    },
};

pub(crate) static BUCKET_PATH: Check = Check {
    name: "bucket_path",
    doc: "",
    run: |value, path, violations| {
        let source = text(value);
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+' | '.');
        if !source.starts_with('/') || source.ends_with('/') || !source.chars().all(safe) {
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
        for bucket in ["s3://game-logs", "game-logs/a", "game logs", "game-logs\n"] {
            assert_eq!(found(&BUCKET, bucket).len(), 1, "{bucket:?}");
        }
    }
}
