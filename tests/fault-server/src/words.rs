//! What came of a call, in words for people.

use serde_json::Value;

use crate::calls::{Call, Class};

/// The words for an outcome in the boundary's form, of a call that the emulator carried out so many
/// times, and that found a connection at hand or had none.
pub(crate) fn words(call: &Call, outcome: &Value, applied: bool, times: usize, had_connection: bool) -> String {
    match outcome.get("error").filter(|error| !error.is_null()) {
        Some(error) => failure(error, applied),
        None => success(call, &outcome["attempts"], times, had_connection),
    }
}

fn success(call: &Call, attempts: &Value, times: usize, had_connection: bool) -> String {
    let attempts = attempts.as_array().map(Vec::as_slice).unwrap_or_default();
    let status = |attempt: Option<&Value>| attempt.and_then(|attempt| attempt["outcome"].as_str()?.parse::<u64>().ok());
    let is_made = call.class == Class::Create
        && attempts.len() > 2
        && status(attempts.iter().rev().nth(1)).is_some_and(|status| Some(status) == call.taken);
    let is_gone = call.class == Class::Delete && (status(attempts.last()) == Some(404) || call.is_many && times > 1);
    let retries = attempts.len().saturating_sub(1 + usize::from(is_made));
    let how_often = match retries {
        0 => return "succeeds".to_owned(),
        1 if had_connection => "it is sent again at once".to_owned(),
        1 => "a retry".to_owned(),
        more => format!("{more} retries"),
    };
    let waited = attempts.last().and_then(|attempt| attempt["waited_ms"].as_f64()).unwrap_or_default();
    let found = match () {
        () if is_made => ", which finds it made".to_owned(),
        () if is_gone => ", which finds it gone".to_owned(),
        () if waited >= 1000.0 => format!(", {} s later", waited / 1000.0),
        () => String::new(),
    };
    format!("succeeds after {how_often}{found}")
}

fn failure(error: &Value, applied: bool) -> String {
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

    fn say(operation: &str, outcomes: &[&str], waited: u64) -> String {
        let calls = Calls::load().unwrap();
        let attempts: Vec<_> =
            outcomes.iter().map(|outcome| json!({"outcome": outcome, "waited_ms": waited})).collect();
        words(calls.find(operation).unwrap(), &json!({"value": null, "attempts": attempts}), true, 1, false)
    }

    #[test]
    fn successes() {
        assert_eq!(say("versions.get", &["200"], 0), "succeeds");
        assert_eq!(say("versions.create", &["reset", "reset", "200"], 2), "succeeds after 2 retries");
        assert_eq!(say("versions.create", &["reset", "409", "200"], 2), "succeeds after a retry, which finds it made");
        assert_eq!(say("versions.delete", &["body", "404"], 2), "succeeds after a retry, which finds it gone");
        assert_eq!(say("versions.update", &["429", "200"], 1000), "succeeds after a retry, 1 s later");
    }

    #[test]
    fn errors() {
        let calls = Calls::load().unwrap();
        let say =
            |error: Value| words(calls.find("versions.create").unwrap(), &json!({"error": error}), true, 1, false);
        let lost = json!({"kind": "connection", "maybe_applied": true, "attempts": [1, 2, 3]});
        assert_eq!(say(lost), "`connection`, `maybe_applied` (it was), after 3 attempts");
        let slow = json!({"kind": "rate_limited", "maybe_applied": false, "attempts": [1], "retry_after_ms": 3600000});
        assert_eq!(say(slow), "`rate_limited`, at once, `retry_after` 3600 s");
        assert_eq!(say(json!({"kind": "configuration", "attempts": []})), "`configuration`, nothing is sent");
    }
}
