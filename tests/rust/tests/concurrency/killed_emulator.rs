//! The emulator is killed with SIGKILL at a random time while clients create, update and delete
//! objects. Acknowledged changes are in its data file, and a pending change was applied completely
//! or not at all.

use std::collections::BTreeMap;
use std::time::Duration;

use edgegap_sdk::Client;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::killed_client::Random;
use super::process::Process;
use super::rounds;

const WRITERS: usize = 4;

/// Tag and duration in minutes of the versions of a writer's application, by name.
type Versions = BTreeMap<String, (String, i64)>;

/// The state of a writer at the end: without and with the effect of the pending call.
struct Written {
    acknowledged: Versions,
    with_pending: Versions,
    calls: usize,
}

/// Makes calls one after the other until one gets no response.
fn write(client: Client, app: String, mut known: Versions, mut random: Random) -> JoinHandle<Written> {
    tokio::spawn(async move {
        for calls in 0.. {
            let mut next = known.clone();
            let name = format!("v{}", random.below(12));
            let (tag, minutes) = (format!("t{}", random.below(1_000_000)), 1 + random.below(1000) as i64);
            let path = json!({"app": app, "version": name});
            let call = match (next.contains_key(&name), random.below(3)) {
                (false, _) => {
                    next.insert(name.clone(), (tag.clone(), minutes));
                    let body = json!({
                        "name": name, "docker_repository": "docker.io", "docker_image": "me/game", "docker_tag": tag,
                        "req_cpu": 128, "req_memory": 128, "max_duration": minutes,
                    });
                    client.dispatch("versions.create", json!({"path": {"app": app}, "body": body}), Value::Null).await
                }
                (true, 0) => {
                    next.remove(&name);
                    client.dispatch("versions.delete", json!({"path": path}), Value::Null).await
                }
                (true, _) => {
                    // Both fields change, or neither.
                    next.insert(name, (tag.clone(), minutes));
                    let body = json!({"docker_tag": tag, "max_duration": minutes});
                    client.dispatch("versions.update", json!({"path": path, "body": body}), Value::Null).await
                }
            };
            match call {
                Ok(_) => known = next,
                Err(error) => {
                    assert_eq!(error.status(), None, "{error}");
                    return Written { acknowledged: known, with_pending: next, calls };
                }
            }
        }
        unreachable!("the loop never ends")
    })
}

async fn versions(client: &Client, app: &str) -> Versions {
    let reply = client.dispatch("versions.list", json!({"path": {"app": app}}), Value::Null).await.unwrap();
    let item = |version: &Value| {
        let string = |field: &str| version[field].as_str().unwrap().to_owned();
        (string("name"), (string("docker_tag"), version["max_duration"].as_i64().unwrap()))
    };
    reply.value.as_array().unwrap().iter().map(item).collect()
}

#[tokio::test]
async fn acknowledged_changes_survive_a_kill_at_any_time() {
    let (rounds, seed) = rounds(6, 150);
    let mut random = Random(seed);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("state.redb");
    let mut known: Vec<Versions> = vec![Versions::new(); WRITERS];
    let mut calls = 0;
    for round in 0..rounds {
        let emulator = Process::start(Some(&data)).await;
        let client = emulator.builder().max_retries(0).build().unwrap();
        let mut writers = Vec::new();
        for (number, known) in known.iter().enumerate() {
            let app = format!("app-{number}");
            if round == 0 {
                let body = json!({"name": app, "is_active": true, "image": ""});
                client.dispatch("applications.create", json!({"body": body}), Value::Null).await.unwrap();
            }
            writers.push(write(client.clone(), app, known.clone(), Random(random.below(u64::MAX))));
        }
        tokio::time::sleep(Duration::from_micros(random.below(300_000))).await;
        emulator.kill().await;

        let emulator = Process::start(Some(&data)).await;
        let client = emulator.builder().build().unwrap();
        for (number, writer) in writers.into_iter().enumerate() {
            let ended = writer.await.unwrap();
            let found = versions(&client, &format!("app-{number}")).await;
            assert!(
                found == ended.acknowledged || found == ended.with_pending,
                "seed {seed}, round {round}, writer {number}: {found:?}\nacknowledged: {:?}\n\
                 with the pending call: {:?}",
                ended.acknowledged,
                ended.with_pending
            );
            calls += ended.calls;
            known[number] = found;
        }
        // A kill without pending calls loses nothing, either.
        emulator.kill().await;
    }
    assert!(calls > rounds, "{calls} calls in {rounds} rounds");
    println!("{rounds} rounds, {calls} acknowledged writes");
}
