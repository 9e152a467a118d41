//! Versions.
#![allow(missing_docs)]

mod client;

use client::{Client, MASK, version, with};
use edgegap_emulator::Emulator;
use serde_json::{Value, json};

async fn start() -> (Emulator, Client) {
    let (emulator, client) = client::start().await;
    client.application("game").await;
    (emulator, client)
}

const VERSIONS: &str = "/v1/app/game/version";
const VERSION: &str = "/v1/app/game/version/1";

#[tokio::test]
async fn a_minimal_version_has_defaults() {
    let (_emulator, client) = start().await;
    let created = client.post(VERSIONS, version("1")).await.expect(200).json();
    assert_eq!(created["success"], true);
    let timestamp = created["version"]["create_time"].clone();
    let expected = json!({
        "name": "1", "is_active": true, "docker_repository": "docker.io", "docker_image": "studio/game",
        "docker_tag": "b42", "req_cpu": 1024, "req_memory": 2048, "max_duration": 1440, "time_to_deploy": 30,
        "verify_image": false,
        "will_deploy_in_mainland_china": false, "ports": [], "envs": [], "restart_policy": "always",
        "create_time": timestamp, "last_updated": timestamp,
    });
    assert_eq!(created["version"], expected);
    assert_eq!(client.get(VERSION).await.expect(200).json(), expected);
    assert_eq!(client.get("/v1/app/game/versions").await.json()["versions"], json!([expected]));
}

#[tokio::test]
async fn every_field_is_returned_and_secrets_are_masked() {
    let (_emulator, client) = start().await;
    client.storage("logs").await;
    let all = with(
        version("1"),
        json!({
            "is_active": false, "private_username": "user", "private_token": "registry-secret", "req_video": 0,
            "max_duration": -1, "force_cache": false, "caching_percent": 0.5, "time_to_deploy": 15,
            "verify_image": false,
            "termination_grace_period_seconds": 3600, "endpoint_storage": "logs", "command": "run", "arguments": "-v",
            "dns_config": "anything", "will_deploy_in_mainland_china": true, "restart_policy": "on_failure",
            "ports": [
                {"port": 59999, "protocol": "WS", "to_check": false, "tls_upgrade": true, "name": "a"},
                {"port": 59999, "protocol": "WS", "name": "a"}, {"port": 0, "protocol": "QUIC", "name": "b"}],
            "envs": [{"key": "A", "value": ""}, {"key": "B", "value": "hidden-secret", "is_hidden": true},
                {"key": "C", "value": "other-secret", "is_secret": true}],
        }),
    );
    let created = client.post(VERSIONS, all.clone()).await.expect(200).json()["version"].clone();
    for (name, value) in all.as_object().unwrap() {
        match name.as_str() {
            "caching_percent" => assert!(created.get(name).is_none()),
            "private_username" | "private_token" => assert_eq!(created[name], MASK),
            "ports" => assert_eq!(
                created[name][1],
                json!({"port": 59999, "protocol": "WS", "to_check": true, "tls_upgrade": false, "name": "a"})
            ),
            "envs" => assert_eq!(
                created[name],
                json!([{"key": "A", "value": "", "is_hidden": false}, {"key": "B", "value": MASK, "is_hidden": true},
                    {"key": "C", "value": MASK, "is_hidden": true}])
            ),
            _ => assert_eq!(created[name], *value, "{name}"),
        }
    }
    assert_eq!(client.get(VERSION).await.json(), created);
}

#[tokio::test]
async fn updates_set_clear_and_replace_fields() {
    let (_emulator, client) = start().await;
    let full = json!({"max_duration": 5, "command": "run", "arguments": "-v", "private_token": "t",
        "private_username": "u", "ports": [{"port": 1, "protocol": "TCP"}], "envs": [{"key": "A", "value": "1"}]});
    client.post(VERSIONS, with(version("1"), full)).await.expect(200);
    let update = json!({"max_duration": null, "command": null, "arguments": "", "private_username": "", "ports": [],
        "is_active": false});
    let updated = client.patch(VERSION, update).await.expect(200).json();
    assert_eq!(updated["success"], true);
    let updated = &updated["version"];
    assert_eq!(
        (&updated["max_duration"], &updated["is_active"], &updated["ports"]),
        (&json!(1440), &json!(false), &json!([]))
    );
    for cleared in ["command", "arguments", "private_username"] {
        assert!(updated.get(cleared).is_none(), "{cleared}");
    }
    assert_eq!((&updated["private_token"], updated["envs"].as_array().unwrap().len()), (&json!(MASK), 1));
    assert_eq!(&client.get(VERSION).await.json(), updated);
    assert_eq!(&client.patch(VERSION, json!({})).await.expect(200).json()["version"], updated);
}

#[tokio::test]
async fn updates_refuse_constant_fields_and_most_nulls() {
    let (_emulator, client) = start().await;
    client.version("game", "1").await;
    let refused =
        client.patch(VERSION, json!({"req_cpu": 200, "req_memory": 200, "req_video": 0, "caching_percent": 0})).await;
    assert_eq!(refused.expect(400).violations(), ["req_cpu", "req_memory", "req_video", "caching_percent"]);
    let fields =
        ["name", "is_active", "docker_tag", "private_token", "endpoint_storage", "ports", "envs", "restart_policy"];
    let nulls: Value = Value::Object(fields.iter().map(|name| (name.to_string(), Value::Null)).collect());
    assert_eq!(client.patch(VERSION, nulls).await.expect(400).violations(), fields);
    let mut body = version("2");
    body["max_duration"] = Value::Null;
    assert_eq!(client.post(VERSIONS, body).await.expect(400).violations(), ["max_duration"]);
}

#[tokio::test]
async fn every_bound_is_checked_at_both_ends() {
    let (_emulator, client) = start().await;
    let long = "x".repeat(64);
    let good = [
        json!({"name": long}),
        json!({"req_cpu": 100, "req_memory": 200}),
        json!({"req_cpu": 100, "req_memory": 100}),
        json!({"max_duration": 0}),
        json!({"max_duration": 1440}),
        json!({"time_to_deploy": 15}),
        json!({"caching_percent": 1}),
        json!({"termination_grace_period_seconds": 5}),
        json!({"envs": [{"key": "A", "value": "x".repeat(4096)}]}),
        json!({"ports": [{"port": 1, "protocol": "HTTP", "tls_upgrade": true}]}),
    ];
    for (number, fields) in good.into_iter().enumerate() {
        let body = with(with(version(&format!("good {number}")), fields.clone()), json!({}));
        client.post(VERSIONS, body).await.expect(200);
    }
    let bad = [
        (json!({"name": "x".repeat(65)}), "name"),
        (json!({"req_cpu": 99, "req_memory": 100}), "req_cpu"),
        (json!({"req_cpu": 100, "req_memory": 201}), "req_memory"),
        (json!({"req_memory": 99}), "req_memory"),
        (json!({"req_cpu": 1024.5}), "req_cpu"),
        (json!({"req_cpu": true}), "req_cpu"),
        (json!({"req_video": -1}), "req_video"),
        (json!({"max_duration": -2}), "max_duration"),
        (json!({"max_duration": 1441}), "max_duration"),
        (json!({"time_to_deploy": 14}), "time_to_deploy"),
        (json!({"caching_percent": 1.01}), "caching_percent"),
        (json!({"termination_grace_period_seconds": 4}), "termination_grace_period_seconds"),
        (json!({"termination_grace_period_seconds": 3601}), "termination_grace_period_seconds"),
        (json!({"endpoint_storage": "nowhere"}), "endpoint_storage"),
        (json!({"endpoint_storage": ""}), "endpoint_storage"),
        (json!({"restart_policy": "sometimes"}), "restart_policy"),
        (json!({"docker_tag": ""}), "docker_tag"),
        (json!({"private_token": MASK}), "private_token"),
        (json!({"private_username": MASK}), "private_username"),
        (json!({"ports": [{"port": -1, "protocol": "TCP"}]}), "ports[0].port"),
        (json!({"ports": [{"port": 60000, "protocol": "TCP"}]}), "ports[0].port"),
        (json!({"ports": [{"port": 1}]}), "ports[0].protocol"),
        (json!({"ports": [{"port": 0, "protocol": "TCP"}]}), "ports[0].name"),
        (json!({"ports": [{"port": 1, "protocol": "UDP", "tls_upgrade": true}]}), "ports[0].tls_upgrade"),
        (json!({"ports": [{"port": 1, "protocol": "UDP", "extra": 1}]}), "ports[0].extra"),
        (json!({"ports": ["TCP"]}), "ports[0]"),
        (json!({"ports": {}}), "ports"),
        (json!({"envs": [{"key": "A", "value": "x".repeat(4097)}]}), "envs[0].value"),
        (json!({"envs": [{"key": "A", "value": MASK, "is_hidden": true}]}), "envs[0].value"),
        (json!({"envs": [{"key": "A"}]}), "envs[0].value"),
        (json!({"envs": [{"value": "A"}]}), "envs[0].key"),
        (json!({"envs": [{"key": "A", "value": "1", "is_secret": 1}]}), "envs[0].is_secret"),
        (json!({"unknown_field": 1}), "unknown_field"),
        (json!({"last_updated": "x"}), "last_updated"),
    ];
    for (fields, path) in bad {
        let response = client.post(VERSIONS, with(version("bad"), fields.clone())).await;
        assert_eq!(response.expect(400).violations(), [path], "{fields}");
    }
}

#[tokio::test]
async fn fields_of_older_clients_are_ignored() {
    let (_emulator, client) = start().await;
    let legacy = json!({"use_telemetry": true, "inject_context_env": 1, "whitelisting_active": false,
        "session_config": {}, "probe": [], "cache_min_hour": 1, "cache_max_hour": 2,
        "enable_all_locations": true, "registry_profile": "p"});
    let created = client.post(VERSIONS, with(version("1"), legacy.clone())).await.expect(200).json();
    assert!(legacy.as_object().unwrap().keys().all(|name| created["version"].get(name).is_none()));
    client.patch(VERSION, json!({"registry_profile": "q"})).await.expect(200);
    client.post("/v1/app", with(client::application("a"), json!({"registry_profile": "p"}))).await.expect(400);
}

#[tokio::test]
async fn names_are_unique_per_application() {
    let (_emulator, client) = start().await;
    client.application("other").await;
    client.version("game", "1").await;
    client.version("game", "2").await;
    client.version("other", "1").await;
    client.post(VERSIONS, version("1")).await.expect(409);
    client.patch(VERSION, json!({"name": "2"})).await.expect(400);
    client.patch(VERSION, json!({"name": "1"})).await.expect(200);
    client.patch("/v1/app/game", json!({"name": "renamed"})).await.expect(200);
    client.patch("/v1/app/renamed/version/1", json!({"name": "a/b c"})).await.expect(200);
    assert_eq!(client.get("/v1/app/renamed/version/a%2Fb%20c").await.expect(200).json()["name"], "a/b c");
    client.get("/v1/app/renamed/version/1").await.expect(404);
    let deleted = client.delete("/v1/app/renamed/version/a%2Fb%20c").await.expect(200).json();
    assert_eq!(deleted["success"], true);
    client.delete("/v1/app/renamed/version/a%2Fb%20c").await.expect(404);
}

#[tokio::test]
async fn a_version_has_the_current_or_last_name_of_its_storage() {
    let (_emulator, client) = start().await;
    client.storage("logs").await;
    client.post(VERSIONS, with(version("1"), json!({"endpoint_storage": "logs"}))).await.expect(200);
    client.patch("/v1/storage/endpoint/logs", json!({"name": "archive"})).await.expect(200);
    assert_eq!(client.get(VERSION).await.json()["endpoint_storage"], "archive");
    client.delete("/v1/storage/endpoint/archive").await.expect(204);
    assert_eq!(client.get(VERSION).await.json()["endpoint_storage"], "archive");
    client.patch(VERSION, json!({"is_active": false})).await.expect(200);
    assert_eq!(
        client.patch(VERSION, json!({"endpoint_storage": "archive"})).await.expect(400).violations(),
        ["endpoint_storage"]
    );
    client.storage("new").await;
    client.patch(VERSION, json!({"endpoint_storage": "new"})).await.expect(200);
    assert_eq!(client.get(VERSION).await.json()["endpoint_storage"], "new");
}
