//! Settings as JSON, in the form of `tests/contract/boundary.md`: the constructor arguments of a
//! binding.

use std::mem;

use edgegap_sdk::{Client, ClientBuilder, Error, ErrorKind, Language, Options};
use serde_json::Value;

/// Applies settings to a builder. `set` applies one setting, or returns the message for an invalid
/// one. Null means unset.
///
/// # Errors
/// `configuration`, with every invalid setting. No message contains a value, because it may be the
/// token.
pub(crate) fn apply<B: Default>(
    settings: Value,
    set: impl Fn(B, &str, Value) -> Result<B, String>,
) -> Result<B, Error> {
    let settings = match settings {
        Value::Null => return Ok(B::default()),
        Value::Object(settings) => settings,
        _ => return Err(configuration_error("settings must be an object")),
    };
    let mut builder = B::default();
    let mut invalid = Vec::new();
    for (name, value) in settings.into_iter().filter(|(_, value)| !value.is_null()) {
        match set(mem::take(&mut builder), &name, value) {
            Ok(next) => builder = next,
            Err(message) => invalid.push(message),
        }
    }
    if invalid.is_empty() { Ok(builder) } else { Err(configuration_error(invalid.join("; "))) }
}

pub(crate) fn configuration_error(message: impl Into<String>) -> Error {
    Error::from_binding(ErrorKind::Configuration, message, None)
}

/// Creates a client from its settings.
pub(crate) fn client(settings: Value) -> Result<Client, Error> {
    let language = Language::from_user_agent(settings.get("language").and_then(Value::as_str).unwrap_or_default());
    apply(settings, |builder, name, value| set(builder, name, value, language))?.without_log().build()
}

fn set(builder: ClientBuilder, name: &str, value: Value, language: Language) -> Result<ClientBuilder, String> {
    let must_be = |expected: &str| Err(format!("{} must be {expected}", language.argument(name)));
    Ok(match (name, value) {
        ("token", Value::String(token)) => builder.token(token),
        ("base_url", Value::String(url)) => builder.base_url(url),
        ("ca_file", Value::String(path)) => builder.ca_file(path),
        ("proxy", Value::String(url)) => builder.proxy(url),
        ("user_agent", Value::String(product)) => builder.user_agent(product),
        ("language", Value::String(language)) => builder.language(language),
        ("token" | "base_url" | "ca_file" | "proxy" | "user_agent" | "language", _) => return must_be("a string"),
        ("environment", Value::Object(variables)) => {
            let variables = variables.into_iter().map(|(name, value)| match value {
                Value::String(value) => (name, Some(value)),
                // A value that the language cannot represent as a string is not valid Unicode.
                _ => (name, None),
            });
            builder.raw_environment(variables)
        }
        ("environment", _) => return must_be("an object of strings"),
        ("allow_http", Value::Bool(allow)) => builder.allow_http(allow),
        ("read_only", Value::Bool(read_only)) => builder.read_only(read_only),
        ("allow_http" | "read_only", _) => return must_be("true or false"),
        ("allow_apps", Value::Array(names)) if names.iter().all(Value::is_string) => {
            builder.allow_apps(names.iter().filter_map(Value::as_str))
        }
        ("allow_apps", _) => return must_be("a list of names"),
        ("max_concurrency" | "max_body_bytes", value) => match positive(&value) {
            None => return must_be("an integer, 1 or more"),
            Some(limit) if name == "max_concurrency" => builder.max_concurrency(limit),
            Some(limit) => builder.max_body_bytes(limit),
        },
        ("options", value) => builder.options(
            Options::from_json_of(value, language)
                .map_err(|error| error.violations().iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?,
        ),
        _ => return Err(format!("{name} is not a setting")),
    })
}

fn positive(value: &Value) -> Option<usize> {
    value.as_u64().filter(|count| *count > 0).and_then(|count| usize::try_from(count).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_invalid_setting_is_named_and_no_value_is_shown() {
        let settings =
            json!({"token": ["canary"], "max_concurrency": 0, "colour": "canary", "options": {"max_retries": -1}});
        let message = client(settings).map(|_| ()).unwrap_err().message().to_owned();
        for part in ["token must be a string", "max_concurrency must be", "colour is not a setting", "max_retries"] {
            assert!(message.contains(part), "{part} in {message}");
        }
        assert!(!message.contains("canary"), "{message}");
    }

    #[test]
    fn settings_have_the_names_and_units_of_the_language() {
        let message = |language: &str| {
            let options = json!({"max_retries": -1, "timeout_ms": {"connect": 0}});
            let settings = json!({"token": "t", "max_concurrency": 0, "options": options, "language": language});
            client(settings).map(|_| ()).unwrap_err().message().to_owned()
        };
        for (language, parts) in [
            ("python/3.12", ["max_concurrency must be", "max_retries: must", "timeout.connect: must be between 0.001"]),
            ("node/20", ["maxConcurrency must be", "maxRetries: must", "timeout.connect: must be between 1 and"]),
            ("csharp/mono", ["MaxConcurrency must be", "MaxRetries: must", "ConnectTimeout: must be at least 1 ms"]),
        ] {
            let message = message(language);
            assert!(parts.iter().all(|part| message.contains(part)), "{message}");
        }
    }

    #[test]
    fn the_environment_is_that_of_the_host() {
        let settings =
            json!({"environment": {"EDGEGAP_TOKEN": "t", "EDGEGAP_BASE_URL": "http://127.0.0.1:1", "OTHER": null}});
        assert_eq!(client(settings).unwrap().base_url(), "http://127.0.0.1:1");
        let error = client(json!({"environment": {"EDGEGAP_TOKEN": null}})).unwrap_err();
        assert!(error.message().contains("EDGEGAP_TOKEN is not valid Unicode"), "{error}");
    }

    #[test]
    fn settings_reach_the_client() {
        let settings =
            json!({"token": "t", "base_url": "http://127.0.0.1:1/", "options": {"max_retries": 0}, "proxy": null});
        assert_eq!(client(settings).unwrap().base_url(), "http://127.0.0.1:1");
    }
}
