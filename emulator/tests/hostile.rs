//! Malformed input.
#![allow(missing_docs)]

mod client;

use client::{Client, Response, parse};
use edgegap_emulator::Emulator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn responses(client: &Client, bytes: &[u8]) -> Vec<Response> {
    let responses = parse(&client.raw(bytes).await.unwrap());
    // The emulator continues to serve.
    client.get("/v1/apps").await.expect(200);
    responses
}

#[tokio::test]
async fn malformed_requests_get_a_message_and_a_closed_connection() {
    let (_emulator, client) = client::start().await;
    let many = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "A: b\r\n".repeat(200));
    let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(40_000));
    let large = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "a".repeat(100_000));
    for (bytes, status) in [
        (&b"NONSENSE\r\n\r\n"[..], 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", 400),
        (b"GET /v1/apps HTTP/3.0\r\nHost: a\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET /v1/apps HTTP/1.1\r\n\r\n", 400),
        (b"GET /v1/\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /v1/apps HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n", 400),
        (b"GET /v1/apps HTTP/1.1\nHost: a\n\n", 400),
        (b"POST /v1/app HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST /v1/app HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400),
        (b"POST /v1/app HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (b"POST /v1/app HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", 400),
        (b"POST /v1/app HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 400),
        (b"CONNECT example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (many.as_bytes(), 431),
        (long.as_bytes(), 431),
        (large.as_bytes(), 431),
    ] {
        let responses = responses(&client, bytes).await;
        assert_eq!(
            (responses.len(), responses[0].status),
            (1, status),
            "{:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(80)])
        );
        assert!(responses[0].json()["message"].is_string());
        assert_eq!(
            (responses[0].header("content-type"), responses[0].header("connection")),
            (Some("application/json"), Some("close"))
        );
    }
}

#[tokio::test]
async fn pipelined_requests_are_validated_separately() {
    let (emulator, client) = client::start().await;
    let good = format!("GET /v1/apps HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\n", emulator.token());
    let responses = responses(&client, format!("{good}\r\n{good}\r\nNONSENSE\r\n\r\n{good}\r\n").as_bytes()).await;
    assert_eq!(responses.iter().map(|response| response.status).collect::<Vec<_>>(), [200, 200, 400]);
    let smuggled = format!("{good}Content-Length: {}\r\n\r\n{good}\r\n", good.len() + 2);
    let responses = self::responses(&client, format!("{smuggled}{good}Connection: close\r\n\r\n").as_bytes()).await;
    assert_eq!(responses.len(), 2);
}

#[tokio::test]
async fn large_deep_and_incomplete_bodies_are_refused() {
    let (emulator, client) = client::start().await;
    let large = vec![b' '; 8 * 1024 * 1024 + 1];
    let response = client.send("POST", "/v1/app", &[], Some(&large)).await.expect(413);
    assert!(response.json()["message"].is_string());
    client.send("POST", "/v1/app", &[], Some(&large[1..])).await.expect(400);
    let expects = format!(
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\nExpect: 100-continue\r\n\
         Content-Length: 99999999999\r\n\r\n",
        emulator.token()
    );
    assert_eq!(responses(&client, expects.as_bytes()).await[0].status, 413);
    for deep in ["[".repeat(100_000), r#"{"a":"#.repeat(65), format!("{{\"a\": {}{}}}", "[".repeat(64), "]".repeat(64))]
    {
        client.send("POST", "/v1/app", &[], Some(deep.as_bytes())).await.expect(400);
    }
    let chunked = format!(
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        emulator.token()
    );
    assert_eq!(responses(&client, chunked.as_bytes()).await[0].status, 400);

    let broken = format!(
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\nContent-Length: 100\r\n\r\n{{",
        emulator.token()
    );
    let mut stream = TcpStream::connect(&client.address).await.unwrap();
    stream.write_all(broken.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap();
    assert_eq!(parse(&response)[0].status, 400);
}

#[tokio::test]
async fn an_incomplete_head_gets_a_response() {
    let emulator = Emulator::start().await.unwrap();
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    stream.write_all(b"GET /v1/apps HTTP/1.1\r\nHost").await.unwrap();
    stream.shutdown().await.unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap();
    assert_eq!(parse(&response)[0].status, 400);
}

// The clock is paused and advances to the next timer, which is the timeout of the head.
#[tokio::test(start_paused = true)]
async fn a_slow_head_times_out() {
    let emulator = Emulator::start().await.unwrap();
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    stream.write_all(b"GET /v1/apps HTTP/1.1\r\nHost: a\r\n").await.unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap();
    assert_eq!(parse(&response)[0].status, 408);
}

#[tokio::test]
async fn a_connection_serves_several_requests() {
    let emulator = Emulator::start().await.unwrap();
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    let request = format!("GET /v1/apps HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\n\r\n", emulator.token());
    for byte_by_byte in [false, true, false] {
        for part in request.as_bytes().chunks(if byte_by_byte { 1 } else { 1000 }) {
            stream.write_all(part).await.unwrap();
        }
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"}") {
            assert!(stream.read_buf(&mut bytes).await.unwrap() > 0);
        }
        assert_eq!(parse(&bytes)[0].status, 200);
    }
    assert_eq!(emulator.requests().len(), 3);
}

#[tokio::test]
async fn idle_connections_block_no_request() {
    let (emulator, client) = client::start().await;
    let mut idle = Vec::new();
    for _ in 0..300 {
        idle.push(TcpStream::connect(emulator.address()).await.unwrap());
    }
    client.application("game").await;
    emulator.stop().await;
    let mut byte = [0];
    assert!(matches!(idle[0].read(&mut byte).await, Ok(0) | Err(_)));
}
