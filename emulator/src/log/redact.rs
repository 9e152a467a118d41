//! Redaction: no secret of a request or a response is shown.

use std::collections::BTreeMap;

use hyper::Uri;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// Minimum length of a token that is redacted in a target: a shorter one may be the name of an
/// object.
const MIN_TOKEN: usize = 8;
/// Replaces a secret.
const REDACTED: &str = "***";

/// Returns the path and the query of a target with redacted secrets: the values of parameters with
/// the name of a secret, and every part that contains one of these tokens.
pub(crate) fn redact_target(target: &Uri, tokens: &[String]) -> (String, Option<String>) {
    let redact = |part| {
        let decoded = percent_decode_str(part).decode_utf8_lossy();
        let is_shown = |token: &String| token.len() >= MIN_TOKEN && decoded.contains(token);
        if tokens.iter().any(is_shown) { REDACTED } else { part }
    };
    let redact_pair = |pair| match str::split_once(pair, '=') {
        Some((name, _)) if is_secret(&percent_decode_str(name).decode_utf8_lossy()) => {
            format!("{}={REDACTED}", redact(name))
        }
        Some((name, value)) => format!("{}={}", redact(name), redact(value)),
        None => redact(pair).to_owned(),
    };
    let path: Vec<_> = target.path().split('/').map(redact).collect();
    let query = target.query().map(|query| query.split('&').map(redact_pair).collect::<Vec<_>>().join("&"));
    (path.join("/"), query)
}

/// Returns headers with redacted credentials. Repeated headers are joined.
pub(super) fn redact_headers<'h>(all: impl Iterator<Item = (&'h str, &'h [u8])>) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in all {
        let is_secret = ["authorization", "proxy-authorization", "cookie"].contains(&name) || is_secret(name);
        let value = if is_secret { REDACTED.into() } else { String::from_utf8_lossy(value) };
        match headers.get_mut(name) {
            Some(values) => {
                values.push_str(", ");
                values.push_str(&value);
            }
            None => {
                headers.insert(name.to_owned(), value.into_owned());
            }
        }
    }
    headers
}

/// Returns the body with redacted secrets.
pub(super) fn redact_body(bytes: &[u8]) -> Option<Value> {
    if bytes.is_empty() {
        return None;
    }
    // Only the structure shows which values are secret.
    match serde_json::from_slice::<Value>(bytes) {
        Ok(mut body) => {
            redact(&mut body);
            Some(body)
        }
        Err(_) => Some(size(bytes.len())),
    }
}

/// Stands for a body that is not shown.
pub(super) fn size(length: usize) -> Value {
    format!("{length} bytes").into()
}

fn redact(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::Object(object) => {
            // A flag with any value but false may be intended to hide the variable.
            let flags = ["is_hidden", "is_secret"];
            let hidden = flags.iter().filter_map(|flag| object.get(*flag)).any(|flag| *flag != Value::Bool(false));
            for (name, value) in object {
                let open = flags.contains(&name.as_str()) || matches!(value, Value::Null | Value::Bool(_));
                if !open && (is_secret(name) || (hidden && name == "value")) {
                    *value = REDACTED.into();
                } else {
                    redact(value);
                }
            }
        }
        _ => {}
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "private_username" || ["token", "secret", "password"].iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_redacted() {
        let sent = json!({
            "name": "1", "private_username": "u", "private_token": "t", "secret_access_key": "s",
            "envs": [{"key": "A", "value": "open"}, {"key": "B", "value": "x", "is_hidden": true},
                     {"key": "C", "value": "y", "is_secret": "yes"}, {"key": "D", "value": "z", "is_hidden": false}],
        });
        let logged = redact_body(sent.to_string().as_bytes()).unwrap();
        assert_eq!(
            logged,
            json!({
                "name": "1", "private_username": "***", "private_token": "***", "secret_access_key": "***",
                "envs": [{"key": "A", "value": "open"}, {"key": "B", "value": "***", "is_hidden": true},
                         {"key": "C", "value": "***", "is_secret": "yes"},
                         {"key": "D", "value": "z", "is_hidden": false}],
            })
        );
        assert_eq!(redact_body(b"{\"private_token\": \"t\""), Some("21 bytes".into()));
        let headers = [("authorization", "token t"), ("x-auth-token", "t"), ("x-a", "1"), ("x-a", "2")];
        let headers = redact_headers(headers.iter().map(|(name, value)| (*name, value.as_bytes())));
        let logged: Vec<_> = headers.into_values().collect();
        assert_eq!(logged, ["***", "1, 2", "***"]);
    }

    #[test]
    fn secrets_in_a_target_are_redacted_in_every_form() {
        let tokens = ["own/canary".to_owned(), "short".to_owned()];
        for (target, path, query) in [
            ("/v1/apps?limit=2&page=1", "/v1/apps", Some("limit=2&page=1")),
            ("/v1/app/short?", "/v1/app/short", Some("")),
            ("/v1/apps?token=x&x=1&Api%54oken=y=z&&b", "/v1/apps", Some("token=***&x=1&Api%54oken=***&&b")),
            ("/v1/apps?private_username=u", "/v1/apps", Some("private_username=***")),
            ("/v1/apps?key=token%20own%2fcanary", "/v1/apps", Some("key=***")),
            ("/v1/apps?own/canary", "/v1/apps", Some("***")),
            ("/v1/app/%6Fwn%2Fcanary/x", "/v1/app/***/x", None),
        ] {
            let (found, in_query) = redact_target(&target.parse().unwrap(), &tokens);
            assert_eq!((found.as_str(), in_query.as_deref()), (path, query), "{target}");
        }
    }
}
