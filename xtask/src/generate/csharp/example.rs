//! How a call looks, for the documentation of the API.

use super::super::api::{Api, Field, Kind, Model, Operation, Output, Slot};
use super::super::code::pascal;
use super::name;

/// The call of an operation in C#.
pub(crate) fn example(api: &Api, operation: &Operation) -> String {
    let mut arguments: Vec<_> =
        operation.path_parameters.iter().map(|parameter| format!("\"{}\"", sample(&parameter.name))).collect();
    if let Some(body) = &operation.body {
        let model = api.model(&body.model);
        let class = name::body_type(api, &body.model, body.slot);
        arguments.push(format!("new {class} {{ {} }}", members(api, model, body.slot).join(", ")));
    }
    let call = format!("client.{}.{}", pascal(operation.resource()), pascal(operation.name()));
    let arguments = arguments.join(", ");
    match &operation.output {
        Output::Page { .. } => format!("var items = await {call}({arguments}).ToListAsync();"),
        Output::One { .. } => format!("var answer = await {call}Async({arguments});"),
        Output::Nothing => format!("await {call}Async({arguments});"),
    }
}

/// The required members of a create; of an update one that people change.
fn members(api: &Api, model: &Model, slot: Slot) -> Vec<String> {
    let fields: Vec<_> = match slot {
        Slot::Create => model.fields.iter().filter(|field| field.is_required(slot)).collect(),
        Slot::Update => {
            let changeable = || model.fields.iter().filter(|field| field.update.is_some());
            let one = changeable().find(|field| field.kind == Kind::Bool).or_else(|| changeable().nth(1));
            one.into_iter().collect()
        }
    };
    fields.iter().map(|field| format!("{} = {}", name::property(model, field), value(api, field))).collect()
}

fn value(api: &Api, field: &Field) -> String {
    match &field.kind {
        Kind::Bool => "true".to_owned(),
        Kind::Int | Kind::Number => field.min.unwrap_or(1).max(1).saturating_mul(10).to_string(),
        Kind::Image => "Image.FromFile(\"icon.png\")".to_owned(),
        Kind::Enum(name) => {
            let words = api.enums.iter().find(|words| words.name == *name).map(|words| words.words.as_slice());
            let first = words.and_then(|words| words.first()).map(|word| name::word(&word.word)).unwrap_or_default();
            format!("{name}.{first}")
        }
        Kind::List(_) => format!("new[] {{ \"{}\" }}", sample(&field.name)),
        _ => format!("\"{}\"", sample(&field.name)),
    }
}

/// A plausible text for a parameter or member.
fn sample(name: &str) -> &str {
    match name {
        "app" => "my-game",
        "version" => "1.0.0",
        "image" => "my-game-server",
        "storage" => "my-storage",
        "profile" => "my-profile",
        "tag" | "tags" | "docker_tag" => "v1",
        "docker_repository" => "docker.io",
        "docker_image" => "me/game",
        "endpoint" => "https://s3.example.com",
        "bucket" => "my-bucket",
        "source" => "/maps",
        "destination" => "/game/maps",
        "name" => "my-name",
        other => other,
    }
}
