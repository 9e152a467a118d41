//! What is wrong with a body: texts by path, answered together in one 400.

use serde_json::{Map, Value};

use crate::answer::Answer;

/// All violations of one request, in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Violations {
    found: Map<String, Value>,
}

impl Violations {
    /// Adds one; a second one at the same path is added to its text.
    pub(crate) fn add(&mut self, path: impl Into<String>, text: impl AsRef<str>) {
        let text = text.as_ref();
        match self.found.entry(path.into()) {
            serde_json::map::Entry::Vacant(entry) => {
                entry.insert(Value::from(text));
            }
            serde_json::map::Entry::Occupied(mut entry) => {
                let joined = format!("{}; {text}", entry.get().as_str().unwrap_or_default());
                entry.insert(Value::from(joined));
            }
        }
    }

    /// The 400 that names them, if there are any.
    pub(crate) fn refuse(self) -> Result<(), Answer> {
        if self.found.is_empty() {
            return Ok(());
        }
        let mut named = self.found.iter();
        let message = match (named.next(), self.found.len()) {
            (Some((path, text)), 1) => format!("{path} {}.", text.as_str().unwrap_or_default()),
            _ => format!("{} members are not valid: {}.", self.found.len(), self.names()),
        };
        Err(Answer::json(400, &serde_json::json!({ "message": message, "errors": self.found })))
    }

    fn names(&self) -> String {
        const SHOWN: usize = 20;
        let mut names = self.found.keys().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        if self.found.len() > SHOWN {
            names.push_str(", ...");
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_violation_is_the_message_and_several_are_named() {
        let mut violations = Violations::default();
        violations.add("req_cpu", "must be at least 100");
        let answer = violations.refuse().unwrap_err();
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["message"], "req_cpu must be at least 100.");

        let mut violations = Violations::default();
        violations.add("a", "is one");
        violations.add("b", "is two");
        violations.add("a", "is three");
        let answer = violations.refuse().unwrap_err();
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["message"], "2 members are not valid: a, b.");
        assert_eq!(body["errors"]["a"], "is one; is three");
    }
}
