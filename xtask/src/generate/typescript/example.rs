//! A call of each operation, for `docs/api.md`.

use super::text::camel;
use crate::generate::api::{Api, Field, Kind, Operation, Output, Slot};

/// How a call of the operation looks.
pub(crate) fn example(api: &Api, operation: &Operation) -> String {
    let mut arguments: Vec<_> =
        operation.path_parameters.iter().map(|parameter| format!("'{}'", name(&parameter.name))).collect();
    arguments.extend(body(api, operation));
    let call = format!("client.{}.{}({})", camel(operation.resource()), camel(operation.name()), arguments.join(", "));
    match &operation.output {
        Output::Nothing => format!("await {call}"),
        Output::One { model } => format!("const {} = await {call}", camel(&snake(model))),
        Output::Page { model } => {
            let item = camel(&snake(model));
            format!("for await (const {item} of {call}) console.log({item})")
        }
    }
}

/// The least that a create takes, or one change.
fn body(api: &Api, operation: &Operation) -> Option<String> {
    let slot = operation.slot()?;
    let fields = api.body_fields(operation);
    let shown = |field: &&Field| match slot {
        Slot::Create => field.is_required(slot),
        Slot::Update => false,
    };
    let mut shown: Vec<_> = fields.iter().copied().filter(|field| shown(field)).collect();
    if shown.is_empty() {
        let told =
            |field: &&Field| matches!(field.kind, Kind::Bool) || field.name == "destination" || field.name == "bucket";
        shown.extend(fields.iter().copied().find(|field| told(field)).or_else(|| fields.first().copied()));
    }
    let resource = operation.resource();
    let members: Vec<_> =
        shown.iter().map(|field| format!("{}: {}", field.name, sample(api, resource, field))).collect();
    let line = format!("{{ {} }}", members.join(", "));
    if line.len() <= 90 { Some(line) } else { Some(format!("{{\n  {},\n}}", members.join(",\n  "))) }
}

fn name(parameter: &str) -> &'static str {
    match parameter {
        "app" => "my-game",
        "version" => "1.0.0",
        "image" => "my-game-server",
        "tag" => "b42",
        "storage" => "my-logs",
        "profile" => "maps",
        _ => "name",
    }
}

fn sample(api: &Api, resource: &str, field: &Field) -> String {
    let text = |text: &str| format!("'{text}'");
    match (&field.kind, field.name.as_str()) {
        (Kind::Bool, _) => "true".into(),
        (Kind::Image, _) => "{ path: 'icon.png' }".into(),
        (Kind::Int | Kind::Number, "req_cpu") => "1024".into(),
        (Kind::Int | Kind::Number, "req_memory") => "2048".into(),
        (Kind::Int | Kind::Number, _) => field.min.unwrap_or(1).to_string(),
        (Kind::Enum(name), _) => {
            let word = api.enums.iter().find(|known| known.name == *name).and_then(|known| known.words.last());
            text(word.map_or("", |word| word.word.as_str()))
        }
        (Kind::List(_), "tags") => "['b40', 'b41']".into(),
        (Kind::List(_), _) => "[]".into(),
        (_, "name") => text(match resource {
            "applications" => "my-game",
            "versions" => "1.0.0",
            "endpoint_storages" => "my-logs",
            _ => "maps",
        }),
        (_, "docker_repository") => text("docker.io"),
        (_, "docker_image") => text("me/game"),
        (_, "docker_tag") => text("b42"),
        (_, "endpoint") => text("https://s3.example.com"),
        (_, "bucket") => text("game-logs"),
        (_, "source") => text("/maps"),
        (_, "destination") => text("/game/maps"),
        (_, "secret_access_key") => "process.env.S3_SECRET ?? ''".into(),
        (_, "access_key_id") => "process.env.S3_KEY ?? ''".into(),
        (_, other) => text(other),
    }
}

/// `pull_profile` of `PullProfile`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
