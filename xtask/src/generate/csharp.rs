//! C#: models, bodies, enumerations and resources.

use askama::Template;
use edgegap_sdk::model::{BodyKind, Field, Kind, Model, Presence, ReplyPresence};
use edgegap_sdk::operation::{Operation, Output};
use edgegap_sdk::{Description, ErrorKind, Resource, contract_hash, paragraph};
use serde_json::Value;

use super::api::{self, ErrorClass, error_classes, has_mask};
use super::format::Format;
use super::text::{capital, pascal, spoken};
use super::{File, filters, render};

pub(crate) const FOLDER: &str = "bindings-csharp/sdk/Runtime/Generated";

const FORMAT: Format = Format { width: 120, step: 4, trailing_comma: false };

/// Every generated C# file, without those of Unity.
pub(crate) fn files(api: &Description) -> Vec<File> {
    let mut files = vec![file("Contract", &Contract { version: env!("CARGO_PKG_VERSION"), hash: contract_hash() })];
    for model in &api.models {
        if model.reply_fields().next().is_some() {
            files.push(file(model.name, &Reply::new(model)));
        }
        if let Some(class) = model.new {
            files.push(file(class, &Body::new(model, class, BodyKind::Create)));
        }
        if let Some(class) = model.update {
            files.push(file(class, &Body::new(model, class, BodyKind::Update)));
        }
    }
    let link = |name: &str| format!("<see cref=\"EdgegapException.{}\"/>", pascal(name));
    let mut errors = error_classes(api, link, "");
    // .NET has an exception for this.
    errors.retain(|error| error.class != "Cancelled");
    files.push(file("Errors", &Errors { errors }));
    files.push(file("ClientResources", &Client { resources: api.resources }));
    for known in &api.enums {
        let rest = if known.open {
            "Other values are possible: the API accepts and returns them."
        } else {
            "Responses may contain other values; a call with another value is rejected."
        };
        let doc = format!("{} {rest}", paragraph(known.doc));
        files.push(file(known.name, &EnumStruct { doc, name: known.name, values: known.values }));
    }
    files.extend(api.resources.iter().map(|resource| {
        let methods = ResourceClass::new(resource);
        file(&methods.class, &methods)
    }));
    files
}

fn file(name: &str, template: &impl Template) -> File {
    (format!("{FOLDER}/{name}.cs"), FORMAT.fit(&render(template)))
}

#[derive(Template)]
#[template(path = "csharp/contract.cs", escape = "none")]
struct Contract {
    version: &'static str,
    hash: &'static str,
}

#[derive(Template)]
#[template(path = "csharp/errors.cs", escape = "none")]
struct Errors {
    errors: Vec<ErrorClass>,
}

#[derive(Template)]
#[template(path = "csharp/client.cs", escape = "none")]
struct Client {
    resources: &'static [Resource],
}

#[derive(Template)]
#[template(path = "csharp/enum.cs", escape = "none")]
struct EnumStruct {
    doc: String,
    name: &'static str,
    values: &'static [(&'static str, &'static str)],
}

#[derive(Template)]
#[template(path = "csharp/model.cs", escape = "none")]
struct Reply {
    doc: &'static str,
    class: &'static str,
    /// The type of a create.
    new: Option<&'static str>,
    /// The documentation of the method that makes it.
    new_doc: String,
    has_new_list: bool,
    has_list: bool,
    properties: Vec<Property>,
}

#[derive(Template)]
#[template(path = "csharp/body.cs", escape = "none")]
struct Body {
    doc: String,
    class: &'static str,
    has_list: bool,
    is_update: bool,
    properties: Vec<Property>,
}

#[derive(Template)]
#[template(path = "csharp/resource.cs", escape = "none")]
struct ResourceClass {
    doc: &'static str,
    class: String,
    has_fields: bool,
    methods: Vec<Method>,
}

/// A property.
struct Property {
    /// Name of the field.
    field: &'static str,
    doc: String,
    type_name: String,
    name: String,
    private: String,
    /// True if it is a reference that may be null.
    is_null: bool,
    /// The call of `ToStringBuilder` that writes it.
    shown: String,
    /// The expression that reads it, or the call that writes it.
    code: String,
    /// The expression for the property of the create, if that has the field.
    new_value: Option<String>,
}

impl Property {
    fn new(model: &Model, field: &Field, doc: String, type_name: String) -> Self {
        let name = property(model, field);
        let shown = match field.kind {
            _ if !field.secrecy.is_open() => format!("AddRedacted(\"{name}\", {name})"),
            _ => format!("Add(\"{name}\", {name})"),
        };
        let (first, rest) = name.split_at(1);
        let private = format!("_{}{rest}", first.to_lowercase());
        let is_null = is_reference(&field.kind);
        let field = field.name;
        Self { field, doc, type_name, name, private, is_null, shown, code: String::new(), new_value: None }
    }
}

impl Reply {
    fn new(model: &'static Model) -> Self {
        let fields: Vec<_> = model.reply_fields().collect();
        let property = |field: &&Field| {
            let null = if field.is_always_returned() { "" } else { " Null if the service does not return it." };
            let doc = format!("{}{null}", paragraph(field.doc));
            let is_always = field.reply == ReplyPresence::Required;
            let code = reading(&field.kind, is_always);
            let property = Property::new(model, field, doc, reply_type(&field.kind, is_always));
            let is_null = property.is_null && !field.is_always_returned();
            let has_create = model.new.is_some() && field.create != Presence::Absent;
            let new_value = has_create.then(|| as_new(field, &property.name));
            Property { code, is_null, new_value, ..property }
        };
        Self {
            doc: model.doc,
            class: model.name,
            new: model.new,
            new_doc: new_doc(model),
            has_new_list: model.new.is_some() && has_list(&fields),
            has_list: has_list(&fields),
            properties: fields.iter().map(property).collect(),
        }
    }
}

impl Body {
    fn new(model: &'static Model, class: &'static str, body_kind: BodyKind) -> Self {
        let fields: Vec<_> = model.fields_of(body_kind).collect();
        assert!(fields.len() <= 64, "{} has more fields than a ulong has bits", model.name);
        let is_update = body_kind == BodyKind::Update;
        let property = |field: &&'static Field| {
            let property = Property::new(model, field, notes(field, body_kind), sent_type(&field.kind));
            let code = writing(field, if is_update { &property.private } else { &property.name });
            Property { code, ..property }
        };
        let doc = if is_update {
            format!(
                "Changes to the {}. Assigned properties are sent, null included; the other fields keep their values.",
                spoken(model.name)
            )
        } else {
            let rules: String = model.rules_of(body_kind).map(|rule| format!(" {}", rule.doc)).collect();
            format!("{} A property that is null is not sent.{rules}", paragraph(model.doc))
        };
        Self { doc, class, has_list: has_list(&fields), is_update, properties: fields.iter().map(property).collect() }
    }
}

/// The documentation of the method that makes a create of a reply.
fn new_doc(model: &Model) -> String {
    let body = if model.update.is_some() {
        "the body of a create with the values of this object, for example to create a copy with another name"
    } else {
        "a part of a body with the values of this object"
    };
    let mut doc = format!(
        "Returns {body}. Left out are the fields that the service sets, empty strings of \
             optional fields, and <see cref=\"Extra\"/>."
    );
    if model.fields.iter().any(|field| !field.secrecy.is_open()) {
        doc.push_str(
            " A value that the service hides is its placeholder, which a create refuses: set the value, or null.",
        );
    }
    let is_missing = |field: &&Field| field.create == Presence::Required && field.reply.is_absent();
    let missing: Vec<_> = model.fields.iter().filter(is_missing).map(|field| property(model, field)).collect();
    if !missing.is_empty() {
        doc.push_str(&format!(" Set {}, which the service never returns.", missing.join(" and ")));
    }
    doc
}

/// True if the type of a property is a reference.
fn is_reference(kind: &Kind) -> bool {
    matches!(kind, Kind::String | Kind::Image | Kind::Object(_) | Kind::List(_))
}

/// The expression for a property of the create, from the property of the reply. An empty string
/// only means that an optional field is not set, and a create may refuse it.
fn as_new(field: &Field, name: &str) -> String {
    match &field.kind {
        Kind::String if field.create != Presence::Required => format!("string.IsNullOrEmpty({name}) ? null : {name}"),
        Kind::Image => format!("{name} == null ? null : Sdk.Image.FromBase64({name})"),
        Kind::Object(_) => format!("{name}?.ToNew()"),
        Kind::List(Kind::Object(_)) => format!("{name}?.Select(item => item.ToNew()).ToList()"),
        Kind::List(_) => format!("{name}?.ToList()"),
        _ => name.to_owned(),
    }
}

fn has_list(fields: &[&Field]) -> bool {
    fields.iter().any(|field| matches!(field.kind, Kind::List(_)))
}

/// The documentation of a value of an enumeration.
fn value_doc(value: &str, doc: &str) -> String {
    format!("{doc} `{value}`")
}

/// The expression that reads a field.
fn reading(kind: &Kind, is_always: bool) -> String {
    let valued = |call: String| if is_always { format!("{call}.GetValueOrDefault()") } else { call };
    match kind {
        Kind::Bool => valued("json.Boolean()".to_owned()),
        Kind::Int => valued("json.Int64()".to_owned()),
        Kind::Number => valued("json.Double()".to_owned()),
        Kind::String | Kind::Image => "json.String()".to_owned(),
        Kind::Timestamp => "json.Timestamp()".to_owned(),
        Kind::Enum(known) => valued(format!("Sdk.{}.Read(json)", known.name)),
        Kind::Object(model) => format!("{}.Reader(json)", model.name),
        Kind::List(Kind::Object(model)) => format!("json.List({}.Reader)", model.name),
        Kind::List(Kind::String) => "json.List(JsonInput.ReadString)".to_owned(),
        Kind::List(other) => panic!("the C# template has no lists of {other:?} in replies yet"),
    }
}

/// The call that writes a field.
fn writing(field: &Field, value: &str) -> String {
    let name = field.name;
    match field.kind {
        Kind::Enum(_) => format!("Write(\"{name}\", {value}?.ToString())"),
        Kind::List(Kind::Object(_)) => format!("WriteList(\"{name}\", {value})"),
        Kind::Timestamp | Kind::List(Kind::Timestamp | Kind::Enum(_) | Kind::List(_)) => {
            panic!("the C# template sends no {:?} yet", field.kind)
        }
        _ => format!("Write(\"{name}\", {value})"),
    }
}

/// A method of a resource.
struct Method {
    operation: &'static Operation,
    name: String,
    /// Parameters with their documentation.
    parameters: Vec<(&'static str, String)>,
    /// Parameters of the path, and the body, as they are declared.
    declared: String,
    /// Their types.
    types: String,
    given: String,
    call: String,
    task: String,
    reader: String,
}

impl ResourceClass {
    fn new(resource: &Resource) -> Self {
        let has_fields = resource.operations.iter().copied().any(has_mask);
        let methods = resource.operations.iter().map(|operation| Method::new(operation)).collect();
        Self { doc: resource.doc, class: pascal(resource.name), has_fields, methods }
    }
}

impl Method {
    fn new(operation: &'static Operation) -> Self {
        let path = operation.described_path();
        let mut given: Vec<_> = path.iter().map(|parameter| ("string", parameter.name)).collect();
        let mut parameters: Vec<_> = path.iter().map(|parameter| (parameter.name, parameter.doc.to_string())).collect();
        let mut call = format!("new Call(\"{}\")", operation.id);
        // Several parts stand in lines of their own.
        let gap = if path.len() > 2 { "\n                " } else { "" };
        path.iter().for_each(|parameter| call.push_str(&format!("{gap}.Path(\"{0}\", {0})", parameter.name)));
        if let Some(body) = &operation.body {
            let name = if body.kind == BodyKind::Create { "body" } else { "changes" };
            call.push_str(&format!(".Body({name})"));
            given.push((body.type_name().expect("a body has a type"), name));
            parameters.push((name, api::body_doc(operation)));
        }
        let query = operation.parameters.iter().filter(|query| query.name != "fields");
        parameters.extend(query.map(|query| (query.name, query.doc.to_string())));
        let model = operation.output.model();
        Self {
            operation,
            name: pascal(operation.name()),
            parameters,
            declared: given.iter().map(|(kind, name)| format!("[DisallowNull] {kind} {name}, ")).collect(),
            types: given.iter().map(|(kind, _)| format!("{kind}, ")).collect(),
            given: given.iter().map(|(_, name)| format!("{name}, ")).collect(),
            call,
            task: model.map_or_else(|| "Task".to_owned(), |model| format!("Task<Models.{}>", model.name)),
            reader: model.map(|model| format!("Models.{}.Reader, ", model.name)).unwrap_or_default(),
        }
    }
}

/// Fields that would have the name of their class, which C# does not allow: model, field, name.
const RENAMED: [(&str, &str, &str); 3] =
    [("Port", "port", "Number"), ("Tag", "tag", "Name"), ("DeletedTag", "deleted_tag", "Tag")];

/// The property of a field.
pub(crate) fn property(model: &Model, field: &Field) -> String {
    let renamed = RENAMED.iter().find(|(class, name, _)| *class == model.name && *name == field.name);
    let name = renamed.map_or_else(|| pascal(field.name), |(_, _, name)| (*name).to_owned());
    assert_ne!(name, model.name, "a C# property cannot have the name of its class: give it a name in RENAMED");
    name
}

/// The name of a value: `TcpUdp` of `TCP/UDP`, `OnFailure` of `on_failure`.
pub(crate) fn value_name(value: &str) -> String {
    value.split(|letter: char| !letter.is_alphanumeric()).map(|part| capital(&part.to_lowercase())).collect()
}

/// The type of a field of a reply. A field that is not always present may be null.
fn reply_type(kind: &Kind, is_always: bool) -> String {
    let optional = |name: &str| if is_always { name.to_owned() } else { format!("{name}?") };
    match kind {
        Kind::Bool => optional("bool"),
        Kind::Int => optional("long"),
        Kind::Number => optional("double"),
        Kind::String | Kind::Image => "string".to_owned(),
        // One that cannot be read is null, even in a required field.
        Kind::Timestamp => "DateTimeOffset?".to_owned(),
        Kind::Enum(known) => optional(known.name),
        Kind::Object(model) => model.name.to_owned(),
        Kind::List(item) => format!("IReadOnlyList<{}>", reply_type(item, true)),
    }
}

/// The type of a field of a body: null is possible everywhere.
fn sent_type(kind: &Kind) -> String {
    match kind {
        Kind::Image => "Image".to_owned(),
        Kind::Object(model) => model.new.expect("a model that is sent has a type").to_owned(),
        Kind::List(item) => format!("IReadOnlyList<{}>", sent_type(item).trim_end_matches('?')),
        kind => reply_type(kind, false),
    }
}

/// The documentation of a property of a body.
fn notes(field: &Field, body_kind: BodyKind) -> String {
    let literal = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let mut text = api::notes(field, body_kind, literal);
    match (body_kind, field.presence(body_kind)) {
        (_, Presence::Required) => text.push_str(" Required."),
        (BodyKind::Update, Presence::Optional) => text.push_str(" Null is rejected."),
        _ => {}
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_names() {
        assert_eq!(
            ["TCP/UDP", "on_failure", "NDJSON", "File"].map(value_name),
            ["TcpUdp", "OnFailure", "Ndjson", "File"]
        );
    }
}
