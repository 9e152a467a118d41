//! How a call looks in each language, for the documentation of the API.

use edgegap_sdk::model::{Field, Kind, Model};
use edgegap_sdk::operation::{Operation, Output};
use serde_json::{Map, Value};

use super::text::{camel, capital, pascal, snake};
use super::{csharp, python, sample};

/// Arguments in one line, or in lines of their own if they are longer than `width`.
fn block(open: &str, arguments: &[String], close: &str, width: usize, step: usize) -> String {
    let line = format!("{open}{}{close}", arguments.join(", "));
    let gap = format!("\n{}", " ".repeat(step));
    match line.len() <= width {
        true => line,
        false => format!("{}{gap}{},\n{}", open.trim_end(), arguments.join(&format!(",{gap}")), close.trim_start()),
    }
}

/// The names in the path, and the fields of the body.
fn arguments(operation: &Operation, quote: char) -> (Vec<String>, Map<String, Value>) {
    let names = operation.path_parameters().map(|parameter| format!("{quote}{}{quote}", sample::name(parameter)));
    (names.collect(), sample::body(operation))
}

pub(crate) fn rust(operation: &Operation) -> String {
    let (mut arguments, body) = arguments(operation, '"');
    if let Some(sent) = &operation.body {
        let assigned = |(name, value): (&String, &Value)| {
            let field = sent.model.field(name).expect("a sample has known fields");
            let value = rust_literal(value, &field.kind);
            if field.is_required(sent.kind) {
                format!("    {name}: {value},\n")
            } else {
                format!("    {name}: Some({value}),\n")
            }
        };
        let fields: String = body.iter().map(assigned).collect();
        let class = sent.type_name().expect("a body has a type");
        arguments.push(format!("{class} {{\n{fields}    ..Default::default()\n}}"));
    }
    let call = format!("client.{}().{}({})", operation.resource(), operation.name(), arguments.join(", "));
    match operation.output {
        Output::Nothing => format!("{call}.await?;"),
        Output::One(model, _) => format!("let {} = {call}.await?;", snake(model.name)),
        Output::Page(model, _) => {
            let item = snake(model.name);
            format!("let mut {item}s = {call};\nwhile let Some({item}) = {item}s.next().await? {{}}")
        }
    }
}

fn rust_literal(value: &Value, kind: &Kind) -> String {
    match (value, kind) {
        (Value::String(value), Kind::Enum(known)) => format!("{}::{}", known.name, capital(&value.to_lowercase())),
        (Value::String(text), _) => format!("\"{text}\".into()"),
        (Value::Array(items), Kind::List(item)) => {
            let items: Vec<_> = items.iter().map(|value| rust_literal(value, item)).collect();
            format!("vec![{}]", items.join(", "))
        }
        (Value::Object(port), _) => {
            let protocol = capital(&port["protocol"].as_str().unwrap_or_default().to_lowercase());
            format!("NewPort::new({}, Protocol::{protocol}).named({})", port["port"], port["name"])
        }
        (other, _) => other.to_string(),
    }
}

pub(crate) fn python(operation: &Operation) -> String {
    let (mut arguments, body) = arguments(operation, '"');
    arguments.extend(body.iter().map(|(name, value)| format!("{name}={}", python::literal(value))));
    let call = format!("client.{}.{}", operation.resource(), operation.name());
    let call = call + &block("(", &arguments, ")", 72, 4);
    match operation.output {
        Output::Nothing => call,
        Output::One(model, _) => format!("{} = {call}", snake(model.name)),
        Output::Page(model, _) => format!("for {} in {call}: ...", snake(model.name)),
    }
}

pub(crate) fn typescript(operation: &Operation) -> String {
    let (mut arguments, body) = arguments(operation, '\'');
    if operation.body.is_some() {
        let fields: Vec<_> =
            body.iter().map(|(name, value)| format!("{name}: {}", typescript_literal(value))).collect();
        arguments.push(block("{ ", &fields, " }", 90, 2));
    }
    let call = format!("client.{}.{}({})", camel(operation.resource()), camel(operation.name()), arguments.join(", "));
    match operation.output {
        Output::Nothing => format!("await {call}"),
        Output::One(model, _) => format!("const {} = await {call}", camel(model.name)),
        Output::Page(model, _) => format!("for await (const {0} of {call}) console.log({0})", camel(model.name)),
    }
}

fn typescript_literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{text}'"),
        Value::Array(items) => format!("[{}]", items.iter().map(typescript_literal).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| format!("{name}: {}", typescript_literal(value));
            format!("{{ {} }}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

pub(crate) fn csharp(operation: &Operation) -> String {
    let (mut arguments, body) = arguments(operation, '"');
    let mut fields = Vec::new();
    if let Some(sent) = &operation.body {
        arguments.push(format!("new {}", sent.type_name().expect("a body has a type")));
        fields.extend(body.iter().map(|(name, value)| assigned(sent.model, name, value)));
    }
    let result = match operation.output {
        Output::Nothing => String::new(),
        Output::One(model, _) => format!("var {} = ", camel(model.name)),
        Output::Page(model, _) => format!("var {}s = ", camel(model.name)),
    };
    let (suffix, rest) = if operation.is_list() { ("", ".ToListAsync()") } else { ("Async", "") };
    let (resource, method) = (pascal(operation.resource()), pascal(operation.name()));
    let call = format!("{result}await client.{resource}.{method}{suffix}({}", arguments.join(", "));
    if fields.is_empty() {
        return format!("{call}){rest};");
    }
    let line = format!("{call} {{ {} }});", fields.join(", "));
    if line.len() <= 100 { line } else { format!("{call}\n{{\n    {},\n}});", fields.join(",\n    ")) }
}

fn assigned(model: &Model, name: &str, value: &Value) -> String {
    let field: &Field = model.field(name).expect("a sample has known fields");
    format!("{} = {}", csharp::property(model, field), csharp_literal(&field.kind, value))
}

fn csharp_literal(kind: &Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Image, Value::String(text)) if text.is_empty() => "Image.None".to_owned(),
        (Kind::Enum(known), Value::String(value)) => format!("{}.{}", known.name, csharp::value_name(value)),
        (Kind::List(item), Value::Array(items)) => {
            let items: Vec<_> = items.iter().map(|value| csharp_literal(item, value)).collect();
            format!("new[] {{ {} }}", items.join(", "))
        }
        (Kind::Object(model), Value::Object(fields)) => {
            let fields: Vec<_> = fields.iter().map(|(name, value)| assigned(model, name, value)).collect();
            format!("new {} {{ {} }}", model.new.unwrap_or(model.name), fields.join(", "))
        }
        (_, value) => value.to_string(),
    }
}
