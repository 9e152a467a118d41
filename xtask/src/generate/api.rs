//! Texts that the templates share, derived from the core's description.

use edgegap_sdk::model::{BodyKind, Bounds, Enum, Field, Kind, Secrecy};
use edgegap_sdk::operation::Operation;
use edgegap_sdk::{Description, ErrorKind, paragraph};
use serde_json::Value;

use super::text::{capital, sentence, spoken};

/// The boolean field that makes this one a secret.
pub(crate) fn secret_when(field: &Field) -> Option<&'static str> {
    match field.secrecy {
        Secrecy::When(other) => Some(other),
        _ => None,
    }
}

/// True if the operation takes a mask of fields.
pub(crate) fn has_mask(operation: &Operation) -> bool {
    operation.parameters.iter().any(|parameter| parameter.name == "fields")
}

/// Bounds of a field: `100 or more`, `1 to 64 characters`.
pub(crate) fn bounds(field: &Field, body_kind: BodyKind) -> Option<String> {
    let unit = match field.kind {
        Kind::String => " characters",
        Kind::List(_) => " items",
        _ => "",
    };
    let Bounds { min, max } = field.bounds(body_kind);
    match (min, max) {
        (Some(1), None) if !unit.is_empty() => Some("not empty".to_owned()),
        (Some(min), None) => Some(format!("{min}{unit} or more")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}{unit}")),
        (None, Some(max)) => Some(format!("at most {max}{unit}")),
        (None, None) => None,
    }
}

/// The documentation of a field with its rule and its secrecy.
pub(crate) fn meaning(field: &Field) -> String {
    let mut parts = vec![sentence(field.doc)];
    parts.extend(field.check.map(|check| check.doc.to_owned()).filter(|rule| !rule.is_empty()));
    match field.secrecy {
        Secrecy::Open => {}
        Secrecy::Secret => parts.push("Secret: redacted in all output of the SDK.".to_owned()),
        Secrecy::When(other) => parts.push(format!("Secret if `{other}` is true.")),
    }
    parts.join(" ")
}

/// The documentation of a field of a body with bounds and default, as a language writes them.
pub(crate) fn notes(field: &Field, body_kind: BodyKind, literal: fn(&Value) -> String) -> String {
    let mut text = meaning(field);
    if let Some(bounds) = bounds(field, body_kind).filter(|bounds| !text.contains(bounds)) {
        text.push_str(&format!(" {}.", capital(&bounds)));
    }
    if let (BodyKind::Create, Some(default)) = (body_kind, field.default) {
        let default = serde_json::from_str(default).unwrap_or_else(|_| default.into());
        text.push_str(&format!(" Default `{}`.", literal(&default)));
    }
    text
}

/// The values of an enumeration with their meanings.
pub(crate) fn enum_values(known: &Enum) -> String {
    let meaning = |(value, doc): &(&str, &str)| format!("`{value}`: {}", sentence(doc));
    let values: Vec<_> = known.values.iter().map(meaning).collect();
    format!("{}{}", values.join(" "), if known.open { " Other values can be sent too." } else { "" })
}

/// The object in the body of an operation.
pub(crate) fn body_doc(operation: &Operation) -> String {
    match (operation.name(), operation.body) {
        ("create", Some(body)) => format!("The {} to create.", spoken(body.model.name)),
        ("update", Some(body)) => format!("The changes to the {}.", spoken(body.model.name)),
        (_, body) => body.map(|body| paragraph(body.model.doc)).unwrap_or_default(),
    }
}

/// The errors that the API documents for an operation: the class without `Error` or `Exception`,
/// and the meaning.
pub(crate) fn errors(operation: &Operation) -> Vec<(&'static str, String)> {
    let kinds = operation.errors.iter().map(|status| ErrorKind::from_status(*status));
    kinds.map(|kind| (kind.class_name(), first_sentence(kind.doc()))).collect()
}

/// The first sentence of a documentation.
pub(crate) fn first_sentence(doc: &str) -> String {
    let doc = paragraph(doc);
    doc.split_once(". ").map_or_else(|| sentence(&doc), |(first, _)| format!("{first}."))
}

/// A class of errors.
pub(crate) struct ErrorClass {
    pub(crate) kind: String,
    /// In Rust, without `ErrorKind::`.
    pub(crate) rust: String,
    /// Without `Error` or `Exception`.
    pub(crate) class: &'static str,
    pub(crate) doc: String,
}

/// The classes of errors; `link` names a field of an error, `cancelled` is added to the
/// documentation of that class.
pub(crate) fn error_classes(api: &Description, link: fn(&str) -> String, cancelled: &str) -> Vec<ErrorClass> {
    let class = |&kind: &ErrorKind| {
        let mut doc = linked(kind.doc(), link);
        if kind == ErrorKind::Cancelled {
            doc.push_str(cancelled);
        }
        ErrorClass { kind: kind_name(kind), rust: format!("{kind:?}"), class: kind.class_name(), doc }
    };
    api.error_kinds.iter().map(class).collect()
}

/// Documentation with the fields of errors, ``[`Error::retry_after`]``, as another language names
/// them.
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
