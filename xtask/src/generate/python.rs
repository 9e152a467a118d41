//! Python: models, parameters and resource methods.

use std::collections::BTreeSet;

use askama::Template;
use edgegap_sdk::model::{BodyKind, Enum, Field, Kind, Model, Presence, Secrecy};
use edgegap_sdk::operation::{Operation, Output, Parameter};
use edgegap_sdk::{Description, ErrorKind, Resource, contract_hash, paragraph};
use serde_json::Value;

use super::api::{self, ErrorClass, error_classes, first_sentence, secret_when};
use super::as_new;
use super::format::{Format, prune};
use super::python_type::{reply_type, send_type, sent_name};
use super::text::sentence;
use super::{File, filters, render};

pub(crate) const FOLDER: &str = "bindings-python/python/edgegap/_generated";

const FORMAT: Format = Format { width: 120, step: 4, trailing_comma: true };

const CANCELLED: &str = " A task that is cancelled gets `asyncio.CancelledError` instead.";

pub(crate) fn files(api: &Description) -> Vec<File> {
    let mut files = vec![
        file("__init__", &Contract { hash: contract_hash() }),
        file("models", &Models::new(api)),
        file("errors", &Errors { errors: error_classes(api, |name| format!("`{name}`"), CANCELLED) }),
        file("resources", &Resources::new(api, "", "")),
        file("async_resources", &Resources::new(api, "async_", "Async")),
        file("parameters", &Parameters { enums: &api.enums, parts: api.parts_of_bodies().collect() }),
    ];
    for resource in api.resources {
        for is_async in [false, true] {
            let module = format!("{}{}", if is_async { "async_" } else { "" }, resource.name);
            files.push(file(&module, &Methods::new(api, resource, is_async)));
        }
    }
    files
}

fn file(module: &str, template: &impl Template) -> File {
    (format!("{FOLDER}/{module}.py"), FORMAT.fit(&prune(&render(template))))
}

#[derive(Template)]
#[template(path = "python/contract.py", escape = "none")]
struct Contract {
    hash: &'static str,
}

#[derive(Template)]
#[template(path = "python/errors.py", escape = "none")]
struct Errors {
    errors: Vec<ErrorClass>,
}

#[derive(Template)]
#[template(path = "python/resources.py", escape = "none")]
struct Resources {
    /// Prefix of the names of modules.
    module: &'static str,
    /// Prefix of the names of classes.
    prefix: &'static str,
    /// Names of the resources, sorted.
    names: BTreeSet<&'static str>,
    resources: &'static [Resource],
}

#[derive(Template)]
#[template(path = "python/models.py", escape = "none")]
struct Models<'a> {
    api: &'a Description,
    parameters: String,
    models: Vec<&'static Model>,
    parts: Vec<&'static Model>,
}

#[derive(Template)]
#[template(path = "python/parameters.py", escape = "none")]
struct Parameters<'a> {
    enums: &'a [&'static Enum],
    parts: Vec<&'static Model>,
}

#[derive(Template)]
#[template(path = "python/resource.py", escape = "none")]
struct Methods {
    name: &'static str,
    doc: &'static str,
    is_async: bool,
    /// Prefix of the names of classes.
    prefix: &'static str,
    models: String,
    parameters: String,
    operations: &'static [&'static Operation],
}

impl Resources {
    fn new(api: &Description, module: &'static str, prefix: &'static str) -> Self {
        let resources = api.resources;
        Self { module, prefix, names: resources.iter().map(|resource| resource.name).collect(), resources }
    }
}

impl<'a> Models<'a> {
    fn new(api: &'a Description) -> Self {
        let mut models = Vec::new();
        for model in api.models.iter().filter(|model| model.reply_fields().next().is_some()) {
            ordered(model, &mut models);
        }
        let parts: Vec<_> = api.parts_of_bodies().collect();
        Self { api, parameters: parameters(api, &parts), models, parts }
    }
}

/// Adds a model behind those that are part of it.
fn ordered(model: &'static Model, found: &mut Vec<&'static Model>) {
    model.fields.iter().filter_map(|field| field.kind.model()).for_each(|part| ordered(part, found));
    if !found.iter().any(|known| known.name == model.name) {
        found.push(model);
    }
}

impl Methods {
    fn new(api: &Description, resource: &'static Resource, is_async: bool) -> Self {
        let operations = resource.operations;
        let results: BTreeSet<_> =
            operations.iter().filter_map(|operation| Some(operation.output.model()?.name)).collect();
        let parts: Vec<_> = api.parts_of_bodies().collect();
        Self {
            name: resource.name,
            doc: resource.doc,
            is_async,
            prefix: if is_async { "Async" } else { "" },
            models: sorted(results.into_iter().chain(parts.iter().map(|part| part.name))),
            parameters: parameters(api, &parts),
            operations,
        }
    }
}

/// The types of parameters that may be used.
fn parameters(api: &Description, parts: &[&'static Model]) -> String {
    let enums = api.enums.iter().map(|known| known.name);
    sorted(parts.iter().map(|part| sent_name(part)).chain(enums).chain(["Image"]))
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
}

fn is_part(parts: &[&Model], model: &Model) -> bool {
    parts.iter().any(|part| part.name == model.name)
}

fn sent_fields(model: &'static Model, required: bool) -> Vec<&'static Field> {
    model.fields_of(BodyKind::Create).filter(|field| field.is_required(BodyKind::Create) == required).collect()
}

/// The tables that the base class needs.
fn tables(model: &Model) -> Vec<String> {
    let fields: Vec<_> = model.reply_fields().collect();
    let names = |wanted: fn(&Field) -> bool| -> Vec<_> {
        fields.iter().filter(|field| wanted(field)).map(|field| field.name).collect()
    };
    let pairs = |value: fn(&Field) -> Option<String>| -> Vec<_> {
        fields.iter().filter_map(|field| Some(format!("\"{}\": {}", field.name, value(field)?))).collect()
    };
    let stamps = names(|field| matches!(field.kind, Kind::Timestamp));
    let parts = pairs(|field| Some(field.kind.model()?.name.to_owned()));
    let secrets = names(|field| field.secrecy == Secrecy::Secret);
    let when = pairs(|field| Some(format!("\"{}\"", secret_when(field)?)));
    let tables = [
        (stamps.is_empty(), format!("_stamps = {}", tuple(stamps))),
        (parts.is_empty(), format!("_nested: ClassVar[dict[str, type[Model]]] = {{{}}}", parts.join(", "))),
        (secrets.is_empty(), format!("_secrets = {}", tuple(secrets))),
        (when.is_empty(), format!("_secret_when: ClassVar[dict[str, str]] = {{{}}}", when.join(", "))),
    ];
    tables.into_iter().filter(|(is_empty, _)| !is_empty).map(|(_, table)| table).collect()
}

fn tuple(names: Vec<&str>) -> String {
    let comma = if names.len() == 1 { "," } else { "" };
    format!("({}{comma})", names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "))
}

fn literals(known: &Enum) -> String {
    known.values.iter().map(|(value, _)| format!("\"{value}\"")).collect::<Vec<_>>().join(", ")
}

fn enum_doc(known: &Enum) -> String {
    format!("{} {}", sentence(known.doc), api::enum_values(known))
}

fn notes(field: &Field, body_kind: BodyKind) -> String {
    api::notes(field, body_kind, literal)
}

/// A JSON value as Python writes it.
pub(crate) fn literal(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields: Vec<_> = fields.iter().map(|(name, value)| format!("\"{name}\": {}", literal(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

fn result(operation: &Operation, prefix: &str) -> String {
    match operation.output {
        Output::Nothing => "None".to_owned(),
        Output::One(model, _) => model.name.to_owned(),
        Output::Page(model, _) => format!("{prefix}Pager[{}]", model.name),
    }
}

/// The parameters of a method; `fields` is the type of the field mask.
fn signature(operation: &Operation, fields: &str) -> String {
    let mut parameters = vec!["self".to_owned()];
    parameters.extend(operation.path_parameters().map(|name| format!("{name}: str")));
    let mut named: Vec<String> = Vec::new();
    if let Some(body_kind) = operation.body.map(|body| body.kind) {
        named.extend(operation.body_fields().iter().map(|field| {
            let kind = send_type(&field.kind);
            match field.presence(body_kind) {
                Presence::Required => format!("{}: {kind}", field.name),
                Presence::Nullable => format!("{}: {kind} | Unset | None = UNSET", field.name),
                _ => format!("{}: {kind} | Unset = UNSET", field.name),
            }
        }));
    }
    named.extend(operation.parameters.iter().map(|parameter| match parameter.name {
        "fields" => format!("fields: {fields}"),
        name => format!("{name}: {} | Unset = UNSET", reply_type(&parameter.kind)),
    }));
    if !named.is_empty() {
        parameters.push("*".to_owned());
        parameters.extend(named);
    }
    parameters.push("**options: Unpack[CallOptions]".to_owned());
    // A trailing comma puts each parameter on a line of its own.
    parameters.join(", ") + if parameters.len() > 5 { "," } else { "" }
}

/// The requests of an operation.
fn http(operation: &Operation) -> String {
    format!("HTTP: {}", operation.requests())
}

/// The documentation of a method behind its first sentence.
fn rest(operation: &Operation) -> String {
    paragraph(operation.doc).split_once(". ").map(|(_, rest)| rest.to_owned()).unwrap_or_default()
}

fn arguments(operation: &Operation) -> Vec<String> {
    let entry = |parameter: &Parameter| format!("{}: {}", parameter.name, parameter.doc);
    let mut entries: Vec<_> = operation.described_path().iter().map(entry).collect();
    if let Some(body_kind) = operation.body.map(|body| body.kind) {
        let fields = operation.body_fields();
        entries.extend(fields.iter().map(|field| format!("{}: {}", field.name, notes(field, body_kind))));
    }
    entries.extend(operation.parameters.iter().map(entry));
    let options = "`timeout`, `max_retries`, `headers`, `extra_query`, `extra_body`; see `edgegap.CallOptions`.";
    entries.push(format!("**options: {options}"));
    entries
}

fn raises(operation: &Operation) -> Vec<String> {
    let rules = operation.body.iter().flat_map(|body| body.model.rules_of(body.kind));
    let rules: String = rules.map(|rule| format!(" {}", rule.doc)).collect();
    let mut entries = vec![format!("ValidationError: {}{rules}", first_sentence(ErrorKind::Validation.doc()))];
    entries.extend(api::errors(operation).iter().map(|(class, doc)| format!("{class}Error: {doc}")));
    entries.push("EdgegapError: Any other error: authentication, network, time limit.".to_owned());
    entries
}

fn dictionary(names: impl Iterator<Item = &'static str>) -> String {
    format!("{{{}}}", names.map(|name| format!("\"{name}\": {name}")).collect::<Vec<_>>().join(", "))
}

/// The fields of a model and further keyword arguments.
fn with_extra(model: &Model) -> String {
    let fields = dictionary(model.reply_fields().map(|field| field.name));
    format!("{}, **extra}}", fields.trim_end_matches('}'))
}

fn create(model: &'static Model) -> String {
    dictionary(model.fields_of(BodyKind::Create).map(|field| field.name))
}

fn path(operation: &Operation) -> String {
    dictionary(operation.path_parameters())
}

fn query(operation: &Operation) -> String {
    dictionary(operation.parameters.iter().map(|parameter| parameter.name))
}

fn body(operation: &Operation) -> String {
    dictionary(operation.body_fields().iter().map(|field| field.name))
}

/// The argument for the body.
fn body_argument(operation: &Operation) -> &'static str {
    if operation.body.is_some() { "body" } else { "None" }
}

/// The parameters that may hold secrets, and `more`. They are forgotten, and sealed in one object,
/// before anything can fail.
fn forgotten(fields: impl Iterator<Item = &'static Field>, more: &'static str) -> String {
    let secrets = fields.filter(|field| holds_secrets(field)).map(|field| field.name);
    secrets.chain([more]).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
}

/// True if a field is a secret, or an object that may have one.
fn holds_secrets(field: &Field) -> bool {
    !field.secrecy.is_open() || field.kind.model().is_some_and(|part| part.fields.iter().any(holds_secrets))
}
