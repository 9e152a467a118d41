//! Compares the outcome of a call with the table and with the state of the emulator. Three
//! guarantees are checked for every fault: nothing is created twice, a reported success was carried
//! out, and an error of a call that was carried out has `maybe_applied`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::calls::{Call, Class};
use crate::suite::names;
use crate::table::{Expected, ExpectedAttempt, ExpectedError};

/// The phrases in a message for an unknown outcome. The second one is for a create whose name is
/// taken.
const DOUBTS: [&str; 2] = ["may have been carried out", "not certain that this call created the object"];

/// The state of the emulator after a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// The state before the call.
    Unchanged,
    /// The state after the call without a fault.
    Applied,
    /// Another state.
    Other(String),
}

/// The observations in the emulator after a call.
pub(crate) struct Observed<'a> {
    pub(crate) state: State,
    /// Number of times that the call was carried out.
    pub(crate) times: usize,
    /// Names in the response without a fault.
    pub(crate) names: &'a BTreeSet<String>,
}

/// All differences from the expected outcome.
pub(crate) fn differences(expected: &Expected, call: &Call, outcome: &Value, observed: &Observed) -> Vec<String> {
    let mut differences = Vec::new();
    let error = outcome.get("error").filter(|error| !error.is_null());
    let attempts = error.map_or(&outcome["attempts"], |error| &error["attempts"]);
    match (&expected.error, error) {
        (Some(wanted), Some(error)) => compare_error(wanted, call, error, &mut differences),
        (None, None) => {}
        (Some(wanted), None) => differences.push(format!("expected a `{}` error, got {outcome}", wanted.kind)),
        (None, Some(error)) => differences.push(format!("expected success, got {error}")),
    }
    let got = attempts.as_array().map(Vec::as_slice).unwrap_or_default();
    let same = got.len() == expected.attempts.len()
        && got.iter().zip(&expected.attempts).all(|(got, wanted)| matches(wanted, got, call));
    if !same {
        let wanted: Vec<_> = expected.attempts.iter().map(ExpectedAttempt::outcome).collect();
        differences.push(format!("attempts: expected {wanted:?}, got {attempts}"));
    }
    check_guarantees(expected, call, error, outcome, observed, &mut differences);
    differences
}

fn check_guarantees(
    expected: &Expected,
    call: &Call,
    error: Option<&Value>,
    outcome: &Value,
    observed: &Observed,
    differences: &mut Vec<String>,
) {
    let is_read = call.class == Class::Read;
    let applied = match &observed.state {
        State::Other(state) => {
            return differences.push(format!("the emulator has neither the old nor the new state: {state}"));
        }
        State::Applied => !is_read,
        State::Unchanged => false,
    };
    if call.class == Class::Create && observed.times > 1 {
        differences.push(format!("the object was created {} times", observed.times));
    }
    match error {
        None => {
            if !applied && !is_read {
                differences.push("the call is reported as a success, but was not carried out".to_owned());
            }
            let got = names(&outcome["value"]);
            if call.class != Class::Delete && got != *observed.names {
                differences
                    .push(format!("the value: expected {:?}, got {got:?} in {}", observed.names, outcome["value"]));
            }
        }
        Some(error) => {
            if applied && error["maybe_applied"] != true {
                differences.push(format!(
                    "the call was carried out, but is reported as an error without maybe_applied: {error}"
                ));
            }
            if expected.applied.is_some_and(|wanted| wanted != applied) {
                differences
                    .push(format!("expected that the call was{} carried out", if applied { " not" } else { "" }));
            }
        }
    }
}

fn compare_error(expected: &ExpectedError, call: &Call, error: &Value, differences: &mut Vec<String>) {
    let mut compare = |name: &str, wanted: Value| {
        let got = error.get(name).cloned().unwrap_or_default();
        if got.as_f64() != wanted.as_f64() || !wanted.is_number() && got != wanted {
            differences.push(format!("{name}: expected {wanted}, got {got} in {error}"));
        }
    };
    compare("kind", expected.kind.clone().into());
    compare("retryable", expected.retryable.into());
    compare("maybe_applied", expected.maybe_applied.into());
    compare("retry_after_ms", expected.retry_after_ms.into());
    if let Some(status) = expected.status {
        compare("status", status.into());
    }
    // An error in the settings of the client has no operation.
    if expected.kind != "configuration" {
        compare("operation", call.operation.clone().into());
    }
    let message = error["message"].as_str().unwrap_or_default();
    // The message must contain this, too.
    if expected.maybe_applied && !DOUBTS.iter().any(|doubt| message.contains(doubt)) {
        differences.push(format!("message: does not say that the call may have been carried out: {message:?}"));
    }
    for part in expected.message.iter().filter(|part| !message.contains(part.as_str())) {
        differences.push(format!("message: expected {part:?} in {message:?}"));
    }
}

fn matches(wanted: &ExpectedAttempt, got: &Value, call: &Call) -> bool {
    let outcome = got["outcome"].as_str().unwrap_or_default();
    let status: Option<u64> = outcome.parse().ok();
    let is_ok = status.is_some_and(|status| (200..300).contains(&status));
    let fits = match wanted.outcome() {
        "ok" => is_ok,
        "taken" => status.is_some() && status == call.taken,
        "gone" => status == Some(404) || call.is_many && is_ok,
        expected => expected == outcome,
    };
    let waited = got["waited_ms"].as_f64();
    fits && match wanted {
        // The runner sets a short back-off, so that other delays are short.
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

    fn compare(wanted: &Value, operation: &str, outcome: &Value, state: State, times: usize) -> String {
        let calls = Calls::load().unwrap();
        let observed = Observed { state, times, names: &["new".to_owned()].into() };
        differences(&expected(wanted.clone()), calls.find(operation).unwrap(), outcome, &observed).join("\n")
    }

    fn attempts(outcomes: &[&str]) -> Value {
        outcomes.iter().map(|outcome| json!({"outcome": outcome, "waited_ms": 1})).collect()
    }

    #[test]
    fn a_success_is_verified() {
        let wanted = json!({"attempts": ["reset", "taken", "ok"]});
        let outcome = json!({"value": {"name": "new"}, "attempts": attempts(&["reset", "409", "200"])});
        let judge = |outcome: &Value, state, times| compare(&wanted, "versions.create", outcome, state, times);
        assert_eq!(judge(&outcome, State::Applied, 1), "");
        assert!(judge(&outcome, State::Applied, 2).contains("created 2 times"));
        assert!(judge(&outcome, State::Unchanged, 0).contains("was not carried out"));
        assert!(judge(&outcome, State::Other("{}".into()), 1).contains("neither"));
        let other = json!({"value": {"name": "old"}, "attempts": attempts(&["reset", "409", "200"])});
        assert!(judge(&other, State::Applied, 1).contains("the value"));
        let short = json!({"value": {"name": "new"}, "attempts": attempts(&["reset", "200"])});
        assert!(judge(&short, State::Applied, 1).contains("attempts"));
        let error = json!({"error": {"kind": "connection", "maybe_applied": false, "attempts": []}});
        let differences = judge(&error, State::Applied, 1);
        assert!(
            differences.contains("expected success") && differences.contains("without maybe_applied"),
            "{differences}"
        );
    }

    #[test]
    fn an_error_is_compared() {
        let error = json!({
            "kind": "rate_limited", "retryable": true, "maybe_applied": false, "status": 429, "retry_after_ms": 5,
            "message": ["why"],
        });
        let wanted = json!({"attempts": ["429"], "applied": false, "error": error});
        let error = json!({
            "kind": "rate_limited", "retryable": true, "maybe_applied": false, "status": 429, "retry_after_ms": 5.0,
            "message": "that is why", "operation": "versions.delete", "attempts": attempts(&["429"]),
        });
        let judge = |error: Value, state| compare(&wanted, "versions.delete", &json!({"error": error}), state, 1);
        assert_eq!(judge(error.clone(), State::Unchanged), "");
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
            assert!(judge(other, State::Unchanged).contains(name), "{name}");
        }
        let doubtful = json!({"kind": "server", "retryable": true, "maybe_applied": true});
        let doubtful = json!({"attempts": [], "applied": true, "error": doubtful});
        let error = |message: &str| {
            json!({"error": {"kind": "server", "retryable": true, "maybe_applied": true, "message": message,
            "operation": "versions.delete", "attempts": []}})
        };
        let judge = |message| compare(&doubtful, "versions.delete", &error(message), State::Applied, 1);
        assert_eq!(judge("no. It may have been carried out"), "");
        assert!(judge("no").contains("does not say"));
        let success = json!({"value": null, "attempts": attempts(&["429"])});
        assert!(compare(&wanted, "versions.delete", &success, State::Applied, 1).contains("expected a `rate_limited`"));
    }
}
