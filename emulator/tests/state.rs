//! The state as a document.
#![allow(missing_docs)]

mod client;

use client::version;
use serde_json::{Value, json};

/// A state with every kind of object.
fn state() -> Value {
    json!({
        "format": "edgegap.emulator/1",
        "applications": [{"name": "game", "is_active": true, "image": "", "versions": [
            {"name": "1", "docker_repository": "docker.io", "docker_image": "me/game", "docker_tag": "b1",
             "req_cpu": 1024, "req_memory": 1024, "endpoint_storage": "logs", "private_username": "me",
             "private_token": "canary-login", "envs": [{"key": "K", "value": "canary-env", "is_hidden": true}]},
        ]}],
        "storages": [{"name": "logs", "endpoint": "https://s3.example.com", "bucket": "b", "access_key_id": "k",
            "secret_access_key": "canary-s3", "profiles": [
                {"name": "p", "source": "/a", "source_type": "File", "destination": "/b",
                 "links": [{"app": "game", "version": "1"}]},
            ]}],
        "images": {"me/game": ["b1", {"tag": "b2", "size_mb": 12.5}]},
    })
}

#[tokio::test]
async fn a_snapshot_restores_the_same_state_without_secrets() {
    let (_emulator, client) = client::start().await;
    client.call("PUT", "/_emulator/state", Some(state())).await.expect(204);
    let snapshot = client.get("/_emulator/state").await.expect(200).json();
    assert!(!snapshot.to_string().contains("canary"), "{snapshot}");
    assert_eq!(snapshot["storages"][0]["profiles"][0]["links"], json!([{"app": "game", "version": "1"}]));

    let (_other, other) = client::start().await;
    other.post("/v1/app/game/version", version("gone")).await.expect(404);
    other.application("gone").await;
    other.call("PUT", "/_emulator/state", Some(snapshot.clone())).await.expect(204);
    assert_eq!(other.get("/_emulator/state").await.json(), snapshot);
    other.get("/v1/app/gone").await.expect(404);
    let restored = other.get("/v1/app/game/version/1").await.expect(200).json();
    assert_eq!(restored, client.get("/v1/app/game/version/1").await.json());
    let link = "/v1/storage/endpoint/logs/pull-profile/p/app/game/version/1";
    other.delete(link).await.expect(204);
    let tags = other.get("/v1/container-registry/images/me%2Fgame/tags").await.expect(200).json();
    assert_eq!(tags["data"][1]["artifact"]["size_mb"], 12.5);
}

#[tokio::test]
async fn a_state_that_is_not_valid_changes_nothing() {
    let (_emulator, client) = client::start().await;
    client.application("kept").await;
    for (path, value, reason) in [
        ("/format", json!("edgegap.emulator/2"), "format must be edgegap.emulator/1"),
        ("/nothing", json!([]), "unknown field `nothing`"),
        ("/applications/0/name", json!("."), "applications[0]: "),
        ("/applications/0/versions/0/req_cpu", json!("canary"), "applications[0].versions[0]: req_cpu"),
        ("/applications/0/versions/0/endpoint_storage", json!("other"), "version 1: there is no storage other"),
        ("/storages/0/profiles/0/links/0/version", json!("2"), "profile p: there is no version game/2"),
        ("/storages/0/profiles/0/links/0/app", json!(1), "storages[0].profiles[0].links cannot be read"),
        ("/images/me~1game", json!([{"tag": "a b"}]), "images.me/game has a tag with an invalid name"),
        ("/images/A", json!(["b1"]), "images.A is not a valid image name"),
    ] {
        let mut state = state();
        match path.rsplit_once('/') {
            Some((parent, name)) => state.pointer_mut(parent).unwrap()[name.replace("~1", "/")] = value,
            None => unreachable!(),
        }
        let refused = client.call("PUT", "/_emulator/state", Some(state)).await.expect(400).json();
        let message = refused["message"].as_str().unwrap();
        assert!(message.contains(reason) && !message.contains("canary"), "{message}");
    }
    let mut twice = state();
    twice["applications"] = json!([twice["applications"][0], twice["applications"][0]]);
    let refused = client.call("PUT", "/_emulator/state", Some(twice)).await.expect(400).json();
    assert!(refused["message"].as_str().unwrap().contains("applications[1].name is the name of another"), "{refused}");
    client.get("/v1/app/kept").await.expect(200);
}
