//! Values for the examples of the documentation: small, right, and the same in every language.

use serde_json::{Map, Value, json};

use super::api::{Api, Field, Kind, Operation, Slot};

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

/// The body of an example: what is required in a create, one member in an update.
pub(crate) fn body(api: &Api, operation: &Operation) -> Map<String, Value> {
    let Some(body) = &operation.body else { return Map::new() };
    let model = api.model(&body.model);
    let chosen = |field: &&Field| match body.slot {
        Slot::Create => field.is_required(Slot::Create) || matches!(field.kind, Kind::List(_)) && field.name == "ports",
        Slot::Update => matches!(field.name.as_str(), "is_active" | "output_format" | "destination"),
    };
    let fields = api.body_fields(operation).into_iter().filter(chosen);
    fields
        .take(if body.slot == Slot::Update { 1 } else { usize::MAX })
        .map(|field| (field.name.clone(), value(&model.name, field)))
        .collect()
}

fn value(model: &str, field: &Field) -> Value {
    match (model, field.name.as_str()) {
        ("Application", "name") => "my-game".into(),
        ("Version", "name") => "1.0.0".into(),
        ("EndpointStorage", "name") => "my-logs".into(),
        ("PullProfile", "name") => "my-maps".into(),
        (_, "is_active") => json!(field.update.is_some() && model == "Application"),
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
            Kind::Int | Kind::Number => field.min.unwrap_or(1).into(),
            Kind::List(_) => json!([]),
            _ => field.name.clone().into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use edgegap_sdk::{Client, ErrorKind};

    use super::*;

    #[tokio::test]
    async fn no_example_is_refused() {
        let api = Api::read(&super::super::description()).unwrap();
        // Nothing listens there: what gets as far as a connection was found right.
        let client = Client::builder().token("t").base_url("http://127.0.0.1:1").max_retries(0).build().unwrap();
        for operation in &api.operations {
            let path: Map<_, _> = operation
                .path_parameters
                .iter()
                .map(|parameter| (parameter.name.clone(), name(&parameter.name).into()))
                .collect();
            let mut arguments = json!({"path": path});
            if operation.body.is_some() {
                arguments["body"] = body(&api, operation).into();
            }
            let error = client.dispatch(&operation.id, arguments, Value::Null).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connection, "{}: {error}", operation.id);
        }
    }
}
