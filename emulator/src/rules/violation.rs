//! The violations of a request: messages by path, in one 400.

use serde_json::{Map, Value};

use crate::response::HttpResponse;

/// All violations of one request, in the order of detection.
#[derive(Debug, Default)]
pub(crate) struct Violations {
    messages: Map<String, Value>,
}

impl Violations {
    /// Adds a violation. Messages for the same path are joined.
    pub(crate) fn add(&mut self, path: impl Into<String>, message: impl AsRef<str>) {
        let message = message.as_ref();
        match self.messages.entry(path.into()) {
            serde_json::map::Entry::Vacant(entry) => {
                entry.insert(Value::from(message));
            }
            serde_json::map::Entry::Occupied(mut entry) => {
                let joined = format!("{}; {message}", entry.get().as_str().unwrap_or_default());
                entry.insert(Value::from(joined));
            }
        }
    }

    /// An error with status 400 if there are violations.
    pub(crate) fn into_result(self) -> Result<(), HttpResponse> {
        if self.messages.is_empty() {
            return Ok(());
        }
        let mut messages = self.messages.iter();
        let message = match (messages.next(), self.messages.len()) {
            (Some((path, message)), 1) => format!("{path} {}.", message.as_str().unwrap_or_default()),
            _ => format!("{} fields are not valid: {}.", self.messages.len(), self.names()),
        };
        Err(HttpResponse::json(400, &serde_json::json!({ "message": message, "errors": self.messages })))
    }

    fn names(&self) -> String {
        const MAX_NAMES: usize = 20;
        let mut names = self.messages.keys().take(MAX_NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
        if self.messages.len() > MAX_NAMES {
            names.push_str(", ...");
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_violation_is_the_message_and_several_are_listed() {
        let mut violations = Violations::default();
        violations.add("req_cpu", "must be at least 100");
        let response = violations.into_result().unwrap_err();
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(body["message"], "req_cpu must be at least 100.");

        let mut violations = Violations::default();
        violations.add("a", "is one");
        violations.add("b", "is two");
        violations.add("a", "is three");
        let response = violations.into_result().unwrap_err();
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(body["message"], "2 fields are not valid: a, b.");
        assert_eq!(body["errors"]["a"], "is one; is three");
    }
}
