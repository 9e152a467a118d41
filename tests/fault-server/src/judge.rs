//! Compares what a client said with the table and with what is in the emulator. Three promises hold whatever the table says: nothing is made
//! twice, nothing that is reported as done is missing, and nothing that happened is reported as failed without `maybe_applied`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::calls::{Call, Class};
use crate::stage::names;
use crate::table::{Expected, ExpectedAttempt, ExpectedError};

/// How a message says that nobody knows, the second of a create whose name turned out to be taken.
const DOUBTS: [&str; 2] = ["may have been carried out", "not known to be this call's work"];

/// What is in the emulator after a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// What was there before.
    Untouched,
    /// What the call makes of it when nothing goes wrong.
    Applied,
    /// Neither.
    Other(String),
}

/// What the emulator knows of a call.
pub(crate) struct Seen<'a> {
    pub(crate) state: State,
    /// How often it was carried out.
    pub(crate) times: usize,
    /// Of what is answered when nothing goes wrong.
    pub(crate) names: &'a BTreeSet<String>,
}

/// Every difference, in words.
pub(crate) fn differences(expected: &Expected, call: &Call, outcome: &Value, seen: &Seen) -> Vec<String> {
    let mut found = Vec::new();
    let error = outcome.get("error").filter(|error| !error.is_null());
    let attempts = error.map_or(&outcome["attempts"], |error| &error["attempts"]);
    match (&expected.error, error) {
        (Some(wanted), Some(error)) => error_differences(wanted, call, error, &mut found),
        (None, None) => {}
        (Some(wanted), None) => found.push(format!("expected a `{}` error, got {outcome}", wanted.kind)),
        (None, Some(error)) => found.push(format!("expected success, got {error}")),
    }
    let got = attempts.as_array().map(Vec::as_slice).unwrap_or_default();
    let same = got.len() == expected.attempts.len()
        && got.iter().zip(&expected.attempts).all(|(got, wanted)| is_same(wanted, got, call));
    if !same {
        let wanted: Vec<_> = expected.attempts.iter().map(ExpectedAttempt::outcome).collect();
        found.push(format!("attempts: expected {wanted:?}, got {attempts}"));
    }
    promises(expected, call, error, outcome, seen, &mut found);
    found
}

fn promises(
    expected: &Expected,
    call: &Call,
    error: Option<&Value>,
    outcome: &Value,
    seen: &Seen,
    found: &mut Vec<String>,
) {
    let is_read = call.class == Class::Read;
    let applied = match &seen.state {
        State::Other(state) => {
            return found.push(format!("the emulator has neither the old nor the new state: {state}"));
        }
        State::Applied => !is_read,
        State::Untouched => false,
    };
    if call.class == Class::Create && seen.times > 1 {
        found.push(format!("it was created {} times", seen.times));
    }
    match error {
        None => {
            if !applied && !is_read {
                found.push("it is reported as done, and was not carried out".to_owned());
            }
            let got = names(&outcome["value"]);
            if call.class != Class::Delete && got != *seen.names {
                found.push(format!("the answer: expected {:?}, got {got:?} in {}", seen.names, outcome["value"]));
            }
        }
        Some(error) => {
            if applied && error["maybe_applied"] != true {
                found.push(format!("it was carried out and is reported as failed without maybe_applied: {error}"));
            }
            if expected.applied.is_some_and(|wanted| wanted != applied) {
                found.push(format!("expected that it was{} carried out", if applied { " not" } else { "" }));
            }
        }
    }
}

fn error_differences(expected: &ExpectedError, call: &Call, error: &Value, found: &mut Vec<String>) {
    let mut compare = |name: &str, wanted: Value| {
        let got = error.get(name).cloned().unwrap_or_default();
        if got.as_f64() != wanted.as_f64() || !wanted.is_number() && got != wanted {
            found.push(format!("{name}: expected {wanted}, got {got} in {error}"));
        }
    };
    compare("kind", expected.kind.clone().into());
    compare("retryable", expected.retryable.into());
    compare("maybe_applied", expected.maybe_applied.into());
    compare("retry_after_ms", expected.retry_after_ms.into());
    if let Some(status) = expected.status {
        compare("status", status.into());
    }
    // A client that could not be made has no operation to name.
    if expected.kind != "configuration" {
        compare("operation", call.operation.clone().into());
    }
    let message = error["message"].as_str().unwrap_or_default();
    // Whoever reads only the message has to know it too.
    if expected.maybe_applied && !DOUBTS.iter().any(|doubt| message.contains(doubt)) {
        found.push(format!("message: it does not say that the call may have been carried out: {message:?}"));
    }
    for part in expected.message.iter().filter(|part| !message.contains(part.as_str())) {
        found.push(format!("message: expected {part:?} in {message:?}"));
    }
}

fn is_same(wanted: &ExpectedAttempt, got: &Value, call: &Call) -> bool {
    let outcome = got["outcome"].as_str().unwrap_or_default();
    let status: Option<u64> = outcome.parse().ok();
    let is_ok = status.is_some_and(|status| (200..300).contains(&status));
    let fits = match wanted.outcome() {
        "ok" => is_ok,
        "taken" => status.is_some() && status == call.taken,
        "gone" => status == Some(404) || call.is_many && is_ok,
        word => word == outcome,
    };
    let waited = got["waited_ms"].as_f64();
    fits && match wanted {
        // Waits of the client's own choice are of its back-off, which the runner makes short.
        ExpectedAttempt::Outcome(_) => waited.is_some_and(|waited| waited < 1000.0),
        ExpectedAttempt::Waited { waited_ms, .. } => waited == Some(*waited_ms as f64),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::calls::Calls;

    fn expected(json: Value) -> Expected {
        serde_json::from_value(json).unwrap()
    }

    fn found(wanted: &Value, operation: &str, outcome: &Value, state: State, times: usize) -> String {
        let calls = Calls::load().unwrap();
        let seen = Seen { state, times, names: &["new".to_owned()].into() };
        differences(&expected(wanted.clone()), calls.find(operation).unwrap(), outcome, &seen).join("\n")
    }

    fn attempts(outcomes: &[&str]) -> Value {
        outcomes.iter().map(|outcome| json!({"outcome": outcome, "waited_ms": 1})).collect()
    }

    #[test]
    fn a_success_has_to_be_one() {
        let wanted = json!({"attempts": ["reset", "taken", "ok"]});
        let outcome = json!({"value": {"name": "new"}, "attempts": attempts(&["reset", "409", "200"])});
        let judge = |outcome: &Value, state, times| found(&wanted, "versions.create", outcome, state, times);
        assert_eq!(judge(&outcome, State::Applied, 1), "");
        assert!(judge(&outcome, State::Applied, 2).contains("created 2 times"));
        assert!(judge(&outcome, State::Untouched, 0).contains("was not carried out"));
        assert!(judge(&outcome, State::Other("{}".into()), 1).contains("neither"));
        let other = json!({"value": {"name": "old"}, "attempts": attempts(&["reset", "409", "200"])});
        assert!(judge(&other, State::Applied, 1).contains("the answer"));
        let short = json!({"value": {"name": "new"}, "attempts": attempts(&["reset", "200"])});
        assert!(judge(&short, State::Applied, 1).contains("attempts"));
        let error = json!({"error": {"kind": "connection", "maybe_applied": false, "attempts": []}});
        let said = judge(&error, State::Applied, 1);
        assert!(said.contains("expected success") && said.contains("without maybe_applied"), "{said}");
    }

    #[test]
    fn an_error_has_to_be_the_expected_one() {
        let wanted = json!({"attempts": ["429"], "applied": false, "error":
            {"kind": "rate_limited", "retryable": true, "maybe_applied": false, "status": 429, "retry_after_ms": 5, "message": ["why"]}});
        let error = json!({"kind": "rate_limited", "retryable": true, "maybe_applied": false, "status": 429, "retry_after_ms": 5.0,
            "message": "that is why", "operation": "versions.delete", "attempts": attempts(&["429"])});
        let judge = |error: Value, state| found(&wanted, "versions.delete", &json!({"error": error}), state, 1);
        assert_eq!(judge(error.clone(), State::Untouched), "");
        assert!(judge(error.clone(), State::Applied).contains("without maybe_applied"));
        for (name, value) in [
            ("kind", json!("server")),
            ("retryable", json!(false)),
            ("maybe_applied", json!(true)),
            ("status", json!(500)),
            ("retry_after_ms", Value::Null),
            ("message", json!("no")),
            ("operation", Value::Null),
            ("attempts", json!([])),
        ] {
            let mut other = error.clone();
            other[name] = value;
            assert!(judge(other, State::Untouched).contains(name), "{name}");
        }
        let doubtful = json!({"attempts": [], "applied": true, "error": {"kind": "server", "retryable": true, "maybe_applied": true}});
        let error = |message: &str| {
            json!({"error": {"kind": "server", "retryable": true, "maybe_applied": true, "message": message,
            "operation": "versions.delete", "attempts": []}})
        };
        let judge = |message| found(&doubtful, "versions.delete", &error(message), State::Applied, 1);
        assert_eq!(judge("no. It may have been carried out all the same"), "");
        assert!(judge("no").contains("it does not say"));
        let success = json!({"value": null, "attempts": attempts(&["429"])});
        assert!(found(&wanted, "versions.delete", &success, State::Applied, 1).contains("expected a `rate_limited`"));
    }
}
