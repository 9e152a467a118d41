//! The Containerfile, as far as it can be tested without a container engine: its commands are run
//! with the program of this machine.
#![allow(missing_docs)]
#![cfg(unix)]

mod client;

use client::Client;
use client::program::{Program, command};

const CONTAINERFILE: &str = include_str!("../Containerfile");

/// The words of an instruction, after the program.
fn words(instruction: &str) -> Vec<String> {
    let mut lines = CONTAINERFILE.lines().filter_map(|line| line.strip_prefix(instruction));
    let words: Vec<String> = serde_json::from_str(lines.next().unwrap_or_else(|| panic!("no {instruction}"))).unwrap();
    assert!(lines.next().is_none());
    words
}

#[tokio::test]
async fn the_container_starts_and_its_health_check_agrees() {
    assert_eq!(words("ENTRYPOINT "), ["/edgegap-emulator"]);
    let check = words("HEALTHCHECK CMD ");
    assert_eq!(check[0], "/edgegap-emulator");
    let start = words("CMD ");
    assert!(start.contains(&"8080".to_owned()) && CONTAINERFILE.contains("EXPOSE 8080\n"));
    // Another program may use the port of the container.
    let start: Vec<&str> = start.iter().map(|word| if word == "8080" { "0" } else { word }).collect();
    let mut container = command(&start);
    container.env("EDGEGAP_EMULATOR_TOKEN", "own-token");
    let program = Program::start(container, "own-token").await;
    let port = program.client.address.rsplit(':').next().unwrap().to_owned();
    let health = async || {
        let arguments: Vec<&str> = check[1..].iter().map(String::as_str).collect();
        let mut health = command(&arguments);
        health.env("EDGEGAP_EMULATOR_TOKEN", "own-token").env("EDGEGAP_EMULATOR_PORT", &port);
        health.output().await.unwrap().status.code()
    };
    assert_eq!(health().await, Some(0));
    let Client { address, .. } = &program.client;
    assert!(address.starts_with("127.0.0.1:"));
    program.end().await;
    assert_eq!(health().await, Some(1));
}
