//! The named rules that go beyond type and bounds. Each has its source in what official clients check or in what is known to break.

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use crate::model::{Check, Rule};
use crate::violation::ViolationCode;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What is wrong with a text that should be one line with nothing around it, as scripts read it from files and programs.
pub(crate) fn stray(text: &str) -> Option<&'static str> {
    if text.ends_with(['\n', '\r']) {
        return Some("ends in a line break, as the output of a program does: strip it");
    }
    if text.chars().any(char::is_control) {
        return Some("may not have line breaks or other control characters");
    }
    let is_invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    if text.contains(is_invisible) {
        return Some("has an invisible character, as come along when a web page is copied: write it again");
    }
    (text.trim() != text).then_some("begins or ends with white space: strip it")
}

pub(crate) static OBJECT_NAME: Check = Check {
    name: "object_name",
    doc: "A name has no control characters and is neither `.` nor `..`, which no URL can hold.",
    run: |value, path, report| {
        if text(value).chars().any(char::is_control) {
            report.add(path, ViolationCode::Pattern, "may not have control characters");
        }
        if matches!(text(value), "." | "..") {
            report.add(path, ViolationCode::NotAllowed, "may not be `.` or `..`: no later call could name it");
        }
    },
};

pub(crate) static ONE_LINE: Check = Check {
    name: "one_line",
    doc: "No line breaks, other control characters, or white space at either end.",
    run: |value, path, report| {
        if let Some(message) = stray(text(value)) {
            report.add(path, ViolationCode::Pattern, message);
        }
    },
};

pub(crate) static FOUR_KILOBYTES: Check = Check {
    name: "four_kilobytes",
    doc: "The value of a variable has at most 4096 bytes.",
    run: |value, path, report| {
        if text(value).len() > 4096 {
            report.add_limit(
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
    doc: "The name of a variable has no `=` and no control characters.",
    run: |value, path, report| {
        if let Some(message) = stray(text(value)) {
            report.add(path, ViolationCode::Pattern, message);
        } else if text(value).contains('=') {
            report.add(path, ViolationCode::Pattern, "may not have a `=`: put what follows it into `value`");
        }
    },
};

pub(crate) static STORAGE_IS_NAMED: Check = Check {
    name: "storage_is_named",
    doc: "An endpoint storage is named or left out; empty text breaks the service.",
    run: |value, path, report| {
        if text(value).is_empty() {
            report.add(
                path,
                ViolationCode::NotAllowed,
                "may not be empty text, which breaks the service: leave the member out",
            );
        } else if let Some(message) = stray(text(value)) {
            report.add(path, ViolationCode::Pattern, message);
        }
    },
};

pub(crate) static BUCKET: Check = Check {
    name: "bucket",
    doc: "A bucket is given by its name alone, without `s3://`, a path or white space.",
    run: |value, path, report| {
        let bucket = text(value);
        if let Some(message) = stray(bucket) {
            report.add(path, ViolationCode::Pattern, message);
        } else if bucket.contains("://") {
            report.add(
                path,
                ViolationCode::Pattern,
                "is the name of a bucket without `s3://` or another scheme in front",
            );
        } else if bucket.contains(['/', ' ']) {
            report.add(path, ViolationCode::Pattern, "is the name of a bucket: it has no `/` and no blanks");
        }
    },
};

pub(crate) static WEB_URL: Check = Check {
    name: "web_url",
    doc: "An endpoint is a full URL with `http://` or `https://` and a host.",
    run: |value, path, report| {
        let valid = Url::parse(text(value)).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        // A URL parser drops line breaks and blanks at the ends; the service would not.
        if let Some(message) = stray(text(value)) {
            report.add(path, ViolationCode::Pattern, message);
        } else if !valid {
            report.add(
                path,
                ViolationCode::Pattern,
                "must be a full URL that begins with `https://` or `http://`, for example `https://s3.example.com`",
            );
        }
    },
};

pub(crate) static BUCKET_PATH: Check = Check {
    name: "bucket_path",
    doc: "A path in a bucket begins with `/`, does not end with `/`, and has letters, digits and `/ _ - + .` only.",
    run: |value, path, report| {
        let source = text(value);
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+' | '.');
        if !source.starts_with('/') || source.ends_with('/') || !source.chars().all(safe) {
            report.add(path, ViolationCode::Pattern, "must begin with `/`, not end with `/`, and have letters, digits and `/ _ - + .` only, for example `/configs/game.json`");
        }
    },
};

pub(crate) static CONTAINER_PATH: Check = Check {
    name: "container_path",
    doc: "A destination is an absolute path and neither `/etc` nor below it.",
    run: |value, path, report| {
        let destination = text(value);
        if let Some(message) = stray(destination) {
            report.add(path, ViolationCode::Pattern, message);
        } else if !destination.starts_with('/') {
            report.add(
                path,
                ViolationCode::Pattern,
                "must be an absolute path in the container, for example `/game/configs`",
            );
        } else if first_directory(destination) == Some("etc") {
            report.add(
                path,
                ViolationCode::ProtectedPath,
                "may not be `/etc` or below it: the call would succeed and every later deployment fail",
            );
        }
    },
};

/// The first directory of an absolute path once `.`, `..` and empty parts are resolved.
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

pub(crate) static MEMORY_PER_CPU: Rule = Rule {
    name: "memory_per_cpu",
    doc: "`req_memory` is at most twice `req_cpu`.",
    members: &["req_cpu", "req_memory"],
    run: |map, prefix, report| {
        let number = |name| map.get(name).and_then(Value::as_i64);
        if let (Some(cpu), Some(memory)) = (number("req_cpu"), number("req_memory")) {
            let most = cpu.saturating_mul(2);
            if memory > most {
                report.add_limit(
                    format!("{prefix}req_memory"),
                    ViolationCode::OutOfRange,
                    format!("may be at most twice req_cpu, {most}, got {memory}"),
                    most,
                );
            }
        }
    },
};

pub(crate) static ZERO_PORT_IS_NAMED: Rule = Rule {
    name: "zero_port_is_named",
    doc: "Port 0, one-to-one mapping, needs a `name`.",
    members: &["port"],
    run: |map, prefix, report| {
        let named = map.get("name").and_then(Value::as_str).is_some_and(|name| !name.is_empty());
        if map.get("port").and_then(Value::as_i64) == Some(0) && !named {
            report.add(
                format!("{prefix}name"),
                ViolationCode::Missing,
                "is required for port 0 (one-to-one mapping): name the port",
            );
        }
    },
};

pub(crate) static TLS_UPGRADE_NEEDS_PLAIN_WEB: Rule = Rule {
    name: "tls_upgrade_needs_plain_web",
    doc: "`tls_upgrade` goes with the protocols `HTTP` and `WS` only.",
    members: &["tls_upgrade"],
    run: |map, prefix, report| {
        let protocol = map.get("protocol").and_then(Value::as_str).unwrap_or_default();
        if map.get("tls_upgrade") == Some(&Value::Bool(true))
            && !protocol.is_empty()
            && !matches!(protocol, "HTTP" | "WS")
        {
            report.add(
                format!("{prefix}tls_upgrade"),
                ViolationCode::Conflict,
                "is for the protocols HTTP and WS only: use one of them, or leave tls_upgrade out",
            );
        }
    },
};

pub(crate) static PORTS_ARE_DISTINCT: Rule = Rule {
    name: "ports_are_distinct",
    doc: "No two ports share number and protocol, or a name.",
    members: &["ports"],
    run: |map, prefix, report| {
        let (mut numbers, mut names) = (HashSet::new(), HashSet::new());
        for (index, port) in map.get("ports").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let name = port.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
            let number = port.get("port").and_then(Value::as_i64);
            let protocol = port.get("protocol").and_then(Value::as_str);
            // Port 0 is a request for any port: two of them are two ports, told apart by name.
            if let (Some(number @ 1..), Some(protocol)) = (number, protocol)
                && !numbers.insert((number, protocol))
            {
                report.add(
                    format!("{prefix}ports[{index}]"),
                    ViolationCode::Duplicate,
                    format!("has the number and protocol of an earlier port, {number} {protocol}"),
                );
            }
            if let Some(name) = name
                && !names.insert(name)
            {
                report.add(
                    format!("{prefix}ports[{index}].name"),
                    ViolationCode::Duplicate,
                    "is the name of an earlier port: names are unique within a version",
                );
            }
        }
    },
};
