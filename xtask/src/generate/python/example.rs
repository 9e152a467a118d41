//! How a call looks in Python.

use super::literal;
use crate::generate::api::{Api, Operation, Output};
use crate::generate::sample;

/// Arguments that are longer stand in lines of their own.
const WIDEST: usize = 70;

/// The call of an operation, for documentation.
pub(crate) fn example(api: &Api, operation: &Operation) -> String {
    let mut arguments: Vec<String> =
        operation.path_parameters.iter().map(|parameter| format!("\"{}\"", sample::name(&parameter.name))).collect();
    arguments.extend(sample::body(api, operation).iter().map(|(name, value)| format!("{name}={}", literal(value))));
    let line = arguments.join(", ");
    let arguments = if line.len() <= WIDEST { line } else { format!("\n    {},\n", arguments.join(",\n    ")) };
    let call = format!("client.{}.{}({arguments})", operation.resource(), operation.name());
    match &operation.output {
        Output::Nothing => call,
        Output::One { model } => format!("{} = {call}", snake(model)),
        Output::Page { model } => format!("for {} in {call}: ...", snake(model)),
    }
}

/// `pull_profile` of `PullProfile`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}
