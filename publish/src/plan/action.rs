//! What a plan does with each object.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::object::{ObjectId, ObjectKind, plain};

/// What a plan does with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// It does not exist, and is created.
    Create,
    /// Fields differ, and are updated.
    Update,
    /// A field differs that an update cannot change: the version is deleted and created again.
    Recreate,
    /// Nothing differs, as far as it can be compared.
    Unchanged,
    /// The profile is linked to the version. Links cannot be read, so this is always done.
    Link,
    /// The profile is no longer linked to the version.
    Unlink,
    /// The version is disabled: `is_active` becomes false.
    Disable,
    /// The object is deleted.
    Delete,
}

/// One object of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PlannedAction {
    /// Kind of the object.
    pub object: ObjectKind,
    /// Name for display: `dev`, `logs/balance`, `logs/balance:dev`.
    pub name: String,
    /// The names that identify the object: `["logs", "balance"]`.
    pub path: Vec<String>,
    /// What is done.
    pub action: Action,
    /// Fields that differ, that are sent, or that cannot be compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
    /// Time of the creation of a version, or of the push of a tag, that is pruned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Time of the last change of an existing object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_updated: Option<String>,
}

impl PlannedAction {
    pub(crate) fn new(id: &ObjectId, action: Action) -> Self {
        let ObjectId { kind, path } = id;
        let name = id.name();
        Self { object: *kind, name, path: path.clone(), action, fields: Vec::new(), created: None, last_updated: None }
    }

    pub(crate) fn id(&self) -> ObjectId {
        ObjectId { kind: self.object, path: self.path.clone() }
    }

    /// Kind and name for display: `version dev`.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.object.noun(), plain(&self.name))
    }

    /// Names of the fields that an update sends.
    pub(crate) fn sent(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(|field| field.sent).map(|field| field.name.as_str())
    }

    /// True if the object has a value that the service does not show, and that is not sent.
    pub(crate) fn has_hidden(&self) -> bool {
        self.fields.iter().any(|field| field.state == FieldState::Hidden && !field.sent)
    }

    /// Number of calls that change something.
    pub(crate) fn calls(&self) -> usize {
        match self.action {
            Action::Unchanged => 0,
            Action::Recreate => 2,
            _ => 1,
        }
    }
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FieldChange {
    /// Name of the field.
    pub name: String,
    /// The result of the comparison.
    pub state: FieldState,
    /// True if its value is sent.
    pub sent: bool,
    /// The values; `None` for lists of objects, and for fields that are not shown.
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub values: Option<Values>,
    /// Items of a list of objects that are the same.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub same: usize,
    /// Items of a list of objects that differ, or cannot be compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemChange>,
}

/// The result of comparing a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FieldState {
    /// The values differ.
    Changed,
    /// The values are the same; the field is sent together with another one.
    Same,
    /// The service does not show its value.
    Hidden,
}

/// An item of a list of objects, such as a port or a variable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ItemChange {
    /// What identifies the item within its list: `7777/UDP`, `GAME_MODE`.
    pub key: String,
    /// What happens to it.
    pub state: ItemState,
    /// Its fields that differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ItemField>,
}

/// What happens to an item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ItemState {
    /// It is new.
    Added,
    /// Its fields change.
    Changed,
    /// It is removed.
    Removed,
    /// The service does not show its value.
    Hidden,
}

/// A field of an item that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ItemField {
    /// Name of the field.
    pub name: String,
    /// Its values.
    #[serde(flatten)]
    pub values: Values,
}

/// A value before and after. A secret is `***`, a long string is cut, and null is no value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Values {
    /// The value that the service has.
    pub from: Value,
    /// The value that it is given.
    pub to: Value,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}
