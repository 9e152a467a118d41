//! Endpoint storages, pull profiles and links.
#![allow(missing_docs)]

mod client;

use client::{Client, profile, storage, with};
use edgegap_emulator::Emulator;
use serde_json::json;

#[tokio::test]
async fn a_storage_is_created_updated_and_deleted() {
    let (_emulator, client) = client::start().await;
    let created = client.post("/v1/storage/endpoint", storage("logs")).await.expect(200).json();
    let timestamp = created["create_time"].clone();
    let expected = json!({"name": "logs", "access_key_id": "AKIA", "endpoint": "https://s3.example.com",
        "bucket": "logs", "output_format": "TEXT", "create_time": timestamp, "last_updated": timestamp});
    assert_eq!(created, expected);
    assert_eq!(client.get("/v1/storage/endpoint/logs").await.expect(200).json(), expected);
    let update = json!({"output_format": "NDJSON", "secret_access_key": "new-secret"});
    let updated = client.patch("/v1/storage/endpoint/logs", update).await.expect(200).json();
    assert_eq!(updated["output_format"], "NDJSON");
    assert!(updated.get("secret_access_key").is_none() && updated["last_updated"] != timestamp);
    let deleted = client.delete("/v1/storage/endpoint/logs").await.expect(204);
    assert!(deleted.body.is_empty() && deleted.header("content-length").is_none());
    client.delete("/v1/storage/endpoint/logs").await.expect(404);
    client.get("/v1/storage/endpoint/logs").await.expect(404);
    client.patch("/v1/storage/endpoint/logs", json!({})).await.expect(404);
}

#[tokio::test]
async fn storages_are_validated_and_a_taken_name_is_a_bad_request() {
    let (_emulator, client) = client::start().await;
    client.storage("logs").await;
    client.storage("other").await;
    client.post("/v1/storage/endpoint", storage("logs")).await.expect(400);
    client.patch("/v1/storage/endpoint/other", json!({"name": "logs"})).await.expect(400);
    client.patch("/v1/storage/endpoint/other", json!({"name": "other"})).await.expect(200);
    let response = client.post("/v1/storage/endpoint", json!({"output_format": "XML"})).await.expect(400);
    assert_eq!(
        response.violations(),
        ["name", "access_key_id", "secret_access_key", "endpoint", "bucket", "output_format"]
    );
    for endpoint in ["s3.example.com", "ftp://a", "", "https://"] {
        let response = client.post("/v1/storage/endpoint", with(storage("a"), json!({"endpoint": endpoint}))).await;
        assert_eq!(response.expect(400).violations(), ["endpoint"], "{endpoint}");
    }
}

#[tokio::test]
async fn a_profile_is_created_updated_and_deleted() {
    let (_emulator, client) = client::start().await;
    client.storage("logs").await;
    let path = "/v1/storage/endpoint/logs/pull-profile";
    let created = client.post(path, profile("configs")).await.expect(200).json();
    let timestamp = created["create_time"].clone();
    assert_eq!(created, with(profile("configs"), json!({"create_time": timestamp, "last_updated": timestamp})));
    assert_eq!(client.get(&format!("{path}/configs")).await.expect(200).json(), created);
    client.post(path, profile("configs")).await.expect(400);
    client.post(path, profile("second")).await.expect(200);
    client.patch(&format!("{path}/second"), json!({"name": "configs"})).await.expect(400);
    let update = json!({"name": "renamed", "source_type": "File", "destination": "/etc/passwd", "source": "anything/"});
    assert_eq!(client.patch(&format!("{path}/second"), update).await.expect(200).json()["destination"], "/etc/passwd");
    client.get(&format!("{path}/second")).await.expect(404);
    let response = client.post(path, json!({"name": "a", "source_type": "Directory"})).await.expect(400);
    assert_eq!(response.violations(), ["source", "source_type", "destination"]);
    assert!(client.delete(&format!("{path}/renamed")).await.expect(204).body.is_empty());
    client.delete(&format!("{path}/renamed")).await.expect(404);
    client.post("/v1/storage/endpoint/none/pull-profile", profile("a")).await.expect(404);
    client.get("/v1/storage/endpoint/none/pull-profiles").await.expect(404);
}

const LINK: &str = "/v1/storage/endpoint/logs/pull-profile/configs/app/game/version/1";

async fn linked() -> (Emulator, Client) {
    let (emulator, client) = client::start().await;
    client.storage("logs").await;
    client.profile("logs", "configs").await;
    client.application("game").await;
    client.version("game", "1").await;
    client.put(LINK).await.expect(200);
    (emulator, client)
}

#[tokio::test]
async fn linking_twice_creates_one_link() {
    let (_emulator, client) = linked().await;
    let version = client.get("/v1/app/game/version/1").await.json();
    let link = client.put(LINK).await.expect(200).json();
    let expected = json!({"app": "game", "app_version": "1", "endpoint": "logs", "pull_profile": "configs",
        "create_time": link["create_time"], "last_updated": link["create_time"]});
    assert_eq!(link, expected);
    assert_eq!(client.put(LINK).await.expect(200).json(), link);
    assert_eq!(client.get("/v1/app/game/version/1").await.json(), version);
    client.delete(LINK).await.expect(204);
    client.delete(LINK).await.expect(404);
    for missing in [
        "none/pull-profile/configs/app/game/version/1",
        "logs/pull-profile/none/app/game/version/1",
        "logs/pull-profile/configs/app/none/version/1",
        "logs/pull-profile/configs/app/game/version/none",
    ] {
        client.put(&format!("/v1/storage/endpoint/{missing}")).await.expect(404);
    }
}

#[tokio::test]
async fn links_survive_renames_and_end_with_either_object() {
    let (_emulator, client) = linked().await;
    client.patch("/v1/storage/endpoint/logs", json!({"name": "archive"})).await.expect(200);
    client.patch("/v1/app/game", json!({"name": "other"})).await.expect(200);
    client.delete("/v1/storage/endpoint/archive/pull-profile/configs/app/other/version/1").await.expect(204);

    let (_emulator, client) = linked().await;
    client.delete("/v1/app/game/version/1").await.expect(200);
    client.version("game", "1").await;
    client.delete(LINK).await.expect(404);

    let (_emulator, client) = linked().await;
    client.delete("/v1/app/game").await.expect(200);
    client.application("game").await;
    client.version("game", "1").await;
    client.delete(LINK).await.expect(404);

    let (_emulator, client) = linked().await;
    client.delete("/v1/storage/endpoint/logs/pull-profile/configs").await.expect(204);
    client.get("/v1/storage/endpoint/logs").await.expect(200);
    client.profile("logs", "configs").await;
    client.delete(LINK).await.expect(404);

    let (_emulator, client) = linked().await;
    client.delete("/v1/storage/endpoint/logs").await.expect(204);
    client.storage("logs").await;
    client.get("/v1/storage/endpoint/logs/pull-profile/configs").await.expect(404);
}
