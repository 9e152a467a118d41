//! Faults: their effect on a client, and on the call itself.
#![allow(missing_docs)]

mod client;

use std::time::{Duration, Instant};

use client::{Client, application};
use edgegap_emulator::{Emulator, Fault};
use serde_json::json;
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

#[tokio::test]
async fn a_tag_can_stay_pending_or_be_kept() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::new(&emulator);
    client.application("game").await;
    client.version("game", "v1").await;
    emulator.inject(Fault::kept_tag("versions.update").times(1)).unwrap();
    emulator.inject(Fault::pending_tag("versions.get").times(1)).unwrap();
    let update = || json!({"docker_tag": "b2", "is_active": false});
    let kept = client.patch("/v1/app/game/version/v1", update()).await.expect(200).json();
    assert_eq!((&kept["version"]["docker_tag"], &kept["version"]["is_active"]), (&json!("b42"), &json!(false)));
    let tag = async || client.get("/v1/app/game/version/v1").await.json()["docker_tag"].clone();
    assert_eq!((tag().await, tag().await), (json!(""), json!("b42")));
    client.patch("/v1/app/game/version/v1", update()).await.expect(200);
    assert_eq!(tag().await, "b2");
    let faults: Vec<_> = emulator.requests().iter().filter_map(|request| request.fault).collect();
    assert_eq!(faults, ["kept_tag", "pending_tag"]);
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
    ] {
        assert!(emulator.inject(fault).unwrap_err().to_string().contains(reason));
    }
}
