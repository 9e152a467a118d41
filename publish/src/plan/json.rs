//! A plan as JSON, for a plan file.

use serde_json::{Map, Value, json};

use super::Plan;
use crate::error::{Error, Result};

/// The format of the JSON.
const FORMAT: &str = "edgegap.plan/1";

impl Plan {
    /// The plan as JSON, with `format` first and what it looks like as `text`. It has no secrets.
    pub fn to_json(&self) -> Value {
        let mut json = Map::from_iter([("format".to_owned(), FORMAT.into())]);
        if let Ok(Value::Object(fields)) = serde_json::to_value(self) {
            json.extend(fields);
        }
        json.insert("counts".to_owned(), json!(self.counts()));
        json.insert("text".to_owned(), self.to_string().into());
        Value::Object(json)
    }

    /// Reads a plan from its JSON.
    ///
    /// # Errors
    /// `Invalid` if it is no plan, or one of another format.
    pub fn from_json(json: &Value) -> Result<Self> {
        check_format(json, FORMAT)?;
        serde_json::from_value(json.clone())
            .map_err(|error| Error::Invalid(format!("the plan cannot be read: {error}: make a new plan")))
    }
}

/// Refuses a document of another format.
pub(crate) fn check_format(json: &Value, format: &str) -> Result<()> {
    match json.get("format").and_then(Value::as_str) {
        Some(found) if found == format => Ok(()),
        Some(other) => Err(Error::Invalid(format!(
            "the plan has the format `{}`, and `{format}` is read here: make a new plan",
            other.escape_debug()
        ))),
        None => Err(Error::Invalid(format!("this is no plan: it has no `format`, `{format}`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_documents_are_refused() {
        for (json, part) in [
            (json!({}), "no `format`"),
            (json!([]), "no `format`"),
            (json!({"format": "edgegap.plan/2"}), "`edgegap.plan/2`"),
            (json!({"format": FORMAT}), "missing field"),
        ] {
            let error = Plan::from_json(&json).unwrap_err();
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}
