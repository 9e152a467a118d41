//! The entries of the log, for languages that write them. Words and form are those of the core.

use std::time::Duration;

use edgegap_sdk::{Attempt, CallEvent, LogEntry, LogLevel, Meta};
use serde_json::{Value, json};

/// The entries of a completed call in a log of this level, in the order in which they are written.
/// `call` has the form of `tests/contract/boundary.md`; a part that is missing or has another type
/// counts as absent, because no call depends on the log. An unknown level is `off`.
pub fn log(call: &Value, level: &str) -> Vec<LogEntry> {
    let text = |part: &Value| part.as_str().map(str::to_owned);
    let operation = text(&call["operation"]).unwrap_or_default();
    let request_id = text(&call["request_id"]);
    let failure = |part| call.pointer(part).and_then(text);
    let error = failure("/error/kind").zip(failure("/error/message"));
    let attempts: Vec<Attempt> = call["attempts"].as_array().into_iter().flatten().filter_map(attempt).collect();
    let event = CallEvent {
        operation: &operation,
        elapsed: elapsed(call["elapsed_ms"].as_f64().unwrap_or_default()),
        status: call["status"].as_u64().and_then(|status| u16::try_from(status).ok()),
        request_id: request_id.as_deref(),
        attempts: &attempts,
        error: error.as_ref().map(|(kind, message)| (kind.as_str(), message.as_str())),
    };
    event.entries(LogLevel::from_word(level).unwrap_or_default())
}

/// The same for a call that succeeded, without JSON.
pub fn log_success(operation: &str, elapsed_ms: f64, meta: &Meta, level: &str) -> Vec<LogEntry> {
    let event = CallEvent::succeeded(operation, elapsed(elapsed_ms), meta);
    event.entries(LogLevel::from_word(level).unwrap_or_default())
}

/// Entries as JSON, in the form of `tests/contract/boundary.md`.
pub fn entries_json(entries: &[LogEntry]) -> String {
    let entry = |entry: &LogEntry| json!({"level": entry.level.name(), "text": entry.text, "line": entry.line()});
    entries.iter().map(entry).collect::<Value>().to_string()
}

fn attempt(attempt: &Value) -> Option<Attempt> {
    Some(Attempt::new(attempt["outcome"].as_str()?, attempt["waited_ms"].as_u64().unwrap_or_default()))
}

fn elapsed(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_is_not_described_well_still_has_entries() {
        let texts = |call: Value| log(&call, "info").into_iter().map(|entry| entry.text).collect::<Vec<_>>();
        assert_eq!(texts(json!(null)), ["in 0 ms"]);
        let call = json!({"operation": "x.y", "elapsed_ms": -1, "status": "200", "attempts": [5, {"outcome": "200"}]});
        assert_eq!(texts(call), ["x.y in 0 ms, 1 attempt"]);
        assert_eq!(log(&json!({}), "loud"), []);
    }
}
