//! Settings of a client as JSON, in the form of `tests/contract/boundary.md`: the arguments that a language's constructor takes.

use edgegap_sdk::{Client, ClientBuilder, Error, ErrorKind, Options};
use serde_json::Value;

/// Reads settings. All that are wrong are named; a value is never shown, for it may be the token.
pub(crate) fn builder(settings: Value) -> Result<ClientBuilder, Error> {
    let mut builder = Client::builder();
    let mut wrong = Vec::new();
    let settings = match settings {
        Value::Null => return Ok(builder),
        Value::Object(settings) => settings,
        _ => return Err(configuration("settings must be an object")),
    };
    for (name, value) in settings {
        let (next, expected) = set(builder, &name, value);
        builder = next;
        wrong.extend(expected.map(|expected| format!("{name} {expected}")));
    }
    if wrong.is_empty() { Ok(builder) } else { Err(configuration(wrong.join("; "))) }
}

/// Sets one; otherwise says what it must be.
fn set(builder: ClientBuilder, name: &str, value: Value) -> (ClientBuilder, Option<String>) {
    const TEXT: &str = "must be text";
    const COUNT: &str = "must be a whole number, 1 or more";
    let wrong = |builder, expected: &str| (builder, Some(expected.to_owned()));
    match (name, value) {
        // What a language passes on as unset.
        (_, Value::Null) => (builder, None),
        ("token", Value::String(text)) => (builder.token(text), None),
        ("base_url", Value::String(text)) => (builder.base_url(text), None),
        ("ca_file", Value::String(text)) => (builder.ca_file(text), None),
        ("proxy", Value::String(text)) => (builder.proxy(text), None),
        ("user_agent", Value::String(text)) => (builder.user_agent(text), None),
        ("language", Value::String(text)) => (builder.language(text), None),
        ("token" | "base_url" | "ca_file" | "proxy" | "user_agent" | "language", _) => wrong(builder, TEXT),
        ("environment", Value::Object(variables)) => {
            let variables = variables.into_iter().map(|(name, value)| match value {
                Value::String(value) => (name, Some(value)),
                // What a language cannot write as text is not valid Unicode.
                _ => (name, None),
            });
            (builder.raw_environment(variables), None)
        }
        ("environment", _) => wrong(builder, "must be an object of texts"),
        ("allow_http", Value::Bool(allow)) => (builder.allow_http(allow), None),
        ("allow_http", _) => wrong(builder, "must be true or false"),
        ("max_concurrency", value) => match count(&value) {
            Some(most) => (builder.max_concurrency(most), None),
            None => wrong(builder, COUNT),
        },
        ("max_body_bytes", value) => match count(&value) {
            Some(most) => (builder.max_body_bytes(most), None),
            None => wrong(builder, COUNT),
        },
        ("options", value) => match Options::from_json(value) {
            Ok(options) => (builder.options(options), None),
            Err(error) => {
                let all: Vec<_> = error.violations().iter().map(ToString::to_string).collect();
                (builder, Some(all.join("; ")))
            }
        },
        _ => wrong(builder, "is not a setting"),
    }
}

fn count(value: &Value) -> Option<usize> {
    value.as_u64().filter(|count| *count > 0).and_then(|count| usize::try_from(count).ok())
}

fn configuration(message: impl Into<String>) -> Error {
    Error::from_binding(ErrorKind::Configuration, message, None)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn everything_wrong_is_named_and_no_value_is_shown() {
        let settings =
            json!({"token": ["canary"], "max_concurrency": 0, "colour": "canary", "options": {"max_retries": -1}});
        let message = builder(settings).map(|_| ()).unwrap_err().message().to_owned();
        for part in ["token must be text", "max_concurrency must be", "colour is not a setting", "max_retries"] {
            assert!(message.contains(part), "{part} in {message}");
        }
        assert!(!message.contains("canary"), "{message}");
    }

    #[test]
    fn the_environment_is_that_of_the_host() {
        let settings =
            json!({"environment": {"EDGEGAP_TOKEN": "t", "EDGEGAP_BASE_URL": "http://127.0.0.1:1", "OTHER": null}});
        let client = builder(settings).and_then(|builder| builder.build()).unwrap();
        assert_eq!(client.base_url(), "http://127.0.0.1:1");
        let error =
            builder(json!({"environment": {"EDGEGAP_TOKEN": null}})).and_then(|builder| builder.build()).unwrap_err();
        assert!(error.message().contains("EDGEGAP_TOKEN is not valid Unicode"), "{error}");
    }

    #[test]
    fn settings_arrive() {
        let settings =
            json!({"token": "t", "base_url": "http://127.0.0.1:1/", "options": {"max_retries": 0}, "proxy": null});
        let client = builder(settings).and_then(|builder| builder.build()).unwrap();
        assert_eq!(client.base_url(), "http://127.0.0.1:1");
    }
}
