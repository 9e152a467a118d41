//! The flags of a body, made from the fields of its model.

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, Command, ValueHint};
use edgegap_sdk::model::{BodyKind, Bounds, Field, Kind, Presence, Secrecy};
use edgegap_sdk::operation::{Body, Operation};
use serde_json::Value;

use super::item::Shorthand;
use super::{flag, option, secret};

const HEADING: &str = "Fields";

/// The id of the argument of a field.
pub(crate) fn id(field: &Field) -> String {
    format!("field.{}", field.name)
}

/// True if a create takes the name as an argument of its own, not as a flag.
pub(crate) fn is_named(body: Body) -> bool {
    body.kind == BodyKind::Create && body.model.field("name").is_some_and(|field| field.is_required(body.kind))
}

/// The value of a required field that a plain create does without: a new object is active, and has
/// no icon.
pub(crate) fn default(field: &Field, operation: &Operation) -> Option<Value> {
    let is_plain = operation.name() == "create" && field.is_required(BodyKind::Create);
    match field.kind {
        Kind::Bool if is_plain => Some(true.into()),
        Kind::Image if is_plain => Some("".into()),
        _ => None,
    }
}

/// Adds the flags of a body to a command. Without an operation, fields that are left out come from
/// elsewhere, so none is required or has a default.
pub(crate) fn add(command: Command, operation: Option<&Operation>, body: Body) -> Command {
    let mut command = command.arg(whole());
    for field in body.model.fields_of(body.kind) {
        if field.name == "name" && is_named(body) {
            continue;
        }
        command = match field.secrecy {
            Secrecy::Secret => secret::arguments(field).into_iter().fold(command, add_field),
            _ => add_field(command, argument(field, operation, body.kind)),
        };
        if let Some(shorthand) = Shorthand::of(field) {
            command = shorthand.arguments().into_iter().fold(command, add_field);
        }
    }
    let nullable: Vec<_> = body.model.fields_of(body.kind).filter(|field| is_nullable(field, body.kind)).collect();
    if nullable.is_empty() { command } else { command.arg(null(&nullable)) }
}

fn add_field(command: Command, argument: Arg) -> Command {
    command.arg(argument.help_heading(HEADING))
}

/// The body as a file.
pub(crate) fn whole() -> Arg {
    option("body", "FILE|-", "JSON file with the fields, - for standard input; flags override its fields")
        .value_hint(ValueHint::FilePath)
}

pub(crate) fn is_nullable(field: &Field, kind: BodyKind) -> bool {
    field.presence(kind) == Presence::Nullable
}

fn null(fields: &[&Field]) -> Arg {
    let names: Vec<_> = fields.iter().map(|field| clap::builder::PossibleValue::new(field.name)).collect();
    option("null", "FIELD", "Send null for a field, which restores its default; may be repeated")
        .action(ArgAction::Append)
        .value_parser(names)
        .help_heading(HEADING)
}

fn argument(field: &Field, operation: Option<&Operation>, kind: BodyKind) -> Arg {
    let argument = Arg::new(id(field)).long(flag(field.name)).help(help(field, operation, kind));
    match field.kind {
        Kind::Bool => argument
            .value_name("true|false")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .hide_possible_values(true)
            .value_parser(clap::value_parser!(bool)),
        Kind::Int => argument
            .value_name("N")
            .allow_negative_numbers(true)
            .value_parser(ValueParser::new(|text: &str| parse::<i64>(text, "a whole number"))),
        Kind::Number => argument
            .value_name("N")
            .allow_negative_numbers(true)
            .value_parser(ValueParser::new(|text: &str| parse::<f64>(text, "a number"))),
        Kind::Image => argument.value_name("FILE").value_hint(ValueHint::FilePath),
        Kind::Enum(values) => {
            let words: Vec<_> = values.values.iter().map(|(value, _)| *value).collect();
            argument.value_name(words.join("|"))
        }
        Kind::String | Kind::Timestamp => argument.value_name("TEXT").allow_hyphen_values(true),
        Kind::Object(_) | Kind::List(_) => argument.value_name("JSON"),
    }
}

fn parse<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, String> {
    text.trim().parse().map_err(|_| format!("must be {what}"))
}

/// The documentation of a field, with its bounds and its default.
fn help(field: &Field, operation: Option<&Operation>, kind: BodyKind) -> String {
    let mut help = edgegap_sdk::paragraph(field.doc);
    if matches!(field.kind, Kind::Int | Kind::Number) {
        help.push_str(&match field.bounds(kind) {
            Bounds { min: Some(min), max: Some(max) } => format!(" [{min} to {max}]"),
            Bounds { min: Some(min), max: None } => format!(" [{min} or more]"),
            Bounds { min: None, max: Some(max) } => format!(" [{max} or less]"),
            Bounds { min: None, max: None } => String::new(),
        });
    }
    let Some(operation) = operation else { return help };
    match field.default {
        _ if default(field, operation).is_some() => {
            let value = if matches!(field.kind, Kind::Bool) { "true" } else { "none" };
            help.push_str(&format!(" [default: {value}]"));
        }
        Some(default) if kind == BodyKind::Create => {
            help.push_str(&format!(" [default: {}]", default.trim_matches('"')));
        }
        _ if field.is_required(kind) => help.push_str(" [required]"),
        _ => {}
    }
    help
}
