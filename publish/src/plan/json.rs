//! A plan as JSON, for a plan file.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Action, Plan, PlannedAction};
use crate::error::{Error, Result};
use crate::object::{ObjectKind, plain};

/// The format of the JSON.
const FORMAT: &str = "edgegap.plan/1";

impl Plan {
    /// The plan as JSON, with `format` first and what it looks like as `text`. It has no secrets.
    pub fn to_json(&self) -> Value {
        let mut json = document(FORMAT, self, self.counts());
        json.insert("text".to_owned(), self.to_string().into());
        Value::Object(json)
    }

    /// Reads a plan from its JSON.
    ///
    /// # Errors
    /// `Invalid` if it is not a plan, or has another format.
    pub fn from_json(json: &Value) -> Result<Self> {
        let plan: Self = parse(FORMAT, json)?;
        match plan.actions.iter().find(|action| !is_possible(action)) {
            None => Ok(plan),
            Some(action) => Err(Error::Invalid(format!(
                "the plan has an action that no plan has, for the {} `{}`: make a new plan",
                action.object.noun(),
                plain(&action.name)
            ))),
        }
    }
}

/// The document of a plan, with its format first and its counts last.
pub(crate) fn document(format: &str, plan: &impl Serialize, counts: impl Serialize) -> Map<String, Value> {
    let mut json = Map::from_iter([("format".to_owned(), format.into())]);
    if let Ok(Value::Object(fields)) = serde_json::to_value(plan) {
        json.extend(fields);
    }
    json.insert("counts".to_owned(), json!(counts));
    json
}

/// Reads the document of a plan, and refuses one of another format.
pub(crate) fn parse<T: DeserializeOwned>(format: &str, json: &Value) -> Result<T> {
    match json.get("format").and_then(Value::as_str) {
        Some(found) if found == format => serde_json::from_value(json.clone())
            .map_err(|error| Error::Invalid(format!("the plan cannot be read: {error}: make a new plan"))),
        Some(other) => Err(Error::Invalid(format!(
            "the plan has the format `{}`, and `{format}` is read here: make a new plan",
            other.escape_debug()
        ))),
        None => Err(Error::Invalid(format!("this is not a plan: it has no `format`, `{format}`"))),
    }
}

/// True for an action that a plan of a manifest can have.
fn is_possible(action: &PlannedAction) -> bool {
    let names = match action.object {
        ObjectKind::Application | ObjectKind::Storage | ObjectKind::Version => 1,
        ObjectKind::Profile => 2,
        ObjectKind::Link => 3,
        ObjectKind::Tag => return false,
    };
    let is_known = match action.action {
        Action::Create | Action::Update | Action::Unchanged => action.object != ObjectKind::Link,
        Action::Recreate => action.object == ObjectKind::Version,
        Action::Link | Action::Unlink => action.object == ObjectKind::Link,
        Action::Disable | Action::Delete => false,
    };
    is_known && action.path.len() == names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_that_no_plan_has_are_refused() {
        let plan = |object: &str, action: &str, path: &[&str]| {
            let actions = json!([{"object": object, "name": "x", "path": path, "action": action, "fields": []}]);
            let origin = json!({"format": FORMAT, "manifest": "m", "hash": "h", "app": "a", "base_url": "https://x.test",
                                "account": "0", "token_source": "", "actions": actions});
            Plan::from_json(&origin).map(|_| ()).map_err(|error| error.to_string())
        };
        assert_eq!(plan("version", "update", &["dev"]), Ok(()));
        for (object, action, path) in [
            ("version", "delete", &["dev"][..]),
            ("storage", "recreate", &["logs"]),
            ("version", "link", &["dev"]),
            ("profile", "update", &["logs"]),
        ] {
            assert!(plan(object, action, path).unwrap_err().contains("that no plan has"), "{object} {action}");
        }
    }

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
