//! TypeScript: one file per resource with its models and its methods.

mod to_new;

use std::collections::BTreeSet;

use askama::Template;
use edgegap_sdk::model::{BodyKind, Enum, Field, Kind, Model, Presence, ReplyPresence, Secrecy};
use edgegap_sdk::operation::{Operation, Parameter};
use edgegap_sdk::{Description, ErrorKind, Resource, contract_hash};

use self::to_new::ToNew;
use super::api::{self, ErrorClass, error_classes, first_sentence, kind_name, secret_when};
use super::format::{Format, prune};
use super::text::{camel, kebab, pascal, sentence, spoken};
use super::{File, filters, render};

pub(crate) const FOLDER: &str = "bindings-node/ts/generated";

const FORMAT: Format = Format { width: 120, step: 2, trailing_comma: true };

/// Every generated TypeScript file.
pub(crate) fn files(api: &Description) -> Vec<File> {
    let resources = api.resources;
    let mut taken = BTreeSet::new();
    let places: Vec<_> =
        resources.iter().map(|resource| (resource.name, reached(resource.operations, &mut taken))).collect();
    let mut files: Vec<File> = resources
        .iter()
        .zip(&places)
        .map(|(resource, (_, models))| {
            let methods = Methods {
                name: resource.name,
                doc: resource.doc,
                models: group(api, models),
                operations: resource.operations,
            };
            file(resource.name, &methods)
        })
        .collect();
    let kinds = api.error_kinds.iter().map(|kind| format!("'{}'", kind_name(*kind))).collect::<Vec<_>>().join(" | ");
    let errors = error_classes(api, link, CANCELLED);
    files.push(file("contract", &Contract { hash: contract_hash() }));
    files.push(file("error_kind", &ErrorKinds { kinds }));
    files.push(file("secret", &Secrets::new(api)));
    files.push(file("resources", &Resources { resources }));
    files.push(file("to_new", &ToNew::new(api, &places)));
    files.push(file("index", &Index { resources, errors: &errors }));
    files.push(file("errors", &Errors { errors: &errors }));
    files
}

fn file(name: &str, template: &impl Template) -> File {
    (format!("{FOLDER}/{}.ts", kebab(name)), FORMAT.fit(&prune(&render(template))))
}

#[derive(Template)]
#[template(path = "typescript/contract.ts", escape = "none")]
struct Contract {
    hash: &'static str,
}

#[derive(Template)]
#[template(path = "typescript/error-kind.ts", escape = "none")]
struct ErrorKinds {
    kinds: String,
}

#[derive(Template)]
#[template(path = "typescript/errors.ts", escape = "none")]
struct Errors<'a> {
    errors: &'a [ErrorClass],
}

#[derive(Template)]
#[template(path = "typescript/secret.ts", escape = "none")]
struct Secrets {
    always: String,
    when: String,
}

#[derive(Template)]
#[template(path = "typescript/resources.ts", escape = "none")]
struct Resources<'a> {
    resources: &'a [Resource],
}

#[derive(Template)]
#[template(path = "typescript/index.ts", escape = "none")]
struct Index<'a> {
    resources: &'a [Resource],
    errors: &'a [ErrorClass],
}

#[derive(Template)]
#[template(path = "typescript/resource.ts", escape = "none")]
struct Methods<'a> {
    name: &'static str,
    doc: &'static str,
    models: Vec<Group>,
    operations: &'a [&'static Operation],
}

/// The types of a model, behind the enumerations that it uses first.
struct Group {
    enums: Vec<&'static Enum>,
    interfaces: Vec<Interface>,
}

struct Interface {
    name: &'static str,
    doc: String,
    properties: Vec<Property>,
    is_reply: bool,
}

struct Property {
    doc: String,
    declared: String,
}

const CANCELLED: &str = " The reason of its signal is the `cause`. Its `name` is `AbortError`, as in errors of Node \
                         itself, for code that does not know this package.";

fn link(name: &str) -> String {
    let unit = if name == "retry_after" { "Ms" } else { "" };
    format!("{{@link EdgegapError.{}{unit}}}", camel(name))
}

impl Secrets {
    fn new(api: &Description) -> Self {
        let fields = || api.models.iter().flat_map(|model| model.fields);
        let listed = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(", ");
        let always = fields().filter(|field| field.secrecy == Secrecy::Secret).map(|field| format!("'{}'", field.name));
        let when = fields().filter_map(|field| Some(format!("{}: '{}'", field.name, secret_when(field)?)));
        Self { always: listed(always.collect()), when: listed(when.collect()) }
    }
}

/// The models that the operations name and that no resource before has, outermost first.
fn reached(operations: &[&'static Operation], taken: &mut BTreeSet<&'static str>) -> Vec<&'static Model> {
    let named = operations
        .iter()
        .flat_map(|operation| operation.body.map(|body| body.model).into_iter().chain(operation.output.model()));
    let mut waiting: Vec<&Model> = named.collect();
    waiting.reverse();
    let mut found = Vec::new();
    while let Some(model) = waiting.pop() {
        if taken.insert(model.name) {
            waiting.extend(model.fields.iter().rev().filter_map(|field| field.kind.model()));
            found.push(model);
        }
    }
    found
}

fn group(api: &Description, models: &[&'static Model]) -> Vec<Group> {
    let mut taken = BTreeSet::new();
    let group = |model: &&'static Model| {
        let uses = |known: &Enum| {
            model.fields.iter().any(|field| matches!(field.kind, Kind::Enum(used) if used.name == known.name))
        };
        let enums = api.enums.iter().copied().filter(|known| uses(known) && taken.insert(known.name)).collect();
        let reply = model.reply_fields().next().is_some().then(|| reply(model));
        let create = model.new.map(|name| request(model, name, BodyKind::Create));
        let update = model.update.map(|name| request(model, name, BodyKind::Update));
        Group { enums, interfaces: reply.into_iter().chain(create).chain(update).collect() }
    };
    models.iter().map(group).collect()
}

fn enum_doc(known: &Enum) -> String {
    format!("{}\n{}", sentence(known.doc), api::enum_values(known))
}

fn values(known: &Enum) -> String {
    let values = known.values.iter().map(|(value, _)| format!("'{value}'"));
    values.chain(known.open.then(|| "(string & {})".to_owned())).collect::<Vec<_>>().join(" | ")
}

fn reply(model: &'static Model) -> Interface {
    let property = |field: &Field| {
        let mut doc = sentence(field.doc);
        if matches!(field.kind, Kind::Timestamp) {
            doc.push_str(" `YYYY-MM-DDTHH:MM:SS.ffffffZ`; null if it cannot be parsed.");
        }
        let (optional, null) = match (field.reply, field.kind) {
            (ReplyPresence::Required, Kind::Timestamp) => ("", " | null"),
            (ReplyPresence::Required, _) => ("", ""),
            _ => ("?", " | null"),
        };
        let declared = format!("{}{optional}: {}{null}", field.name, type_name(&field.kind, Side::Reply));
        Property { doc, declared }
    };
    let properties = model.reply_fields().map(property).collect();
    Interface { name: model.name, doc: sentence(model.doc), properties, is_reply: true }
}

fn request(model: &'static Model, name: &'static str, body_kind: BodyKind) -> Interface {
    let property = |field: &Field| {
        let kind = type_name(&field.kind, Side::Request);
        let declared = match field.presence(body_kind) {
            Presence::Required => format!("{}: {kind}", field.name),
            // The type of the same field of a reply has null.
            _ if is_list_of_replies(&field.kind) => format!("{}?: {kind} | null | undefined", field.name),
            Presence::Nullable => format!("{}?: {kind} | null | undefined", field.name),
            _ => format!("{}?: {kind} | undefined", field.name),
        };
        Property { doc: api::notes(field, body_kind, |value| value.to_string().replace('"', "'")), declared }
    };
    let what = match body_kind {
        BodyKind::Update => {
            format!("Changes to the {}. Fields that are omitted or undefined keep their values.", spoken(model.name))
        }
        BodyKind::Create => sentence(model.doc),
    };
    let rules: Vec<_> = model.rules_of(body_kind).map(|rule| sentence(rule.doc)).collect();
    let properties = model.fields_of(body_kind).map(property).collect();
    Interface { name, doc: format!("{what}\n{}", rules.join(" ")), properties, is_reply: false }
}

/// The direction in which a type is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Reply,
}

/// A kind as a type.
fn type_name(kind: &Kind, side: Side) -> String {
    match kind {
        Kind::Bool => "boolean".into(),
        Kind::Int | Kind::Number => "number".into(),
        Kind::Image if side == Side::Request => "ImageSource".into(),
        Kind::String | Kind::Timestamp | Kind::Image => "string".into(),
        Kind::Enum(known) if side == Side::Request || known.open => known.name.into(),
        Kind::Enum(known) => format!("{} | (string & {{}})", known.name),
        Kind::Object(model) if side == Side::Request => model.new.unwrap_or(model.name).into(),
        Kind::Object(model) => model.name.into(),
        Kind::List(item) if side == Side::Request && is_list_of_replies(kind) => {
            format!("readonly ({} | {})[]", type_name(item, side), type_name(item, Side::Reply))
        }
        Kind::List(item) => {
            format!("{}{}[]", if side == Side::Request { "readonly " } else { "" }, type_name(item, side))
        }
    }
}

/// True for a list of objects that a reply has too, as they can be sent back.
fn is_list_of_replies(kind: &Kind) -> bool {
    let model = match kind {
        Kind::List(item) => item.model(),
        _ => None,
    };
    model.is_some_and(|model| model.new.is_some() && model.reply_fields().next().is_some())
}

fn listed(operation: &Operation) -> String {
    operation.name().strip_prefix("list_").unwrap_or(operation.resource()).replace('_', " ")
}

fn query_type(operation: &Operation) -> String {
    format!("{}{}Query", pascal(operation.resource()), pascal(operation.name()))
}

/// A parameter of a method: its name, its declaration, its documentation.
type Declared = (String, String, String);

fn parameters(operation: &Operation) -> Vec<Declared> {
    let named = |parameter: Parameter| {
        (camel(parameter.name), format!("{}: string", camel(parameter.name)), parameter.doc.into_owned())
    };
    let mut parameters: Vec<_> = operation.described_path().into_iter().map(named).collect();
    let mut add = |name: &str, declared: String, doc: &str| parameters.push((name.into(), declared, doc.into()));
    if let Some(body) = &operation.body {
        add("body", format!("body: {}", body.type_name().expect("a body has a type")), &api::body_doc(operation));
    }
    if !operation.parameters.is_empty() {
        add("query", format!("query?: {}", query_type(operation)), "Paging of the list.");
    }
    let doc = "Time limits, retries, headers and abort signal of this call.";
    add("options", "options?: CallOptions".into(), doc);
    parameters
}

fn declared(parameters: &[Declared]) -> String {
    parameters.iter().map(|(_, declared, _)| declared.as_str()).collect::<Vec<_>>().join(", ")
}

fn method_doc(operation: &Operation, parameters: &[Declared]) -> String {
    let mut doc = vec![sentence(operation.doc), operation.requests()];
    doc.extend(parameters.iter().map(|(name, _, doc)| format!("@param {name} - {}", sentence(doc))));
    let classes = api::errors(operation).into_iter().map(|(class, doc)| (class.to_owned(), doc));
    let validation = ("Validation".to_owned(), first_sentence(ErrorKind::Validation.doc()));
    doc.extend(classes.chain([validation]).map(|(class, doc)| format!("@throws {{@link {class}Error}} {doc}")));
    doc.push("@throws {@link EdgegapError} Any other error: authentication, network, time limit.".into());
    doc.join("\n")
}

fn returned(operation: &Operation) -> String {
    match operation.output.model() {
        Some(model) if operation.is_list() => format!("List<{}>", model.name),
        model => format!("Call<{}>", model.map_or("null", |model| model.name)),
    }
}

/// The parameters of the path as an object.
fn path(operation: &Operation) -> String {
    let names: Vec<_> = operation
        .path_parameters()
        .map(|name| if camel(name) == name { name.to_owned() } else { format!("{name}: {}", camel(name)) })
        .collect();
    if names.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", names.join(", ")) }
}

fn body(operation: &Operation) -> String {
    let Some(body) = operation.body else { return String::new() };
    let fields = || body.model.fields_of(body.kind);
    if fields().any(|field| matches!(field.kind, Kind::Image)) {
        return ", body: withImage(body)".to_owned();
    }
    let lists: Vec<_> = fields().filter(|field| is_list_of_replies(&field.kind)).collect();
    if lists.is_empty() {
        return ", body".to_owned();
    }
    let nested = lists.iter().filter_map(|field| field.kind.model()).flat_map(|model| model.fields);
    for field in nested {
        assert!(field.create != Presence::Nullable, "null in {} has a meaning", field.name);
    }
    let names = lists.iter().map(|field| format!("'{}'", field.name)).collect::<Vec<_>>().join(", ");
    let convert = if body.kind == BodyKind::Create { "forCreate" } else { "forUpdate" };
    format!(", body: {convert}(body, [{names}])")
}
