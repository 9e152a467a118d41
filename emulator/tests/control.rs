//! The control interface and the request log.
#![allow(missing_docs)]

mod client;

use client::{Client, application, storage, version, with};
use edgegap_emulator::{Emulator, OPERATIONS};
use serde_json::{Value, json};

#[tokio::test]
async fn foreign_hosts_and_origins_are_refused() {
    let (_emulator, client) = client::start().await;
    let get = async |name: &str, value: &str| {
        client.send("GET", "/_emulator", &[(name, value), ("Authorization", "")], None).await
    };
    for good in ["localhost", "LocalHost:1", "127.0.0.1", "[::1]:80"] {
        get("Host", good).await.expect(200);
        get("Origin", &format!("http://{good}")).await.expect(200);
    }
    for bad in ["example.com", "127.0.0.1.example.com", "10.0.0.1", "localhost.evil"] {
        assert!(get("Host", bad).await.expect(403).json()["message"].is_string());
        get("Origin", &format!("http://{bad}")).await.expect(403);
    }
    get("Origin", "null").await.expect(403);
    get("Origin", "https://example.com").await.expect(403);
    client.send("POST", "/_emulator/reset", &[("Origin", "http://example.com")], None).await.expect(403);
    client
        .send("GET", "/v1/apps", &[("Host", "example.com"), ("Origin", "http://example.com")], None)
        .await
        .expect(200);
}

/// Containers of Docker Desktop reach this machine as `host.docker.internal`, from its own address.
#[tokio::test]
async fn a_foreign_host_is_accepted_with_a_token_that_no_page_knows() {
    let emulator = Emulator::builder().token("own").token("emulator-token").start().await.unwrap();
    let client = Client::new(&emulator);
    let get = async |headers: &[(&str, &str)]| {
        let headers = [&[("Host", "host.docker.internal:8080")], headers].concat();
        client.send("GET", "/_emulator", &headers, None).await
    };
    get(&[]).await.expect(200);
    // The emulator's own page, under this host. No other page has the token.
    get(&[("Origin", "http://host.docker.internal:8080")]).await.expect(200);
    get(&[("Origin", "http://host.docker.internal:8080"), ("Authorization", "token emulator-token")]).await.expect(403);
    get(&[("Origin", "http://host.docker.internal")]).await.expect(403);
    get(&[("Origin", "https://host.docker.internal:8080")]).await.expect(403);
    for token in ["", "token emulator-token", "token other", "Bearer own"] {
        let refused = get(&[("Authorization", token)]).await.expect(403).json();
        assert!(refused["message"].as_str().unwrap().contains("use http://127.0.0.1"), "{refused}");
    }
}

#[tokio::test]
async fn the_control_interface_has_the_functions_of_the_handle() {
    let (emulator, client) = client::start().await;
    let info = client.get("/_emulator").await.expect(200).json();
    assert_eq!(
        (&info["service"], &info["url"], &info["data"]),
        (&json!("edgegap-emulator"), &json!(emulator.url()), &Value::Null)
    );

    let fault = json!({"operation": "applications.list", "kind": "status", "code": 503, "retry_after": 1, "times": 1});
    assert_eq!(client.post("/_emulator/faults", fault).await.expect(200).json(), json!({"id": 1}));
    client.get("/v1/apps").await.expect(503);
    assert_eq!(client.get("/_emulator/faults").await.json()["faults"][0]["hits"], 1);
    client.delete("/_emulator/faults").await.expect(204);
    assert_eq!(client.get("/_emulator/faults").await.json(), json!({"faults": []}));
    for fault in [
        json!({"kind": "explode"}),
        json!({"kind": "reset", "operation": "x"}),
        json!({"kind": "reset", "tims": 1}),
        json!([]),
    ] {
        client.post("/_emulator/faults", fault).await.expect(400);
    }

    client.call("PUT", "/_emulator/quota", Some(json!({"applications": 0}))).await.expect(204);
    assert_eq!(client.get("/_emulator/quota").await.json(), json!({"applications": 0, "versions": null}));
    client.post("/v1/app", application("a")).await.expect(400);

    client
        .post("/_emulator/tags", json!({"image": "game", "tags": ["v1", {"tag": "v2", "size_mb": 1.5}]}))
        .await
        .expect(204);
    assert_eq!(
        client.get("/v1/container-registry/images/game/tags").await.expect(200).json()["data"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    client.post("/_emulator/tags", json!({"image": "NO", "tags": ["v1"]})).await.expect(400);
    client.post("/_emulator/tags", json!({"image": "no", "tags": ["a b"]})).await.expect(400);

    client.call("PUT", "/_emulator/tokens", Some(json!({"tokens": ["new"]}))).await.expect(204);
    client.get("/v1/apps").await.expect(401);
    client.call("PUT", "/_emulator/tokens", Some(json!({"tokens": ["a b"]}))).await.expect(400);

    client.post("/_emulator/reset", json!({})).await.expect(204);
    assert!(emulator.requests().is_empty());
    assert_eq!(client.get("/v1/apps").await.expect(200).json()["total_count"], 0);
    client.get("/v1/container-registry/images/game/tags").await.expect(404);
    client.application("a").await;

    assert_eq!(client.call("PUT", "/_emulator/requests", None).await.expect(405).header("allow"), Some("GET, DELETE"));
    client.get("/_emulator/nothing").await.expect(404);
    client.get("/_emulatorx").await.expect(404);
}

#[tokio::test]
async fn the_log_contains_requests_without_secrets() {
    let (emulator, client) = client::start().await;
    client.application("game").await;
    let secrets = json!({"private_username": "secret-a", "private_token": "secret-b",
        "envs": [{"key": "A", "value": "secret-c", "is_hidden": true}, {"key": "B", "value": "shown"}]});
    let created = client.post("/v1/app/game/version", with(version("1"), secrets)).await.expect(200);
    client.post("/v1/storage/endpoint", with(storage("s"), json!({"secret_access_key": "secret-d"}))).await.expect(200);
    client
        .send("POST", "/v1/app", &[("X-Api-Token", "secret-e")], Some(b"{\"private_token\": \"secret-f\""))
        .await
        .expect(400);
    client.get("/v1/app/none?x=1").await.expect(404);

    let requests = emulator.requests();
    let seen: Vec<_> =
        requests.iter().map(|request| (request.method.as_str(), request.operation, request.status)).collect();
    assert_eq!(
        seen,
        [
            ("POST", Some("applications.create"), Some(200)),
            ("POST", Some("versions.create"), Some(200)),
            ("POST", Some("endpoint_storages.create"), Some(200)),
            ("POST", Some("applications.create"), Some(400)),
            ("GET", Some("applications.get"), Some(404)),
        ]
    );
    assert!(requests.iter().all(|request| request.operation.is_none_or(|id| OPERATIONS.contains(&id))));
    assert_eq!(created.header("x-request-id"), Some(requests[1].id.to_string().as_str()));
    assert_eq!((requests[4].path.as_str(), requests[4].query.as_deref()), ("/v1/app/none", Some("x=1")));
    assert_eq!(requests[1].body.as_ref().unwrap()["envs"][1]["value"], "shown");
    let listed = client.get("/_emulator/requests").await.expect(200).json();
    assert_eq!(listed["requests"].as_array().unwrap().len(), 5);
    let all = format!("{requests:?}{listed}{emulator:?}");
    assert!(!all.contains("secret-") && !all.contains(emulator.token()), "{all}");
    emulator.clear_requests();
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn a_reset_clears_the_data_file() {
    let directory = tempfile::tempdir().unwrap();
    let emulator = Emulator::builder().data(directory.path().join("state.redb")).start().await.unwrap();
    let client = Client::new(&emulator);
    client.application("game").await;
    emulator.reset().await.unwrap();
    client.get("/v1/app/game").await.expect(404);
    emulator.stop().await;
    let emulator = Emulator::builder().data(directory.path().join("state.redb")).start().await.unwrap();
    Client::new(&emulator).get("/v1/app/game").await.expect(404);
}

#[tokio::test]
async fn a_public_address_requires_a_token() {
    let error = Emulator::builder().host([0, 0, 0, 0]).start().await.unwrap_err();
    assert!(error.to_string().contains("token"), "{error}");
    let emulator = Emulator::builder().host([0, 0, 0, 0]).token("own").start().await.unwrap();
    assert!(emulator.url().starts_with("http://127.0.0.1:"));
    let address = emulator.url().trim_start_matches("http://").to_owned();
    Client { address, token: "own".into() }.get("/_emulator").await.expect(200);
}
