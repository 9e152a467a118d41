//! Tokens, routes, bodies, and the order of their validation.
#![allow(missing_docs)]

mod client;

use client::{Client, application, version, with};
use edgegap_emulator::Emulator;
use serde_json::json;

#[tokio::test]
async fn a_valid_token_with_one_scheme_is_required() {
    let emulator = Emulator::builder().token("one").token("two").start().await.unwrap();
    let client = Client::new(&emulator);
    assert_eq!(emulator.token(), "one");
    for good in ["token one", "Token two", "TOKEN one"] {
        client.send("GET", "/v1/apps", &[("Authorization", good)], None).await.expect(200);
    }
    for bad in [
        "",
        "one",
        "Bearer one",
        "token",
        "token ",
        "token three",
        "token token one",
        "token  one",
        "tokenone",
        "token one two",
    ] {
        let response = client.send("GET", "/v1/apps", &[("Authorization", bad)], None).await.expect(401);
        assert!(response.json()["message"].is_string());
    }
    let twice = [("Authorization", "token one"), ("authorization", "token one")];
    client.send("GET", "/v1/apps", &twice, None).await.expect(401);
}

#[tokio::test]
async fn checks_are_in_order_token_route_json_body_parents_object_image() {
    let (emulator, client) = client::start().await;
    let foreign = [("Authorization", "token wrong")];
    client.send("GET", "/nowhere", &foreign, None).await.expect(401);
    client.send("PUT", "/v1/apps", &foreign, None).await.expect(401);
    client.send("POST", "/nowhere", &[], Some(b"{")).await.expect(404);
    client.send("POST", "/v1/app/none/version", &[], Some(b"{")).await.expect(400);
    client.post("/v1/app/none/version", json!({})).await.expect(400);
    client.post("/v1/app/none/version", version("1")).await.expect(404);
    client.get("/v1/app/none/versions?page=0").await.expect(400);
    client.application("game").await;
    client.version("game", "1").await;
    emulator.seed_tags("other/image", ["v1"]).await.unwrap();
    let unpullable = with(version("1"), json!({"verify_image": true}));
    client.post("/v1/app/none/version", unpullable.clone()).await.expect(404);
    client.post("/v1/app/game/version", unpullable.clone()).await.expect(409);
    client.post("/v1/app/game/version", with(unpullable, json!({"name": "2"}))).await.expect(424);
    client.patch("/v1/app/game/version/none", json!({"verify_image": true})).await.expect(404);
    client.patch("/v1/app/game/version/1", json!({"verify_image": true})).await.expect(424);
}

#[tokio::test]
async fn bodies_that_are_not_an_object_are_refused() {
    let (_emulator, client) = client::start().await;
    client.application("game").await;
    for body in [&b""[..], b" ", b"[]", b"null", b"\"text\"", b"{", b"{\"name\": \"\xff\"}", b"{'name': 1}", b"{} {}"] {
        for (method, path) in [("POST", "/v1/app"), ("PATCH", "/v1/app/game")] {
            let response = client.send(method, path, &[], Some(body)).await.expect(400);
            assert!(response.json()["message"].is_string());
        }
    }
    client.call("PATCH", "/v1/app/game", None).await.expect(400);
    let twice = br#"{"name": "a", "is_active": true, "image": "", "name": "last"}"#;
    assert_eq!(client.send("POST", "/v1/app", &[], Some(twice)).await.expect(200).json()["name"], "last");
    client.send("POST", "/v1/app", &[], Some(application("z").to_string().as_bytes())).await.expect(200);
}

#[tokio::test]
async fn a_chunked_body_is_accepted() {
    let (emulator, client) = client::start().await;
    let body = application("game").to_string();
    let (first, second) = body.split_at(10);
    let chunks = format!("{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", first.len(), second.len());
    let head = format!(
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\nTransfer-Encoding: chunked\r\n\r\n",
        emulator.token()
    );
    let responses = client::parse(&client.raw(format!("{head}{chunks}").as_bytes()).await.unwrap());
    assert_eq!((responses.len(), responses[0].status, responses[0].header("connection")), (1, 200, Some("close")));
}

#[tokio::test]
async fn unknown_paths_and_methods_have_a_message() {
    let (_emulator, client) = client::start().await;
    for path in [
        "/",
        "/v1",
        "/v1/",
        "//v1/apps",
        "/v1/apps/",
        "/v2/apps",
        "/v1/app//version/1",
        "/v1/container-registry/images/tags",
    ] {
        assert!(client.get(path).await.expect(404).json()["message"].is_string(), "{path}");
    }
    for (method, path, allow) in [
        ("PUT", "/v1/app/a", "GET, PATCH, DELETE"),
        ("DELETE", "/v1/apps", "GET"),
        ("GET", "/v1/app", "POST"),
        ("OPTIONS", "/v1/storage/endpoint/a/pull-profile/b/app/c/version/d", "PUT, DELETE"),
    ] {
        assert_eq!(client.call(method, path, None).await.expect(405).header("allow"), Some(allow));
    }
    client.get("/v1/app/%FF").await.expect(400);
    client.get("/v1/app/%2E%2E").await.expect(404);
}

#[tokio::test]
async fn messages_are_sentences() {
    let (_emulator, client) = client::start().await;
    client.application("game").await;
    for (response, message) in [
        (client.post("/v1/app", application("game")).await, "Application 'game' already exists."),
        (client.get("/v1/app/game/version/1").await, "Version '1' does not exist."),
        (client.patch("/v1/app/game", json!({"is_active": 1})).await, "is_active must be true or false."),
        (client.patch("/v1/app/game", json!({"a": 1, "b": 2})).await, "2 fields are not valid: a, b."),
    ] {
        assert_eq!(response.json()["message"], message);
    }
}
