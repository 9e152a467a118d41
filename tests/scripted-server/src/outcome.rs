//! The outcome of a call as a runner reports it. `tests/vectors/README.md` explains every field.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::json::without_nulls;

/// The outcome of a call, in the form of the boundary.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// True if the surface cannot tell a null field from an absent one.
    pub drops_nulls: bool,
    /// The replies in order: one, or the pages of a list, or all items of a list as one reply.
    #[serde(default)]
    pub replies: Vec<Reply>,
    /// Total number of items, as a list that was read item by item reports it.
    #[serde(default)]
    pub total: Option<u64>,
    /// The error, built from its attributes.
    #[serde(default)]
    pub error: Option<Value>,
    /// The same error as the language turns it into JSON, if it does.
    #[serde(default)]
    pub error_json: Option<Value>,
    /// Why the language itself refused the call: its signature has no such parameter or needs one.
    #[serde(default)]
    pub refused: Option<String>,
    /// Warnings of the client.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// Everything that the outcome can be printed as, for the search for secrets.
    pub shown: String,
}

/// One reply. Everything but `value` may be absent where a list is read item by item.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The value; an array for a list.
    pub value: Value,
    /// Position of a page: `number`, `total`, and `cursor` or `more`.
    #[serde(default)]
    pub page: Option<Value>,
    /// Status, request id, headers and attempts.
    #[serde(default)]
    pub meta: Option<Value>,
}

impl Outcome {
    /// Adds a string that the outcome can be printed as.
    pub fn show(&mut self, text: impl std::fmt::Display) {
        self.shown.push_str(&text.to_string());
        self.shown.push('\n');
    }

    /// The outcome without what a surface that drops nulls adds: fields that are null.
    pub(crate) fn normalized(mut self) -> Self {
        if self.drops_nulls {
            for reply in &mut self.replies {
                reply.value = without_nulls(&reply.value);
                reply.page = reply.page.take().as_ref().map(without_nulls);
                reply.meta = reply.meta.take().as_ref().map(without_nulls);
            }
            for error in [&mut self.error, &mut self.error_json].into_iter().flatten() {
                let extra = error.get("extra").cloned();
                *error = without_nulls(error);
                if let Some(extra) = extra.filter(|extra| !extra.is_null()) {
                    error["extra"] = extra;
                }
            }
        }
        self
    }
}

impl Reply {
    /// The position of the page as vectors have it: `number`, `total`, `more`.
    pub(crate) fn position(&self) -> Option<Value> {
        let mut page = self.page.clone()?;
        let fields = page.as_object_mut()?;
        let cursor = fields.remove("cursor");
        fields.entry("more").or_insert_with(|| cursor.is_some().into());
        Some(page)
    }

    /// The reply in the form that crosses the boundary.
    pub(crate) fn envelope(&self) -> Value {
        let mut envelope = json!({"value": self.value});
        for (name, part) in [("page", &self.page), ("meta", &self.meta)] {
            if let Some(part) = part {
                envelope[name] = part.clone();
            }
        }
        if let Some(page) = envelope.get_mut("page").and_then(Value::as_object_mut) {
            page.shift_remove("more");
        }
        envelope
    }
}
