//! Values for the examples of the documentation: small, right, and the same in every language.

use edgegap_sdk::model::{BodyKind, Field, Kind};
use edgegap_sdk::operation::{Operation, Steps};
use serde_json::{Map, Value, json};

/// The value of a path parameter.
pub(crate) fn name(parameter: &str) -> &'static str {
    match parameter {
        "app" => "my-game",
        "version" => "1.0.0",
        "image" => "my-game-server",
        "tag" => "b41",
        "storage" => "my-logs",
        _ => "my-maps",
    }
}

/// The body of an example: the required fields in a create, one field in an update, and in a wait
/// the tag that a create gave.
pub(crate) fn body(operation: &Operation) -> Map<String, Value> {
    let Some(body) = &operation.body else { return Map::new() };
    let chosen = |field: &&Field| match body.kind {
        BodyKind::Create => field.is_required(BodyKind::Create) || field.name == "ports",
        BodyKind::Update if matches!(operation.steps, Steps::Wait { .. }) => field.name == "docker_tag",
        BodyKind::Update => matches!(field.name, "is_active" | "output_format" | "destination"),
    };
    let fields = operation.body_fields().into_iter().filter(chosen);
    fields
        .take(if body.kind == BodyKind::Update { 1 } else { usize::MAX })
        .map(|field| (field.name.to_owned(), value(body.model.name, field)))
        .collect()
}

fn value(model: &str, field: &Field) -> Value {
    match (model, field.name) {
        ("Application", "name") => "my-game".into(),
        ("Version", "name") => "1.0.0".into(),
        ("EndpointStorage", "name") => "my-logs".into(),
        ("PullProfile", "name") => "my-maps".into(),
        (_, "is_active") => json!(!field.update.is_absent() && model == "Application"),
        (_, "image") => "".into(),
        (_, "docker_repository") => "docker.io".into(),
        (_, "docker_image") => "me/game".into(),
        (_, "docker_tag") => "b42".into(),
        (_, "req_cpu") => 1024.into(),
        (_, "req_memory") => 2048.into(),
        (_, "ports") => json!([{"port": 7777, "protocol": "UDP", "name": "gameport"}]),
        (_, "tags") => json!(["b40", "b41"]),
        (_, "access_key_id") => "AKIDEXAMPLE".into(),
        (_, "secret_access_key") => "the-secret-key".into(),
        (_, "endpoint") => "https://s3.example.com".into(),
        (_, "bucket") => "game-logs".into(),
        (_, "output_format") => "NDJSON".into(),
        (_, "source") => "/maps/desert".into(),
        (_, "source_type") => "Folder".into(),
        (_, "destination") => "/srv/maps".into(),
        _ => match field.kind {
            Kind::Bool => true.into(),
            Kind::Int | Kind::Number => field.bounds.min.unwrap_or(1).into(),
            Kind::List(_) => json!([]),
            _ => field.name.into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use edgegap_sdk::{Client, ErrorKind, OPERATIONS};

    use super::*;

    #[tokio::test]
    async fn no_example_is_refused() {
        // Nothing listens there: a connection error shows that the arguments are valid.
        let client = Client::builder().token("t").base_url("http://127.0.0.1:1").max_retries(0).build().unwrap();
        for operation in OPERATIONS.iter() {
            let path: Map<_, _> =
                operation.path_parameters().map(|parameter| (parameter.to_owned(), name(parameter).into())).collect();
            let mut arguments = json!({"path": path});
            if operation.body.is_some() {
                arguments["body"] = body(operation).into();
            }
            let error = client.dispatch(operation.id, arguments, Value::Null).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connection, "{}: {error}", operation.id);
        }
    }
}
