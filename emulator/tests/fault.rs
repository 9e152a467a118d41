//! Faults: their effect on a client, and on the call itself.
#![allow(missing_docs)]

mod client;

use std::time::{Duration, Instant};

use client::{Client, application};
use edgegap_emulator::{Emulator, Fault};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The bytes that a create of an application receives. True if the application was created.
async fn create(emulator: &Emulator) -> (std::io::Result<Vec<u8>>, bool) {
    let client = Client::new(emulator);
    let body = application("game").to_string();
    let request = format!(
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        emulator.token(),
        body.len()
    );
    let response = client.raw(request.as_bytes()).await;
    (response, client.get("/v1/app/game").await.status == 200)
}

#[tokio::test]
async fn a_reset_resets_the_connection() {
    for (fault, expected) in
        [(Fault::reset("applications.create"), false), (Fault::reset("applications.create").after(), true)]
    {
        let emulator = Emulator::start().await.unwrap();
        emulator.inject(fault).unwrap();
        let (response, done) = create(&emulator).await;
        assert_eq!(response.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
        assert_eq!(done, expected);
    }
}

#[tokio::test]
async fn a_truncated_response_is_shorter_than_its_length() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject(Fault::truncate("applications.create").after()).unwrap();
    let (response, done) = create(&emulator).await;
    let response = String::from_utf8(response.unwrap()).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let length: usize = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK") && !body.is_empty() && body.len() < length && done, "{response}");

    emulator.inject(Fault::truncate("applications.delete").after()).unwrap();
    let request =
        format!("DELETE /v1/app/game HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\n\r\n", emulator.token());
    let response = Client::new(&emulator).raw(request.as_bytes()).await.unwrap();
    assert!(!response.is_empty() && !response.ends_with(b"\r\n\r\n"));
}

#[tokio::test]
async fn garbage_is_not_http() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject(Fault::garbage("*").times(1)).unwrap();
    let (response, done) = create(&emulator).await;
    let response = response.unwrap();
    assert!(!response.is_empty() && !response.starts_with(b"HTTP/") && !done);
}

/// The tag of a version, read alone and in a list.
async fn tags(client: &Client) -> (Value, Value) {
    let one = client.get("/v1/app/game/version/v1").await.expect(200).json()["docker_tag"].clone();
    let list = client.get("/v1/app/game/versions").await.expect(200).json()["versions"][0]["docker_tag"].clone();
    (one, list)
}

#[tokio::test]
async fn a_changed_tag_settles_after_some_reads() {
    let (emulator, client) = client::start().await;
    client.application("game").await;
    client.version("game", "v1").await;
    emulator.inject(Fault::settle("*", 3, Duration::ZERO)).unwrap();
    let update = async |body: Value| client.patch("/v1/app/game/version/v1", body).await.expect(200);
    update(json!({"docker_tag": "b42", "is_active": false})).await;
    assert_eq!(tags(&client).await, (json!("b42"), json!("b42")), "the tag did not change");
    update(json!({"docker_tag": "b43"})).await;
    assert_eq!(tags(&client).await, (json!(""), json!("")));
    assert_eq!(tags(&client).await, (json!(""), json!("b43")));
    let faults: Vec<_> = emulator.requests().iter().filter_map(|request| request.fault).collect();
    assert_eq!(faults, ["settle"; 5]);

    emulator.clear_faults();
    emulator.inject(Fault::settle("versions.update", 0, Duration::from_secs(600))).unwrap();
    update(json!({"docker_tag": "b44"})).await;
    for _ in 0..3 {
        assert_eq!(tags(&client).await, (json!(""), json!("")));
    }
    emulator.reset().await.unwrap();
}

#[tokio::test]
async fn an_ignored_update_passes_the_checks_and_changes_nothing() {
    let (emulator, client) = client::start().await;
    client.application("game").await;
    client.version("game", "v1").await;
    emulator.inject(Fault::ignored("*").name("game")).unwrap();
    let before = client.get("/v1/app/game/version/v1").await.json();
    let kept = client.patch("/v1/app/game/version/v1", json!({"docker_tag": "b2"})).await.expect(200).json();
    assert_eq!((&kept["success"], &kept["version"]), (&json!(true), &before));
    assert_eq!(client.patch("/v1/app/game", json!({"is_active": false})).await.expect(200).json()["is_active"], true);
    client.patch("/v1/app/game/version/v1", json!({"docker_tag": 1})).await.expect(400);
    client.patch("/v1/app/game/version/none", json!({"docker_tag": "b2"})).await.expect(404);
    assert_eq!(client.get("/v1/app/game/version/v1").await.json(), before);
    assert_eq!(emulator.faults()[0].hits, 4);
}

#[tokio::test]
async fn a_rate_limit_refuses_calls_beyond_it() {
    let (emulator, client) = client::start().await;
    let limit = Fault::rate_limit("applications.list", 2, Duration::from_secs(600));
    emulator.inject(limit.clone()).unwrap();
    let id = emulator.inject(limit.retry_after(600)).unwrap();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let response = client.get("/v1/apps").await;
        seen.push((response.status, response.header("retry-after").map(str::to_owned)));
    }
    assert_eq!(seen, [(200, None), (200, None), (429, None)]);
    emulator.remove_fault(1).unwrap();
    assert_eq!(client.get("/v1/apps").await.expect(429).header("retry-after"), Some("600"));
    emulator.remove_fault(id).unwrap();
    client.get("/v1/apps").await.expect(200);
    assert!(emulator.remove_fault(id).unwrap_err().to_string().contains("no fault 2"));
}

#[tokio::test]
async fn a_list_can_be_behind() {
    let (emulator, client) = client::start().await;
    let names = async |query: &str| {
        let list = client.get(&format!("/v1/apps{query}")).await.expect(200).json();
        let names: Vec<_> = list["applications"].as_array().unwrap().iter().map(|app| app["name"].clone()).collect();
        (names, list["total_count"].clone())
    };
    client.application("one").await;
    let id = emulator.inject(Fault::eventual_list("*", Duration::from_secs(600))).unwrap();
    client.application("two").await;
    assert_eq!(names("").await, (vec![], json!(0)));
    client.get("/v1/app/two").await.expect(200);
    emulator.remove_fault(id).unwrap();
    assert_eq!(names("?limit=1&page=2").await, (vec![json!("two")], json!(2)));
    emulator.inject(Fault::eventual_list("applications.list", Duration::ZERO)).unwrap();
    assert_eq!(names("").await, (vec![json!("one"), json!("two")], json!(2)));
}

#[tokio::test]
async fn a_name_selects_calls_by_their_path_or_body() {
    let (emulator, client) = client::start().await;
    emulator.inject(Fault::status("*", 503).name("a b")).unwrap();
    client.get("/v1/app/a%20b/version/1").await.expect(503);
    client.post("/v1/app", application("a b")).await.expect(503);
    client.post("/v1/app", application("other")).await.expect(200);
    client.get("/v1/app/other").await.expect(200);
    assert_eq!(emulator.faults()[0].hits, 2);
}

#[tokio::test]
async fn a_stalled_call_gets_no_response_and_does_not_delay_the_stop() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject(Fault::stall("applications.list")).unwrap();
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    let request = format!("GET /v1/apps HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\n\r\n", emulator.token());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut byte = [0];
    assert!(tokio::time::timeout(Duration::from_millis(100), stream.read(&mut byte)).await.is_err());
    assert_eq!(emulator.requests()[0].fault, Some("stall"));
    let began = Instant::now();
    emulator.stop().await;
    assert!(began.elapsed() < Duration::from_secs(2));
    assert!(matches!(stream.read(&mut byte).await, Ok(0) | Err(_)));
}

#[tokio::test]
async fn a_status_has_its_retry_after_and_hits_matching_calls_only() {
    let (emulator, client) = client::start().await;
    emulator.inject(Fault::status("applications.get", 429).retry_after(7).skip(1).times(2)).unwrap();
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let response = client.get("/v1/app/none").await;
        assert_eq!(response.header("retry-after"), (response.status == 429).then_some("7"));
        assert!(response.json()["message"].is_string());
        statuses.push(response.status);
    }
    assert_eq!(statuses, [404, 429, 429, 404]);
    client.get("/v1/apps").await.expect(200);

    emulator.inject(Fault::status("applications.create", 503).after().times(1)).unwrap();
    client.post("/v1/app", application("game")).await.expect(503);
    client.get("/v1/app/game").await.expect(200);
    emulator.inject(Fault::status("*", 500)).unwrap();
    client.get("/v1/apps").await.expect(500);
    emulator.clear_faults();
    client.get("/v1/apps").await.expect(200);
}

#[tokio::test]
async fn latency_adds_up_and_combines_with_other_faults() {
    let (emulator, client) = client::start().await;
    emulator.inject(Fault::latency("*", Duration::from_millis(60))).unwrap();
    emulator.inject(Fault::latency("applications.list", Duration::from_millis(60)).after()).unwrap();
    emulator.inject(Fault::status("applications.list", 502)).unwrap();
    let began = Instant::now();
    client.get("/v1/apps").await.expect(502);
    assert!(began.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn invalid_faults_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    for (fault, reason) in [
        (Fault::reset("version.create"), "operation 'version.create' is unknown"),
        (Fault::status("*", 42), "code must be between 200 and 599"),
        (Fault::status("*", 429).retry_after("a\r\nb"), "retry_after is not a valid header value"),
        (Fault::stall("*").times(0), "times must be at least 1"),
        (Fault::latency("*", Duration::from_secs(1000)), "ms must be at most 600000"),
        (Fault::rate_limit("*", 1, Duration::ZERO), "ms must be between 1 and 600000"),
        (Fault::settle("*", 0, Duration::ZERO), "reads or ms must be at least 1"),
        (Fault::settle("versions.get", 1, Duration::ZERO), "settle hits updates only"),
        (Fault::reset("*").chance(f64::NAN), "chance must be more than 0"),
        (Fault::reset("*").ttl(Duration::ZERO), "ttl_ms must be between 1 and 86400000"),
        (Fault::reset("*").name(""), "name must not be empty"),
    ] {
        assert!(emulator.inject(fault).unwrap_err().to_string().contains(reason));
    }
}
