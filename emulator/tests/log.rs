//! The log of the program on standard error: `EDGEGAP_LOG`.
#![allow(missing_docs)]
#![cfg(unix)]

mod client;

use client::program::{Program, command};
use client::{version, with};
use serde_json::json;

/// The log of a few calls, without times and durations.
async fn log(level: &str, arguments: &[&str]) -> Vec<String> {
    // A registry that refuses connections makes the emulator respond with 500.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let registry = format!("--registry=http://{closed}");
    let mut command = command(&[&["--port", "0", registry.as_str()], arguments].concat());
    command.env("EDGEGAP_LOG", level);
    let program = Program::start(command, "emulator-token").await;
    let client = &program.client;
    client.application("game").await;
    client.get("/v1/app/none?x=1").await.expect(404);
    client.post("/_emulator/faults", json!({"operation": "applications.list", "kind": "status", "code": 503})).await;
    client.get("/v1/apps").await.expect(503);
    client.post("/_emulator/faults", json!({"operation": "versions.list", "kind": "reset"})).await;
    assert!(client.raw(b"GET /v1/app/game/versions HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.is_err());
    client.get("/v1/container-registry/images/game/tags").await.expect(500);
    let hidden = json!({"private_username": "canary", "private_token": "canary"});
    client.post("/v1/app/game/version", with(version("1"), hidden)).await.expect(200);
    client.get("/nothing").await.expect(404);
    let log = program.end().await;
    assert!(!log.contains("canary") && !log.contains("emulator-token"), "{log}");
    log.lines().map(normalized).collect()
}

/// A line without its time and with its duration as N.
fn normalized(line: &str) -> String {
    let Some((time, rest)) = line.split_once(" edgegap-emulator ") else { return line.to_owned() };
    let form: String = time.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    assert_eq!(form, "0000-00-00T00:00:00.000Z", "{line}");
    match rest.split_once(" in ") {
        Some((start, rest)) => format!("{start} in N {}", rest.split_once(' ').unwrap().1),
        None => rest.to_owned(),
    }
}

#[tokio::test]
async fn each_level_has_the_lines_of_those_before() {
    let error = "error container_registry.list_tags GET /v1/container-registry/images/game/tags 500 in N ms";
    let create = "info applications.create POST /v1/app 200 in N ms";
    let missing = "warning applications.get GET /v1/app/none?x=1 404 in N ms";
    let fault = "warning applications.list GET /v1/apps 503 in N ms, fault: status";
    let reset = "warning versions.list GET /v1/app/game/versions - in N ms, fault: reset";
    let version = "info versions.create POST /v1/app/game/version 200 in N ms";
    let unknown = "warning - GET /nothing 404 in N ms";
    let everything = [create, missing, fault, reset, error, version, unknown];
    assert_eq!(log("", &[]).await, Vec::<String>::new());
    assert_eq!(log(" OFF ", &[]).await, Vec::<String>::new());
    assert_eq!(log("error", &[]).await, [error]);
    assert_eq!(log("warn", &[]).await, [missing, fault, reset, error, unknown]);
    assert_eq!(log("1", &[]).await, everything);
    assert_eq!(log("", &["--verbose"]).await, everything);
    let debug = log("debug", &["--verbose=no"]).await;
    let bodies: Vec<&String> = debug.iter().filter(|line| line.starts_with("debug ")).collect();
    let [application, version] = bodies.as_slice() else { panic!("{debug:?}") };
    assert!(application.starts_with("debug applications.create POST /v1/app body {\"name\":\"game\""), "{application}");
    assert!(version.contains("\"private_token\":\"***\""), "{version}");
    let others: Vec<&String> = debug.iter().filter(|line| !line.starts_with("debug ")).collect();
    assert_eq!(others, everything.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_target_shows_no_secret_and_controls_no_terminal() {
    let mut command = command(&["--port", "0", "--token", "own-canary"]);
    command.env("EDGEGAP_LOG", "debug");
    let program = Program::start(command, "own-canary").await;
    let client = &program.client;
    client.get("/v1/apps?limit=1&token=canary&key=own%2Dcanary").await.expect(200);
    client.send("GET", "/v1/apps?password=canary&x=sent-canary", &[("Authorization", "token sent-canary")], None).await;
    client.get("/v1/app/\u{9b}31m?x=\u{85}\u{2028}\u{9b}2J").await.expect(404);
    client.patch("/v1/app/none", json!({"name": "\u{7f}\u{9b}2J \u{2028}"})).await.expect(400);
    let requests = client.get("/_emulator/requests").await.expect(200).json().to_string();
    assert!(requests.contains("limit=1&token=***&key=***") && !requests.contains("canary"), "{requests}");
    let log = program.end().await;
    assert!(!log.contains("canary"), "{log}");
    assert!(!log.contains(|c: char| c != '\n' && (c.is_control() || c == '\u{2028}')), "{log:?}");
    let lines: Vec<String> = log.lines().map(normalized).collect();
    assert_eq!(lines[0], "info applications.list GET /v1/apps?limit=1&token=***&key=*** 200 in N ms");
    assert_eq!(lines[1], "warning applications.list GET /v1/apps?password=***&x=*** 401 in N ms");
    assert_eq!(lines[2], r"warning applications.get GET /v1/app/\u009b31m?x=\u0085\u2028\u009b2J 404 in N ms");
    assert!(lines[4].ends_with(r#"body {"name":"\u007f\u009b2J \u2028"}"#), "{lines:?}");
}

#[tokio::test]
async fn an_unknown_level_is_reported_and_means_info() {
    let lines = log("loud", &[]).await;
    let warning = "EDGEGAP_LOG must be one of off, error, warning, info, debug: it counts as info.";
    assert_eq!(lines[0], format!("edgegap-emulator: {warning}"));
    assert_eq!(lines.len(), 8, "{lines:?}");
}
