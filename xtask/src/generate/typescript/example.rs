//! How a call looks in TypeScript.

use serde_json::Value;

use super::text::camel;
use crate::generate::api::{Api, Operation, Output};
use crate::generate::sample;

/// Arguments that are longer stand in lines of their own.
const WIDEST: usize = 90;

/// The call of an operation, for documentation.
pub(crate) fn example(api: &Api, operation: &Operation) -> String {
    let mut arguments: Vec<_> =
        operation.path_parameters.iter().map(|parameter| format!("'{}'", sample::name(&parameter.name))).collect();
    if operation.body.is_some() {
        let body = sample::body(api, operation);
        let members: Vec<_> = body.iter().map(|(name, value)| format!("{name}: {}", literal(value))).collect();
        let line = format!("{{ {} }}", members.join(", "));
        arguments.push(if line.len() <= WIDEST { line } else { format!("{{\n  {},\n}}", members.join(",\n  ")) });
    }
    let call = format!("client.{}.{}({})", camel(operation.resource()), camel(operation.name()), arguments.join(", "));
    match &operation.output {
        Output::Nothing => format!("await {call}"),
        Output::One { model } => format!("const {} = await {call}", variable(model)),
        Output::Page { model } => format!("for await (const {0} of {call}) console.log({0})", variable(model)),
    }
}

/// `pullProfile` of `PullProfile`.
fn variable(model: &str) -> String {
    let mut letters = model.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{text}'"),
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<_> = members.iter().map(|(name, value)| format!("{name}: {}", literal(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}
