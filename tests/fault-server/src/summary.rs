//! Describes the outcome of a call for the document.

use serde_json::Value;

use crate::calls::{Call, Class};

/// Describes an outcome in the form of the boundary. `times` is the number of times that the
/// emulator carried the call out; `had_connection` is true if the client had an open connection
/// before.
pub(crate) fn summarize(call: &Call, outcome: &Value, applied: bool, times: usize, had_connection: bool) -> String {
    match outcome.get("error").filter(|error| !error.is_null()) {
        Some(error) => summarize_error(error, applied),
        None => summarize_success(call, &outcome["attempts"], times, had_connection),
    }
}

fn summarize_success(call: &Call, attempts: &Value, times: usize, had_connection: bool) -> String {
    let attempts = attempts.as_array().map(Vec::as_slice).unwrap_or_default();
    let status = |attempt: Option<&Value>| attempt.and_then(|attempt| attempt["outcome"].as_str()?.parse::<u64>().ok());
    let is_created = call.class == Class::Create
        && attempts.len() > 2
        && status(attempts.iter().rev().nth(1)).is_some_and(|status| Some(status) == call.taken);
    let is_deleted = call.class == Class::Delete && (status(attempts.last()) == Some(404) || call.is_many && times > 1);
    let retries = attempts.len().saturating_sub(1 + usize::from(is_created));
    let retries = match retries {
        0 => return "succeeds".to_owned(),
        1 if had_connection => "an immediate resend".to_owned(),
        1 => "a retry".to_owned(),
        retries => format!("{retries} retries"),
    };
    let waited = attempts.last().and_then(|attempt| attempt["waited_ms"].as_f64()).unwrap_or_default();
    let detail = match () {
        () if is_created => ", which finds it created".to_owned(),
        () if is_deleted => ", which finds it deleted".to_owned(),
        () if waited >= 1000.0 => format!(", {} s later", waited / 1000.0),
        () => String::new(),
    };
    format!("succeeds after {retries}{detail}")
}

fn summarize_error(error: &Value, applied: bool) -> String {
    let mut text = format!("`{}`", error["kind"].as_str().unwrap_or("?"));
    if error["maybe_applied"] == true {
        text.push_str(", `maybe_applied`");
        text.push_str(if applied { " (it was)" } else { " (it was not)" });
    }
    match error["attempts"].as_array().map_or(0, Vec::len) {
        0 => text.push_str(", nothing is sent"),
        1 => text.push_str(", at once"),
        attempts => text.push_str(&format!(", after {attempts} attempts")),
    }
    if let Some(wait) = error["retry_after_ms"].as_f64().filter(|wait| *wait > 0.0) {
        text.push_str(&format!(", `retry_after` {} s", wait / 1000.0));
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::calls::Calls;

    fn summary(operation: &str, outcomes: &[&str], waited: u64) -> String {
        let calls = Calls::load().unwrap();
        let attempts: Vec<_> =
            outcomes.iter().map(|outcome| json!({"outcome": outcome, "waited_ms": waited})).collect();
        summarize(calls.find(operation).unwrap(), &json!({"value": null, "attempts": attempts}), true, 1, false)
    }

    #[test]
    fn successes() {
        assert_eq!(summary("versions.get", &["200"], 0), "succeeds");
        assert_eq!(summary("versions.create", &["reset", "reset", "200"], 2), "succeeds after 2 retries");
        assert_eq!(
            summary("versions.create", &["reset", "409", "200"], 2),
            "succeeds after a retry, which finds it created"
        );
        assert_eq!(summary("versions.delete", &["body", "404"], 2), "succeeds after a retry, which finds it deleted");
        assert_eq!(summary("versions.update", &["429", "200"], 1000), "succeeds after a retry, 1 s later");
    }

    #[test]
    fn errors() {
        let calls = Calls::load().unwrap();
        let summary =
            |error: Value| summarize(calls.find("versions.create").unwrap(), &json!({"error": error}), true, 1, false);
        let lost = json!({"kind": "connection", "maybe_applied": true, "attempts": [1, 2, 3]});
        assert_eq!(summary(lost), "`connection`, `maybe_applied` (it was), after 3 attempts");
        let slow = json!({"kind": "rate_limited", "maybe_applied": false, "attempts": [1], "retry_after_ms": 3600000});
        assert_eq!(summary(slow), "`rate_limited`, at once, `retry_after` 3600 s");
        assert_eq!(summary(json!({"kind": "configuration", "attempts": []})), "`configuration`, nothing is sent");
    }
}
