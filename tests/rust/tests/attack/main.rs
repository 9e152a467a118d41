//! Hostile callers and servers. No value gets into another part of a request, every call ends with
//! a clear error in bounded time and memory, and the client still works. The vectors contain the
//! cases that need only one scripted reply.

mod headers;
mod names;
mod queries;
mod redirects;
mod replies;
mod server;
mod weight;

use std::time::Duration;

use edgegap_sdk::{Client, ClientBuilder, Error};
use edgegap_tests::held::APPLICATION;
use serde_json::{Value, json};

const TOKEN: &str = "attack-token-7be1";

/// A client without retries.
fn builder(url: &str) -> ClientBuilder {
    Client::builder().token(TOKEN).base_url(url).max_retries(0).timeout(Duration::from_secs(60))
}

fn client(url: &str) -> Client {
    builder(url).build().unwrap()
}

/// The operations of the contract, which is independent of the definitions in core.
fn operations() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../contract/api.json");
    let contract: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    contract["operations"].as_array().unwrap().clone()
}

/// Valid arguments of an operation. Every name is `x`.
fn arguments(operation: &Value) -> Value {
    let mut path = json!({});
    for parameter in operation["path_parameters"].as_array().unwrap() {
        path[parameter["name"].as_str().unwrap()] = "x".into();
    }
    let body = match (operation["body"]["type"].as_str(), operation["body"]["kind"].as_str()) {
        (None, _) => return json!({"path": path}),
        (Some("NewVersion"), _) => {
            json!({
                "name": "xyz", "docker_repository": "docker.io", "docker_image": "me/game", "docker_tag": "1",
                "req_cpu": 128, "req_memory": 128,
            })
        }
        (Some("NewApplication"), _) => json!({"name": "xyz", "is_active": true, "image": ""}),
        (Some("NewEndpointStorage"), _) => {
            json!({
                "name": "xyz", "access_key_id": "a", "secret_access_key": "s", "endpoint": "https://s3.example.com",
                "bucket": "b",
            })
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

/// All texts of an error.
fn shown(error: &Error) -> String {
    format!("{error} {error:?} {}", error.to_json())
}
