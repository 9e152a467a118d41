//! Callers and servers that mean harm: nothing leaves the place that it was given for, everything ends with a clear error in bounded
//! time and memory, and the client goes on. What a single scripted reply can show is in the vectors.

mod headers;
mod names;
mod queries;
mod redirects;
mod replies;
mod server;
mod weight;

use std::time::Duration;

use edgegap_sdk::{Client, ClientBuilder, Error};
use serde_json::{Value, json};

const TOKEN: &str = "attack-token-7be1";
const APPLICATION: &str = r#"{"name":"game","is_active":true,"image":"","create_time":"2026-04-22 20:30:52.283949","last_updated":"2026-04-22 20:30:52.283949"}"#;

/// A client that tries once.
fn builder(url: &str) -> ClientBuilder {
    Client::builder().token(TOKEN).base_url(url).max_retries(0).timeout(Duration::from_secs(60))
}

fn client(url: &str) -> Client {
    builder(url).build().unwrap()
}

/// The operations as the contract has them, which is not what core makes requests from.
fn operations() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../contract/api.json");
    let contract: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    contract["operations"].as_array().unwrap().clone()
}

/// Arguments that the operation takes, every name `x`.
fn arguments(operation: &Value) -> Value {
    let mut path = json!({});
    for parameter in operation["path_parameters"].as_array().unwrap() {
        path[parameter["name"].as_str().unwrap()] = "x".into();
    }
    let body = match (operation["body"]["type"].as_str(), operation["body"]["kind"].as_str()) {
        (None, _) => return json!({"path": path}),
        (Some("NewVersion"), _) => {
            json!({"name": "xyz", "docker_repository": "docker.io", "docker_image": "me/game", "docker_tag": "1", "req_cpu": 128, "req_memory": 128})
        }
        (Some("NewApplication"), _) => json!({"name": "xyz", "is_active": true, "image": ""}),
        (Some("NewEndpointStorage"), _) => {
            json!({"name": "xyz", "access_key_id": "a", "secret_access_key": "s", "endpoint": "https://s3.example.com", "bucket": "b"})
        }
        (Some("NewPullProfile"), _) => {
            json!({"name": "xyz", "source": "/a", "source_type": "File", "destination": "/b"})
        }
        (Some("TagSelection"), _) => json!({"tags": ["1"]}),
        (_, slot) => {
            assert_eq!(slot, Some("update"), "{operation}");
            json!({"name": "xyz"})
        }
    };
    json!({"path": path, "body": body})
}

/// What an error shows in any way.
fn shown(error: &Error) -> String {
    format!("{error} {error:?} {}", error.to_json())
}
