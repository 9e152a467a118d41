//! How a call looks in Rust; the code itself is made by macros.

use serde_json::Value;

use super::api::{Api, Kind, Operation, Output};
use super::sample;

/// The call of an operation, for documentation.
pub(crate) fn example(api: &Api, operation: &Operation) -> String {
    let mut arguments: Vec<String> =
        operation.path_parameters.iter().map(|parameter| format!("\"{}\"", sample::name(&parameter.name))).collect();
    if let Some(body) = &operation.body {
        let model = api.model(&body.model);
        let members: Vec<_> = sample::body(api, operation)
            .iter()
            .map(|(name, value)| {
                let field = model.fields.iter().find(|field| field.name == *name);
                let is_required = field.is_some_and(|field| field.is_required(body.slot));
                let text = literal(value, field.map(|field| &field.kind));
                format!("    {name}: {},\n", if is_required { text } else { format!("Some({text})") })
            })
            .collect();
        arguments.push(format!("{} {{\n{}    ..Default::default()\n}}", body.kind, members.concat()));
    }
    let call = format!("client.{}().{}({})", operation.resource(), operation.name(), arguments.join(", "));
    match &operation.output {
        Output::Nothing => format!("{call}.await?;"),
        Output::One { .. } => format!("let answer = {call}.await?;"),
        Output::Page { .. } => format!("let mut list = {call};\nwhile let Some(item) = list.next().await? {{}}"),
    }
}

fn literal(value: &Value, kind: Option<&Kind>) -> String {
    match (value, kind) {
        (Value::String(word), Some(Kind::Enum(name))) => format!("{name}::{}", variant(word)),
        (Value::String(text), _) => format!("\"{text}\".into()"),
        (Value::Array(items), Some(Kind::List(item))) if **item == Kind::Text => {
            let items: Vec<_> = items.iter().map(|item| literal(item, None)).collect();
            format!("vec![{}]", items.join(", "))
        }
        (Value::Array(items), _) => {
            let ports: Vec<_> = items
                .iter()
                .map(|item| {
                    let protocol = variant(item["protocol"].as_str().unwrap_or_default());
                    format!("NewPort::new({}, Protocol::{protocol}).named({})", item["port"], item["name"])
                })
                .collect();
            format!("vec![{}]", ports.join(", "))
        }
        (other, _) => other.to_string(),
    }
}

/// `Udp` of `UDP`.
fn variant(word: &str) -> String {
    let lower = word.to_lowercase();
    super::code::capital(&lower)
}
