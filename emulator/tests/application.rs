//! Applications.
#![allow(missing_docs)]

mod client;

use client::{Client, application, with};
use edgegap_emulator::Emulator;
use serde_json::{Value, json};

#[tokio::test]
async fn an_application_is_created_updated_and_deleted() {
    let (_emulator, client) = client::start().await;
    let body = json!({"name": "Example App", "is_active": false, "image": "aGk=", "is_telemetry_agent_active": false});
    let created = client.post("/v1/app", body).await.expect(200);
    assert_eq!(created.header("content-type"), Some("application/json"));
    let created = created.json();
    let timestamp = created["create_time"].as_str().unwrap();
    assert_eq!((timestamp.len(), &timestamp[10..11], &timestamp[19..20]), (26, " ", "."));
    assert_eq!(
        created,
        json!({"name": "Example App", "is_active": false, "image": "aGk=", "is_telemetry_agent_active": false,
            "create_time": timestamp, "last_updated": timestamp})
    );
    assert_eq!(client.get("/v1/app/Example%20App").await.expect(200).json(), created);

    let updated =
        client.patch("/v1/app/Example%20App", json!({"is_active": true, "name": "Other"})).await.expect(200).json();
    assert_eq!(
        (&updated["name"], &updated["is_active"], &updated["image"]),
        (&json!("Other"), &json!(true), &json!("aGk="))
    );
    assert_eq!(updated["create_time"], created["create_time"]);
    assert!(updated["last_updated"].as_str() > created["last_updated"].as_str());
    client.get("/v1/app/Example%20App").await.expect(404);

    let deleted = client.delete("/v1/app/Other").await.expect(200);
    assert!(deleted.body.is_empty() && deleted.header("content-type").is_none());
    client.delete("/v1/app/Other").await.expect(404);
    client.get("/v1/app/Other").await.expect(404);
    client.patch("/v1/app/Other", json!({})).await.expect(404);
}

#[tokio::test]
async fn an_unset_field_is_missing_and_an_empty_update_changes_nothing() {
    let (_emulator, client) = client::start().await;
    let created = client.post("/v1/app", application("game")).await.expect(200).json();
    assert!(created.get("is_telemetry_agent_active").is_none());
    assert_eq!(client.patch("/v1/app/game", json!({})).await.expect(200).json(), created);
}

#[tokio::test]
async fn names_are_unique_case_sensitive_and_bounded() {
    let (_emulator, client) = client::start().await;
    client.application("game").await;
    client.application("Game").await;
    client.application("x").await;
    client.post("/v1/app", application("game")).await.expect(409);
    client.patch("/v1/app/Game", json!({"name": "game"})).await.expect(409);
    client.patch("/v1/app/game", json!({"name": "game"})).await.expect(200);
    client.get("/v1/app/x").await.expect(200);
    client.patch("/v1/app/x", json!({"is_active": false})).await.expect(200);
    assert_eq!(client.patch("/v1/app/x", json!({"name": "xy"})).await.expect(400).violations(), ["name"]);
    client.application(&"é".repeat(64)).await;
    for name in [String::new(), "a".repeat(65), "a\nb".into(), ".".into(), "..".into()] {
        assert_eq!(client.post("/v1/app", application(&name)).await.expect(400).violations(), ["name"]);
    }
}

#[tokio::test]
async fn all_violations_of_a_body_are_reported() {
    let (_emulator, client) = client::start().await;
    let response = client.post("/v1/app", json!({"name": 7, "is_active": "yes", "surprise": 1})).await.expect(400);
    assert_eq!(response.violations(), ["surprise", "name", "is_active", "image"]);
    for image in ["data:image/png;base64,aGk=", "not base64!", "aGk=\n"] {
        let response = client.post("/v1/app", with(application("a"), json!({"image": image}))).await.expect(400);
        assert_eq!(response.violations(), ["image"]);
    }
    let response =
        client.patch("/v1/app/none", json!({"is_active": null, "create_time": "2026-01-01"})).await.expect(400);
    assert_eq!(response.violations(), ["create_time", "is_active"]);
}

#[tokio::test]
async fn a_quota_has_the_message_of_the_service() {
    let (emulator, client) = client::start().await;
    emulator.set_quota(1, 1);
    client.application("game").await;
    client.version("game", "1").await;
    let message = |response: client::Response| response.expect(400).json()["message"].as_str().unwrap().to_owned();
    assert_eq!(
        message(client.post("/v1/app", application("more")).await),
        "You have reached you Application limit of 1"
    );
    let version = client.post("/v1/app/game/version", client::version("2")).await;
    assert_eq!(message(version), "You have reached you Application Version limit of 1");
    client.post("/v1/app", application("game")).await.expect(409);
    emulator.set_quota(None, None);
    client.application("more").await;
}

#[tokio::test]
async fn deleting_an_application_deletes_its_versions() {
    let (_emulator, client) = client::start().await;
    client.application("game").await;
    client.version("game", "1").await;
    client.delete("/v1/app/game").await.expect(200);
    client.application("game").await;
    client.get("/v1/app/game/version/1").await.expect(404);
    assert_eq!(client.get("/v1/app/game/versions").await.expect(200).json()["total_count"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_many_creates_of_the_same_name_succeeds() {
    let emulator = Emulator::start().await.unwrap();
    let creates = (0..16).map(|_| {
        let client = Client::new(&emulator);
        tokio::spawn(async move { client.post("/v1/app", application("game")).await.status })
    });
    let mut statuses = Vec::new();
    for create in creates.collect::<Vec<_>>() {
        statuses.push(create.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!((statuses[0], statuses[1], statuses[15]), (200, 409, 409));
    let list: Value = Client::new(&emulator).get("/v1/apps").await.json();
    assert_eq!(list["total_count"], 1);
}
