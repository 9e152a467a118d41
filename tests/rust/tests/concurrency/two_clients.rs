//! Two clients create the same names at the same time. For each name one client succeeds, and the
//! other gets the error that the name is taken.

use std::time::Duration;

use edgegap_emulator::{Emulator, Fault};
use edgegap_sdk::{Client, ErrorKind};
use serde_json::{Value, json};

const CREATES: [(&str, &str); 4] = [
    ("applications.create", "applications.list"),
    ("versions.create", "versions.list"),
    ("endpoint_storages.create", "endpoint_storages.list"),
    ("pull_profiles.create", "pull_profiles.list"),
];
const NAMES: usize = 12;

/// The arguments to create an object. `whose` identifies the client.
fn arguments(operation: &str, name: &str, whose: &str) -> Value {
    match operation {
        "applications.create" => json!({"body": {"name": name, "is_active": whose == "a", "image": ""}}),
        "versions.create" => {
            let body = json!({
                "name": name, "docker_repository": "docker.io", "docker_image": "me/game", "docker_tag": whose,
                "req_cpu": 128, "req_memory": 128,
            });
            json!({"path": {"app": "parent"}, "body": body})
        }
        "endpoint_storages.create" => {
            json!({"body": {
                "name": name, "access_key_id": whose, "secret_access_key": "s", "endpoint": "https://s3.example.com",
                "bucket": "b",
            }})
        }
        _ => {
            let source = format!("/{whose}");
            let body = json!({"name": name, "source": source, "source_type": "File", "destination": "/b"});
            json!({"path": {"storage": "parent"}, "body": body})
        }
    }
}

/// The client that created an object, by its content.
fn owner(operation: &str, object: &Value) -> &'static str {
    let is_a = match operation {
        "applications.create" => object["is_active"] == true,
        "versions.create" => object["docker_tag"] == "a",
        "endpoint_storages.create" => object["access_key_id"] == "a",
        _ => object["source"] == "/a",
    };
    if is_a { "a" } else { "b" }
}

async fn start() -> (Emulator, [Client; 2]) {
    let emulator = Emulator::start().await.unwrap();
    let client = || {
        let builder = Client::builder().base_url(emulator.url()).token(emulator.token()).max_retries(8);
        builder.backoff(Duration::from_millis(1), Duration::from_millis(4)).build().unwrap()
    };
    let clients = [client(), client()];
    clients[0]
        .dispatch("applications.create", arguments("applications.create", "parent", "a"), Value::Null)
        .await
        .unwrap();
    clients[0]
        .dispatch("endpoint_storages.create", arguments("endpoint_storages.create", "parent", "a"), Value::Null)
        .await
        .unwrap();
    (emulator, clients)
}

/// Both clients create all names at once. Returns the outcomes by name: the client, and the object
/// or the kind of the error with `maybe_applied`.
async fn race(
    clients: &[Client; 2],
    operation: &'static str,
) -> Vec<Vec<(&'static str, Result<Value, (ErrorKind, bool)>)>> {
    let mut calls = Vec::new();
    for number in 0..NAMES {
        for (client, whose) in clients.iter().zip(["a", "b"]) {
            let (client, arguments) = (client.clone(), arguments(operation, &format!("name-{number}"), whose));
            calls.push((
                number,
                whose,
                tokio::spawn(async move { client.dispatch(operation, arguments, Value::Null).await }),
            ));
        }
    }
    let mut outcomes = vec![Vec::new(); NAMES];
    for (number, whose, call) in calls {
        let outcome = call.await.unwrap();
        outcomes[number]
            .push((whose, outcome.map(|reply| reply.value).map_err(|error| (error.kind(), error.maybe_applied()))));
    }
    outcomes
}

async fn check(clients: &[Client; 2], operation: &'static str, list: &str, what: &str) {
    let outcomes = race(clients, operation).await;
    let path = if list.starts_with("versions") { json!({"app": "parent"}) } else { json!({"storage": "parent"}) };
    let path = if list.starts_with("versions") || list.starts_with("pull") { json!({"path": path}) } else { json!({}) };
    let listed = clients[0].dispatch(list, path, Value::Null).await.unwrap().value;
    for (number, outcomes) in outcomes.iter().enumerate() {
        let name = format!("name-{number}");
        let objects: Vec<_> = listed.as_array().unwrap().iter().filter(|object| object["name"] == *name).collect();
        assert_eq!(objects.len(), 1, "{operation}, {what}: {name} is there {} times", objects.len());
        let winner = owner(operation, objects[0]);
        for (whose, outcome) in outcomes {
            match outcome {
                Ok(object) => assert_eq!(
                    (*whose, owner(operation, object)),
                    (winner, winner),
                    "{operation}, {what}: a false success of {name}"
                ),
                // A response that cannot be decoded is not retried, and the create may have been
                // applied.
                Err((ErrorKind::Decode, true)) if what.contains("Garbage") => {}
                Err((kind, _)) => {
                    assert_ne!(*whose, winner, "{operation}, {what}: {name} was made and reported as {kind:?}");
                    assert!(
                        matches!(kind, ErrorKind::Conflict | ErrorKind::BadRequest),
                        "{operation}, {what}: {kind:?}"
                    );
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_wins_and_the_other_gets_an_error() {
    for (operation, list) in CREATES {
        for round in 0..5 {
            let (_emulator, clients) = start().await;
            check(&clients, operation, list, &format!("round {round}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_wins_when_responses_are_lost() {
    for (operation, list) in CREATES {
        for fault in [
            Fault::reset(operation).after().times(6),
            Fault::truncate(operation).after().times(6),
            Fault::garbage(operation).after().times(6),
            Fault::status(operation, 502).after().times(6),
            Fault::status(operation, 503).times(6),
            Fault::reset(operation).times(6),
        ] {
            let (emulator, clients) = start().await;
            emulator.inject(fault.clone()).unwrap();
            // The following faults concern second attempts, too.
            emulator.inject(Fault::reset(operation).after().skip(9).times(6)).unwrap();
            check(&clients, operation, list, &format!("{fault:?}")).await;
        }
    }
}
