//! `docs/api.md`: every operation with parameters, bounds, defaults and errors, and its call in
//! each language.

use askama::Template;
use edgegap_sdk::model::{BodyKind, Enum, Field, Kind, Model, Presence};
use edgegap_sdk::operation::{Operation, Output};
use edgegap_sdk::{Description, ErrorKind};

use super::api::{self, ErrorClass, bounds, kind_name, meaning};
use super::text::capital;
use super::{File, example, filters, render};

#[derive(Template)]
#[template(path = "docs/api.md", escape = "none")]
struct Docs<'a> {
    api: &'a Description,
}

pub(crate) fn file(api: &Description) -> File {
    ("docs/api.md".to_owned(), render(&Docs { api }))
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn error_classes(api: &Description) -> Vec<ErrorClass> {
    api::error_classes(api, |name| format!("`{name}`"), "")
}

fn enum_doc(known: &Enum) -> String {
    let rest = if known.open { "Other values can be sent too." } else { "" };
    format!("**{}**: {} {rest}", known.name, known.doc)
}

fn returned(operation: &Operation) -> String {
    match operation.output {
        Output::Nothing => "nothing".to_owned(),
        Output::One(model, _) => format!("[{}](#{})", model.name, model.name.to_lowercase()),
        Output::Page(model, _) => format!("a list of [{}](#{})", model.name, model.name.to_lowercase()),
    }
}

fn errors(operation: &Operation) -> String {
    let named = |status: &u16| format!("`{}` ({status})", kind_name(ErrorKind::from_status(*status)));
    operation.errors.iter().map(named).collect::<Vec<_>>().join(", ")
}

/// The class of a kind of error in C#.
fn csharp_class(error: &ErrorClass) -> String {
    match error.kind.as_str() {
        "cancelled" => "OperationCanceledException".to_owned(),
        _ => format!("{}Exception", error.class),
    }
}

/// The name of a model in a body.
fn new_name(model: &Model) -> &str {
    model.new.unwrap_or(model.name)
}

/// A field of a body as a row of a table.
fn row(field: &Field, body_kind: BodyKind) -> String {
    let presence = match field.presence(body_kind) {
        Presence::Required => "required",
        Presence::Nullable => "may be null",
        _ => "",
    };
    let default = field.default.filter(|_| body_kind == BodyKind::Create).map(|default| format!("default `{default}`"));
    let limits: Vec<_> = bounds(field, body_kind).into_iter().chain(default).collect();
    let (kind, limits) = (sent_type(&field.kind), limits.join(", "));
    format!("| `{}` | {kind} | {presence} | {limits} | {} |", field.name, meaning(field).replace('|', "\\|"))
}

fn reply_type(field: &Field) -> String {
    type_name(if matches!(field.kind, Kind::Image) { &Kind::String } else { &field.kind })
}

/// A type in a body in words.
fn sent_type(kind: &Kind) -> String {
    match kind {
        Kind::Object(model) => format!("[{0}](#{1})", new_name(model), new_name(model).to_lowercase()),
        Kind::List(item) => format!("list of {}", sent_type(item)),
        other => type_name(other),
    }
}

/// A type in a reply in words.
fn type_name(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "boolean".to_owned(),
        Kind::Int => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::String => "string".to_owned(),
        Kind::Timestamp => "timestamp".to_owned(),
        Kind::Image => "base64 string, bytes or a file".to_owned(),
        Kind::Enum(known) => format!("[{}](#enumerations)", capital(known.name)),
        Kind::Object(model) => format!("[{}](#{})", model.name, model.name.to_lowercase()),
        Kind::List(item) => format!("list of {}", type_name(item)),
    }
}
