//! How a call looks, for the documentation of the API.

use serde_json::Value;

use super::super::api::{Api, Kind, Model, Operation, Output, Slot};
use super::super::code::pascal;
use super::super::sample;
use super::name;

/// The longest line of an example.
const WIDTH: usize = 130;

/// The call of an operation in C#.
pub(crate) fn example(api: &Api, operation: &Operation) -> String {
    let names = operation.path_parameters.iter().map(|parameter| format!("\"{}\"", sample::name(&parameter.name)));
    let mut arguments: Vec<_> = names.collect();
    let mut members = Vec::new();
    if let Some(body) = &operation.body {
        let model = api.model(&body.model);
        arguments.push(format!("new {}", name::body_type(api, &body.model, body.slot)));
        let given = sample::body(api, operation);
        members.extend(given.iter().map(|(member, value)| assigned(api, model, member, value)));
    }
    let is_list = matches!(operation.output, Output::Page { .. });
    let method = format!("{}{}", pascal(operation.name()), if is_list { "" } else { "Async" });
    let result = if matches!(operation.output, Output::Nothing) { "" } else { "var answer = " };
    let rest = if is_list { ".ToListAsync()" } else { "" };
    let call = format!("{result}await client.{}.{method}({}", pascal(operation.resource()), arguments.join(", "));
    if members.is_empty() {
        return format!("{call}){rest};");
    }
    let line = format!("{call} {{ {} }});", members.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    format!("{call}\n{{\n    {},\n}});", members.join(",\n    "))
}

fn assigned(api: &Api, model: &Model, member: &str, value: &Value) -> String {
    let field = model.fields.iter().find(|field| field.name == member).expect("a sample has known members");
    format!("{} = {}", name::property(model, field), literal(api, &field.kind, value))
}

fn literal(api: &Api, kind: &Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Image, Value::String(text)) if text.is_empty() => "Image.None".to_owned(),
        (Kind::Enum(name), Value::String(word)) => format!("{name}.{}", name::word(word)),
        (Kind::List(item), Value::Array(items)) => {
            let items: Vec<_> = items.iter().map(|value| literal(api, item, value)).collect();
            format!("new[] {{ {} }}", items.join(", "))
        }
        (Kind::Model(name), Value::Object(members)) => {
            let model = api.model(name);
            let members: Vec<_> = members.iter().map(|(member, value)| assigned(api, model, member, value)).collect();
            format!("new {} {{ {} }}", name::body_type(api, name, Slot::Create), members.join(", "))
        }
        (_, value) => value.to_string(),
    }
}
