//! The types that describe a model: a named list of fields with their types, bounds and presence in
//! a create, an update and a reply. These tables are the only definition. Arguments are validated
//! against them, responses are normalized by them, and the other languages are generated from them.

use serde::{Serialize, Serializer};
use serde_json::Value;

pub use crate::schema::constraint::{BodyKind, Bounds, Check, Enum, Presence, ReplyPresence, Rule, Secrecy};

/// A JSON object of the API.
#[derive(Debug, Serialize)]
pub struct Model {
    /// Name of the type of a reply, `Version`.
    pub name: &'static str,
    /// Name of the type of a create's body, `NewVersion`.
    #[serde(rename = "create_type", skip_serializing_if = "Option::is_none")]
    pub new: Option<&'static str>,
    /// Name of the type of an update's body, `VersionUpdate`.
    #[serde(rename = "update_type", skip_serializing_if = "Option::is_none")]
    pub update: Option<&'static str>,
    /// Documentation.
    #[serde(serialize_with = "crate::schema::serialize::doc")]
    pub doc: &'static str,
    /// Fields, in the order in which violations are reported.
    pub fields: &'static [Field],
    /// Rules between fields.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub rules: &'static [&'static Rule],
}

impl Model {
    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields that a body of this kind may have.
    pub fn fields_of(&self, body_kind: BodyKind) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(move |field| field.presence(body_kind) != Presence::Absent)
    }

    /// The fields of a reply; none for a model that is only sent.
    pub fn reply_fields(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| !field.reply.is_absent())
    }

    /// The rules that a body of this kind can violate.
    pub fn rules_of(&self, body_kind: BodyKind) -> impl Iterator<Item = &'static Rule> {
        let has = move |name: &&str| self.fields_of(body_kind).any(|field| field.name == *name);
        self.rules.iter().copied().filter(move |rule| rule.fields.iter().all(has))
    }
}

/// The type of a field.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// An integer.
    Int,
    /// Any finite number.
    Number,
    /// A string.
    String,
    /// A point in time.
    Timestamp,
    /// Base64, or a file to read.
    Image,
    /// One of a set of strings.
    #[serde(serialize_with = "enum_name")]
    Enum(&'static Enum),
    /// A nested object.
    #[serde(rename = "model", serialize_with = "named")]
    Object(&'static Model),
    /// A list.
    List(&'static Kind),
}

impl Kind {
    /// The kind of the items of a list; any other kind itself.
    pub fn item(&self) -> &Kind {
        match self {
            Self::List(item) => item.item(),
            kind => kind,
        }
    }

    /// The model of an object, or of the items of a list.
    pub fn model(&self) -> Option<&'static Model> {
        match self.item() {
            Self::Object(model) => Some(model),
            _ => None,
        }
    }
}

/// A field of a model.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Name, as in the API.
    pub name: &'static str,
    /// Documentation, with units.
    #[serde(serialize_with = "crate::schema::serialize::doc")]
    pub doc: &'static str,
    /// Type in a body. In a reply it is the same, except that `Image` is a string.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Presence in the body of a create.
    #[serde(skip_serializing_if = "Presence::is_absent")]
    pub create: Presence,
    /// Presence in the body of an update.
    #[serde(skip_serializing_if = "Presence::is_absent")]
    pub update: Presence,
    /// Presence in a reply.
    #[serde(skip_serializing_if = "ReplyPresence::is_absent")]
    pub reply: ReplyPresence,
    /// Bounds in a body.
    #[serde(flatten)]
    pub bounds: Bounds,
    /// Bounds in the body of an update, if they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_bounds: Option<Bounds>,
    /// The service's default on create, as JSON.
    #[serde(serialize_with = "crate::schema::serialize::json", skip_serializing_if = "Option::is_none")]
    pub default: Option<&'static str>,
    /// Secrecy of the value.
    #[serde(skip_serializing_if = "Secrecy::is_open")]
    pub secrecy: Secrecy,
    /// True if the service returns the value that was sent.
    #[serde(skip_serializing_if = "Clone::clone")]
    pub echoed: bool,
    /// True if the service masks the value, so that its placeholder must not be sent back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
    /// True for a part of a login, whose parts are sent together.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub login: bool,
    /// Another name for the same field in replies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<&'static str>,
    /// A rule about the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<&'static Check>,
}

impl Field {
    /// A field without bounds that is echoed and no secret.
    pub const fn new(
        name: &'static str,
        doc: &'static str,
        kind: Kind,
        create: Presence,
        update: Presence,
        reply: ReplyPresence,
    ) -> Field {
        Field {
            name,
            doc,
            kind,
            create,
            update,
            reply,
            bounds: Bounds { min: None, max: None },
            update_bounds: None,
            default: None,
            secrecy: Secrecy::Open,
            echoed: true,
            masked: false,
            login: false,
            alias: None,
            check: None,
        }
    }

    /// Presence of the field in a body.
    pub fn presence(&self, body_kind: BodyKind) -> Presence {
        match body_kind {
            BodyKind::Create => self.create,
            BodyKind::Update => self.update,
        }
    }

    /// True if a body of this kind must have the field.
    pub fn is_required(&self, body_kind: BodyKind) -> bool {
        self.presence(body_kind) == Presence::Required
    }

    /// True if a reply always has a value for the field. A timestamp that cannot be read is null.
    pub fn is_always_returned(&self) -> bool {
        self.reply == ReplyPresence::Required && !matches!(self.kind, Kind::Timestamp)
    }

    /// The service's default on create.
    pub fn default_value(&self) -> Option<Value> {
        serde_json::from_str(self.default?).ok()
    }

    /// True if the service never returns the value: a secret, or a part of a login that it masks.
    pub fn is_never_returned(&self) -> bool {
        match self.secrecy {
            Secrecy::Secret => true,
            Secrecy::Open => self.masked,
            Secrecy::When(_) => false,
        }
    }

    /// True for a part of what identifies an item within its list: a field that a create requires
    /// and that is not a secret.
    pub fn is_key(&self) -> bool {
        self.secrecy == Secrecy::Open && self.is_required(BodyKind::Create)
    }

    /// The bounds that hold in a body.
    pub fn bounds(&self, body_kind: BodyKind) -> Bounds {
        match (body_kind, self.update_bounds) {
            (BodyKind::Update, Some(bounds)) => bounds,
            _ => self.bounds,
        }
    }

    pub(crate) const fn at_least(mut self, min: i64) -> Field {
        self.bounds.min = Some(min);
        self
    }

    pub(crate) const fn within(mut self, min: i64, max: i64) -> Field {
        self.bounds = Bounds { min: Some(min), max: Some(max) };
        self
    }

    pub(crate) const fn length(self, min: i64, max: i64) -> Field {
        self.within(min, max)
    }

    pub(crate) const fn not_empty(self) -> Field {
        self.at_least(1)
    }

    pub(crate) const fn length_on_update(mut self, min: i64, max: i64) -> Field {
        self.update_bounds = Some(Bounds { min: Some(min), max: Some(max) });
        self
    }

    pub(crate) const fn default(mut self, json: &'static str) -> Field {
        self.default = Some(json);
        self
    }

    pub(crate) const fn secret(mut self) -> Field {
        self.secrecy = Secrecy::Secret;
        self.echoed = false;
        self.login = true;
        self
    }

    pub(crate) const fn secret_when(mut self, flag: &'static str) -> Field {
        self.secrecy = Secrecy::When(flag);
        self.masked = true;
        self
    }

    pub(crate) const fn masked(mut self) -> Field {
        self.masked = true;
        self.echoed = false;
        self.login()
    }

    pub(crate) const fn login(mut self) -> Field {
        self.login = true;
        self
    }

    pub(crate) const fn not_echoed(mut self) -> Field {
        self.echoed = false;
        self
    }

    pub(crate) const fn also_read_as(mut self, alias: &'static str) -> Field {
        self.alias = Some(alias);
        self
    }

    pub(crate) const fn check(mut self, check: &'static Check) -> Field {
        self.check = Some(check);
        self
    }
}

/// A Rust type that can be a field of a model.
pub(crate) trait FieldType {
    const KIND: Kind;
}

macro_rules! field_types {
    ($($type:ty => $kind:expr),* $(,)?) => { $(impl FieldType for $type { const KIND: Kind = $kind; })* };
}

field_types! {
    bool => Kind::Bool,
    i64 => Kind::Int,
    f64 => Kind::Number,
    String => Kind::String,
    crate::timestamp::Timestamp => Kind::Timestamp,
}

impl<T: FieldType> FieldType for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
}

/// A Rust type whose model is known.
pub(crate) trait Described {
    const MODEL: &'static Model;
}

fn named<S: Serializer>(model: &&Model, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(model.name)
}

fn enum_name<S: Serializer>(known: &&Enum, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(known.name)
}
