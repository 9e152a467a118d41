//! Questions of the templates to the core's description.

use edgegap_sdk::model::{BodyKind, Bounds, Field, Kind, Model, Presence, ReplyPresence, Rule, Secrecy};
use edgegap_sdk::operation::{Operation, Output};
use edgegap_sdk::{Description, ErrorKind, paragraph};
use serde_json::Value;

/// A resource of a client.
pub(crate) struct Resource {
    pub(crate) name: &'static str,
    pub(crate) doc: String,
    pub(crate) operations: Vec<&'static Operation>,
}

pub(crate) trait DescriptionExt {
    /// Models that are sent as a part of another one.
    fn parts_of_bodies(&self) -> Vec<&'static Model>;
    /// Resources with their operations, in the order of the API's documentation.
    fn resources(&self) -> Vec<Resource>;
}

impl DescriptionExt for Description {
    fn parts_of_bodies(&self) -> Vec<&'static Model> {
        let fields = self.models.iter().flat_map(|model| model.fields).filter(|field| !field.create.is_absent());
        let names: Vec<_> = fields.filter_map(|field| Some(field.kind.model()?.name)).collect();
        self.models.iter().copied().filter(|model| names.contains(&model.name)).collect()
    }

    fn resources(&self) -> Vec<Resource> {
        let resource = |&(name, doc): &(&'static str, &str)| {
            let operations = self.operations.iter().copied().filter(|operation| operation.resource() == name);
            Resource { name, doc: paragraph(doc), operations: operations.collect() }
        };
        self.resources.iter().map(resource).collect()
    }
}

pub(crate) trait ModelExt {
    /// Fields of a reply.
    fn reply_fields(&self) -> Vec<&'static Field>;
    /// The rules that a body of this kind can break.
    fn rules_of(&self, body_kind: BodyKind) -> Vec<&'static Rule>;
}

impl ModelExt for Model {
    fn reply_fields(&self) -> Vec<&'static Field> {
        self.fields.iter().filter(|field| !field.reply.is_absent()).collect()
    }

    fn rules_of(&self, body_kind: BodyKind) -> Vec<&'static Rule> {
        let has = |name: &&str| self.fields_of(body_kind).any(|field| field.name == *name);
        self.rules.iter().copied().filter(|rule| rule.members.iter().all(has)).collect()
    }
}

pub(crate) trait OperationExt {
    /// `create`.
    fn name(&self) -> &'static str;
    /// The body's body_kind, where there is a body.
    fn body_kind(&self) -> Option<BodyKind>;
    /// True if the call takes this query parameter.
    fn has_query(&self, name: &str) -> bool;
    /// True if the reply is a list.
    fn is_list(&self) -> bool;
    /// The fields of the body, required ones first.
    fn body_fields(&self) -> Vec<&'static Field>;
}

impl OperationExt for Operation {
    fn name(&self) -> &'static str {
        self.id.split('.').nth(1).unwrap_or_default()
    }

    fn body_kind(&self) -> Option<BodyKind> {
        self.body.map(|body| body.kind)
    }

    fn has_query(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name)
    }

    fn is_list(&self) -> bool {
        matches!(self.output, Output::Page(..))
    }

    fn body_fields(&self) -> Vec<&'static Field> {
        let Some(body) = self.body else { return Vec::new() };
        let (required, rest): (Vec<_>, Vec<_>) =
            body.model.fields_of(body.kind).partition(|field| field.is_required(body.kind));
        [required, rest].concat()
    }
}

pub(crate) trait KindExt {
    /// The model that it is, or is a list of.
    fn model(&self) -> Option<&'static Model>;
}

impl KindExt for Kind {
    fn model(&self) -> Option<&'static Model> {
        match self.item() {
            Kind::Object(model) => Some(model),
            _ => None,
        }
    }
}

pub(crate) trait FieldExt {
    fn is_required(&self, body_kind: BodyKind) -> bool;
    /// True if a reply always has the field.
    fn is_promised(&self) -> bool;
    /// True if the value is a secret, always or sometimes.
    fn may_be_secret(&self) -> bool;
    /// True if the value is always a secret.
    fn is_secret(&self) -> bool;
    /// The boolean field that makes this one a secret.
    fn secret_when(&self) -> Option<&'static str>;
    /// The default on create.
    fn default_value(&self) -> Option<Value>;
    /// Bounds for documentation: `100 or more`, `1 to 64 characters`.
    fn bounds_text(&self, body_kind: BodyKind) -> Option<String>;
}

impl FieldExt for Field {
    fn is_required(&self, body_kind: BodyKind) -> bool {
        self.presence(body_kind) == Presence::Required
    }

    fn is_promised(&self) -> bool {
        self.reply == ReplyPresence::Required
    }

    fn may_be_secret(&self) -> bool {
        self.secrecy != Secrecy::Open
    }

    fn is_secret(&self) -> bool {
        self.secrecy == Secrecy::Secret
    }

    fn secret_when(&self) -> Option<&'static str> {
        match self.secrecy {
            Secrecy::When(field) => Some(field),
            _ => None,
        }
    }

    fn default_value(&self) -> Option<Value> {
        self.default.map(|json| serde_json::from_str(json).unwrap_or_else(|_| json.into()))
    }

    fn bounds_text(&self, body_kind: BodyKind) -> Option<String> {
        let unit = match self.kind {
            Kind::String => " characters",
            Kind::List(_) => " items",
            _ => "",
        };
        let Bounds { min, max } = self.bounds(body_kind);
        match (min, max) {
            (Some(1), None) if !unit.is_empty() => Some("not empty".to_owned()),
            (Some(min), None) => Some(format!("{min}{unit} or more")),
            (Some(min), Some(max)) => Some(format!("{min} to {max}{unit}")),
            (None, Some(max)) => Some(format!("at most {max}{unit}")),
            (None, None) => None,
        }
    }
}

/// A class of errors.
pub(crate) struct ErrorClass {
    pub(crate) kind: String,
    /// Without `Error` or `Exception`.
    pub(crate) class: &'static str,
    pub(crate) doc: String,
}

/// The classes of errors; `link` names a field of an error, and `cancelled` is added to the documentation of that class.
pub(crate) fn error_classes(api: &Description, link: fn(&str) -> String, cancelled: &str) -> Vec<ErrorClass> {
    let class = |&kind: &ErrorKind| {
        let mut doc = linked(kind.doc(), link);
        if kind == ErrorKind::Cancelled {
            doc.push_str(cancelled);
        }
        ErrorClass { kind: kind_name(kind), class: kind.class_name(), doc }
    };
    api.error_kinds.iter().map(class).collect()
}

/// Documentation with the fields of errors, ``[`Error::retry_after`]``, as another language names them.
fn linked(doc: &str, link: fn(&str) -> String) -> String {
    let doc = paragraph(doc);
    let mut parts = doc.split("[`Error::");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.filter_map(|part| part.split_once("`]")).fold(first, |text, (name, rest)| text + &link(name) + rest)
}

/// The name of a kind of error: `not_found`.
pub(crate) fn kind_name(kind: ErrorKind) -> String {
    serde_json::to_value(kind).ok().and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
}
