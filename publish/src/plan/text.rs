//! Values for people.

use serde_json::Value;

use crate::object::plain;

/// What stands in place of a secret.
pub(super) const REDACTED: &str = "***";

/// A value: a string without quotation marks, unless it is empty or starts or ends with a space.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::String(string) if string.is_empty() || string.trim() != string => format!("\"{}\"", plain(string)),
        Value::String(string) => plain(string),
        other => plain(&other.to_string()),
    }
}
