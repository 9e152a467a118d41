//! Parts of the call of a vector that both surfaces need: its arguments, and the report of an
//! error.

use std::time::Duration;

use edgegap_scripted_server::Outcome;
use edgegap_sdk::Error;
use serde_json::{Value, json};

use crate::load::folder;
use crate::vector::Vector;

/// The arguments with `{{files}}` filled in.
pub(crate) fn arguments(vector: &Vector) -> Value {
    fn fill(value: &Value, files: &str) -> Value {
        match value {
            Value::String(text) => text.replace("{{files}}", files).into(),
            Value::Array(items) => items.iter().map(|item| fill(item, files)).collect(),
            Value::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.clone(), fill(value, files))).collect())
            }
            other => other.clone(),
        }
    }
    fill(&vector.arguments, &folder().join("files").to_string_lossy())
}

/// Records an error: its attributes in the form of the boundary, and its own JSON.
pub(crate) fn failed(outcome: &mut Outcome, error: &Error) {
    let mut attributes = json!({
        "kind": error.kind(),
        "message": error.message(),
        "operation": error.operation(),
        "status": error.status(),
        "request_id": error.request_id(),
        "retryable": error.retryable(),
        "maybe_applied": error.maybe_applied(),
        "attempts": error.attempts(),
        "elapsed_ms": milliseconds(error.elapsed()),
        "retry_after_ms": error.retry_after().map(milliseconds),
        "violations": Some(error.violations()).filter(|violations| !violations.is_empty()),
        "extra": Some(error.extra()).filter(|extra| !extra.is_empty()),
        "excerpt": error.excerpt(),
        "method": error.method(),
        "url": error.url(),
    });
    outcome.show(error);
    outcome.show(format_args!("{error:?} {error:#?}"));
    if let Some(fields) = attributes.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    outcome.error = Some(attributes);
    outcome.error_json = Some(error.to_json());
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
