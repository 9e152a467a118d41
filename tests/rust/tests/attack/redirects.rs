//! Redirects to forbidden targets. The vectors contain single redirects. This file tests every kind
//! of target, with methods that read and that change something, and verifies that no target
//! receives the token.

use edgegap_sdk::ErrorKind;
use serde_json::Value;

use super::server::Server;
use super::{TOKEN, arguments, client, operations, shown};

fn redirect(status: u16, location: &str) -> String {
    format!("HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
}

#[tokio::test]
async fn nothing_follows_to_another_origin() {
    let elsewhere = Server::always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    let port = elsewhere.address.port();
    let places = [
        format!("http://127.0.0.1:{port}/v1/app/game"),
        format!("http://localhost:{port}/"),
        format!("//127.0.0.1:{port}/v1/app/game"),
        format!("\\\\127.0.0.1:{port}\\x"),
        format!("/\\127.0.0.1:{port}/x"),
        format!("http:\\\\127.0.0.1:{port}"),
        format!("http://x@127.0.0.1:{port}/"),
        format!("http://127.1:{port}/"),
        format!("http://0x7f000001:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        "file:///etc/passwd".to_owned(),
        "file://127.0.0.1/etc/passwd".to_owned(),
        "javascript:alert(1)".to_owned(),
        "data:application/json,{}".to_owned(),
        "gopher://127.0.0.1/".to_owned(),
        "unix:/run/docker.sock".to_owned(),
        "about:blank".to_owned(),
    ];
    for place in &places {
        for status in [301, 302, 303, 307, 308] {
            let server = Server::always(redirect(status, place)).await;
            let client = client(&server.url());
            for id in [
                "applications.get",
                "applications.create",
                "applications.update",
                "applications.delete",
                "pull_profiles.link",
            ] {
                let operation = operations().into_iter().find(|operation| operation["id"] == id).unwrap();
                let error = client.dispatch(id, arguments(&operation), Value::Null).await.unwrap_err();
                assert_eq!((error.kind(), error.status()), (ErrorKind::Server, Some(status)), "{place}: {error}");
                assert!(!shown(&error).contains(TOKEN), "{error}");
                assert_eq!(server.take().len(), 1, "{place}, {id}");
            }
        }
        assert!(elsewhere.take().is_empty(), "{place} was followed");
    }
}

#[tokio::test]
async fn loops_end() {
    for location in
        ["", "#", "?", "/v1/app/x", "./x", "../app/x", "/v1/app/x?page=1", "/v1/../v1/app/x", "/%2e%2e/v1/app/x"]
    {
        for status in [302, 307] {
            let server = Server::always(redirect(status, location)).await;
            let operation = operations().into_iter().find(|operation| operation["id"] == "applications.get").unwrap();
            let error = client(&server.url())
                .dispatch("applications.get", arguments(&operation), Value::Null)
                .await
                .unwrap_err();
            assert_eq!((error.kind(), error.status()), (ErrorKind::Server, Some(status)), "{location:?}: {error}");
            assert_eq!(server.take().len(), 6, "{location:?}");
        }
    }
}

#[tokio::test]
async fn a_location_adds_no_header_and_no_message() {
    let long = format!("http://evil.example/{}", "a".repeat(100_000));
    for location in [
        long.as_str(),
        "http://evil.example/\u{202e}",
        "http://\u{202e}evil/",
        "http://[::1",
        "http://evil.example:99999/",
        "\u{1}",
    ] {
        let server = Server::always(redirect(302, location)).await;
        let operation = operations().into_iter().find(|operation| operation["id"] == "applications.get").unwrap();
        let error =
            client(&server.url()).dispatch("applications.get", arguments(&operation), Value::Null).await.unwrap_err();
        assert!(!error.retryable() || error.kind() == ErrorKind::Connection, "{error}");
        assert!(error.to_string().len() < 1000, "a message of {} bytes", error.to_string().len());
        assert_eq!(server.take().len(), 1);
    }
}
