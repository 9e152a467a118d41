//! The core's description as types, for the templates. Field by field it is `tests/contract/api.json`.

use serde::Deserialize;
use serde_json::Value;

use crate::step::Result;

/// All of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Api {
    /// Short name of exactly this description; generated code carries it, and the native library compares.
    pub(crate) contract: String,
    pub(crate) operations: Vec<Operation>,
    pub(crate) models: Vec<Model>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) error_kinds: Vec<String>,
    pub(crate) variables: Vec<Variable>,
}

/// Variables of the environment of which the first that is set counts.
#[derive(Debug, Deserialize)]
pub(crate) struct Variable {
    pub(crate) names: Vec<String>,
    pub(crate) doc: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    /// `versions.create`.
    pub(crate) id: String,
    pub(crate) doc: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) path_parameters: Vec<Parameter>,
    #[serde(default)]
    pub(crate) query: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) output: Output,
    pub(crate) errors: Vec<u16>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) doc: String,
    #[serde(rename = "type")]
    pub(crate) kind: Option<Kind>,
    pub(crate) min: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Body {
    pub(crate) model: String,
    /// Name of the type of this body, `NewVersion`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) slot: Slot,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Slot {
    Create,
    Update,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub(crate) enum Output {
    Nothing,
    One { model: String },
    Page { model: String },
}

#[derive(Debug, Deserialize)]
pub(crate) struct Model {
    pub(crate) name: String,
    /// Name of the type of a create's body, where there is one.
    pub(crate) create_type: Option<String>,
    pub(crate) doc: String,
    pub(crate) fields: Vec<Field>,
    #[serde(default)]
    rules: Vec<Rule>,
}

/// What must hold for the value of a field, or between fields.
#[derive(Debug, Deserialize)]
pub(crate) struct Rule {
    pub(crate) doc: String,
    /// The members that it looks at; a body that has none of them cannot break it.
    #[serde(default)]
    members: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) doc: String,
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    pub(crate) create: Option<Presence>,
    pub(crate) update: Option<Presence>,
    pub(crate) reply: Option<Promise>,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) min_on_update: Option<i64>,
    pub(crate) max_on_update: Option<i64>,
    pub(crate) default: Option<Value>,
    #[serde(default)]
    pub(crate) secret: bool,
    /// The boolean member that makes this one a secret.
    pub(crate) secret_when: Option<String>,
    pub(crate) check: Option<Rule>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Presence {
    Required,
    Optional,
    Nullable,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Promise {
    Promised,
    Maybe,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Bool,
    Int,
    Number,
    Text,
    Stamp,
    Image,
    Enum(String),
    Model(String),
    List(Box<Kind>),
}

impl Kind {
    /// The model that it is, or is a list of.
    pub(crate) fn model(&self) -> Option<&str> {
        match self {
            Kind::Model(name) => Some(name),
            Kind::List(item) => item.model(),
            _ => None,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) doc: String,
    /// Whether a word that is not listed may be sent. Replies are open always.
    pub(crate) open: bool,
    pub(crate) words: Vec<Word>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Word {
    pub(crate) word: String,
    pub(crate) doc: String,
}

impl Api {
    pub(crate) fn read(description: &Value) -> Result<Self> {
        serde_json::from_value(description.clone())
            .map_err(|error| format!("the core describes what xtask/src/generate/api.rs does not know: {error}"))
    }

    pub(crate) fn model(&self, name: &str) -> &Model {
        self.models.iter().find(|model| model.name == name).expect("the description names its own models")
    }

    /// Models that are sent as a part of another one.
    pub(crate) fn parts_of_bodies(&self) -> Vec<&Model> {
        let fields = self.models.iter().flat_map(|model| &model.fields).filter(|field| field.create.is_some());
        let names: Vec<_> = fields.filter_map(|field| field.kind.model()).collect();
        self.models.iter().filter(|model| names.contains(&model.name.as_str())).collect()
    }

    /// Resources with their operations, in the order of the API's documentation.
    pub(crate) fn resources(&self) -> Vec<(&str, Vec<&Operation>)> {
        let mut resources: Vec<(&str, Vec<&Operation>)> = Vec::new();
        for operation in &self.operations {
            match resources.iter_mut().find(|(name, _)| *name == operation.resource()) {
                Some((_, operations)) => operations.push(operation),
                None => resources.push((operation.resource(), vec![operation])),
            }
        }
        resources
    }

    /// The fields that an operation takes in its body, required ones first.
    pub(crate) fn body_fields(&self, operation: &Operation) -> Vec<&Field> {
        let Some(body) = &operation.body else { return Vec::new() };
        let fields = self.model(&body.model).fields.iter().filter(|field| field.presence(body.slot).is_some());
        let (required, rest): (Vec<_>, Vec<_>) = fields.partition(|field| field.is_required(body.slot));
        [required, rest].concat()
    }
}

impl Model {
    /// The rules that a body of this kind can break.
    pub(crate) fn rules_of(&self, slot: Slot) -> impl Iterator<Item = &Rule> {
        let has =
            move |name: &String| self.fields.iter().any(|field| field.name == *name && field.presence(slot).is_some());
        self.rules.iter().filter(move |rule| rule.members.iter().all(&has))
    }
}

impl Operation {
    /// `versions`.
    pub(crate) fn resource(&self) -> &str {
        self.id.split('.').next().unwrap_or_default()
    }

    /// `create`.
    pub(crate) fn name(&self) -> &str {
        self.id.split('.').nth(1).unwrap_or_default()
    }

    /// The body's slot, where there is a body.
    pub(crate) fn slot(&self) -> Option<Slot> {
        self.body.as_ref().map(|body| body.slot)
    }

    /// Whether the call takes this query parameter.
    pub(crate) fn has_query(&self, name: &str) -> bool {
        self.query.iter().any(|parameter| parameter.name == name)
    }
}

impl Field {
    pub(crate) fn presence(&self, slot: Slot) -> Option<Presence> {
        match slot {
            Slot::Create => self.create,
            Slot::Update => self.update,
        }
    }

    pub(crate) fn is_required(&self, slot: Slot) -> bool {
        self.presence(slot) == Some(Presence::Required)
    }

    /// Bounds in words, for documentation: `100 or more`, `1 to 64 characters`.
    pub(crate) fn bounds(&self, slot: Slot) -> Option<String> {
        let (min, max) = match slot {
            Slot::Update if self.min_on_update.is_some() => (self.min_on_update, self.max_on_update),
            _ => (self.min, self.max),
        };
        let unit = match self.kind {
            Kind::Text => " characters",
            Kind::List(_) => " items",
            _ => "",
        };
        match (min, max) {
            (Some(1), None) if !unit.is_empty() => Some("not empty".to_owned()),
            (Some(min), None) => Some(format!("{min}{unit} or more")),
            (Some(min), Some(max)) => Some(format!("{min} to {max}{unit}")),
            (None, Some(max)) => Some(format!("at most {max}{unit}")),
            (None, None) => None,
        }
    }
}

/// What a documented status means to the caller: the kind of error, as `ErrorKind::of_status` has it.
pub(crate) fn kind_of_status(status: u16) -> &'static str {
    match status {
        401 => "authentication",
        403 => "permission",
        404 => "not_found",
        409 => "conflict",
        424 => "image",
        429 => "rate_limited",
        400..=499 => "bad_request",
        _ => "server",
    }
}
