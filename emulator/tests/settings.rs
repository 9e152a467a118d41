//! The settings of an emulator in process.
#![allow(missing_docs)]

mod client;

use client::Client;
use edgegap_emulator::{Builder, DEFAULT_TOKEN, Emulator, parse_host};

async fn refused(builder: Builder) -> String {
    builder.start().await.unwrap_err().to_string()
}

#[tokio::test]
async fn empty_values_are_unset() {
    let emulator = Emulator::builder().token("").token(" ").data("").registry(" \n").start().await.unwrap();
    assert_eq!(emulator.token(), DEFAULT_TOKEN);
    let info = Client::new(&emulator).get("/_emulator").await.expect(200).json();
    assert!(info["data"].is_null() && info["registry"].is_null(), "{info}");
    let error = refused(Emulator::builder().host([0, 0, 0, 0]).token("")).await;
    assert!(error.contains("needs a token"), "{error}");
}

#[tokio::test]
async fn a_token_is_normalized() {
    let emulator = Emulator::builder().token(" token abc\n").start().await.unwrap();
    assert_eq!(emulator.token(), "abc");
    Client::new(&emulator).get("/v1/apps").await.expect(200);
}

#[tokio::test]
async fn a_host_is_parsed() {
    let emulator = Emulator::builder().host(parse_host(" LocalHost ").unwrap()).start().await.unwrap();
    assert!(emulator.url().starts_with("http://127.0.0.1:"), "{}", emulator.url());
    Client::new(&emulator).get("/v1/apps").await.expect(200);
    // The same address in the form of IPv6.
    let mapped: std::net::IpAddr = "::ffff:127.0.0.1".parse().unwrap();
    let emulator = Emulator::builder().host(mapped).start().await.unwrap();
    assert!(emulator.url().starts_with("http://127.0.0.1:"), "{}", emulator.url());
}

#[tokio::test]
async fn mistakes_are_refused_and_not_shown() {
    for value in ["\"canary\"", "${CANARY}", "None", "EDGEGAP_TOKEN=canary"] {
        let builder = Emulator::builder;
        for (builder, part) in [
            (builder().token(value), "token"),
            (builder().registry(value), "registry"),
            (builder().data(value), "data"),
        ] {
            let error = refused(builder).await;
            assert!(error.contains(part) && !error.to_lowercase().contains("canary"), "{error}");
        }
    }
    let error = refused(Emulator::builder().data("state.redb\n")).await;
    assert!(error.contains("line break"), "{error}");
}
