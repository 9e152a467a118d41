//! Input that nobody should send.
#![allow(missing_docs)]

mod client;

use client::{Answer, Client, parse};
use edgegap_emulator::Emulator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn answers(client: &Client, bytes: &[u8]) -> Vec<Answer> {
    let answers = parse(&client.raw(bytes).await.unwrap());
    // Whatever it was, the emulator serves on.
    client.get("/v1/apps").await.expect(200);
    answers
}

#[tokio::test]
async fn malformed_requests_get_a_message_and_a_closed_connection() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::of(&emulator);
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
        let answers = answers(&client, bytes).await;
        assert_eq!(
            (answers.len(), answers[0].status),
            (1, status),
            "{:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(80)])
        );
        assert!(answers[0].json()["message"].is_string());
        assert_eq!(
            (answers[0].header("content-type"), answers[0].header("connection")),
            (Some("application/json"), Some("close"))
        );
    }
}

#[tokio::test]
async fn what_follows_a_good_request_is_judged_on_its_own() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::of(&emulator);
    let good = format!("GET /v1/apps HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\n", emulator.token());
    let answers = answers(&client, format!("{good}\r\n{good}\r\nNONSENSE\r\n\r\n{good}\r\n").as_bytes()).await;
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200, 200, 400]);
    let smuggled = format!("{good}Content-Length: {}\r\n\r\n{good}\r\n", good.len() + 2);
    let answers = self::answers(&client, format!("{smuggled}{good}Connection: close\r\n\r\n").as_bytes()).await;
    assert_eq!(answers.len(), 2);
}

#[tokio::test]
async fn bodies_too_large_too_deep_or_broken_off() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::of(&emulator);
    let large = vec![b' '; 8 * 1024 * 1024 + 1];
    let answer = client.send("POST", "/v1/app", &[], Some(&large)).await.expect(413);
    assert!(answer.json()["message"].is_string());
    client.send("POST", "/v1/app", &[], Some(&large[1..])).await.expect(400);
    let expects = format!(
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n",
        emulator.token()
    );
    assert_eq!(answers(&client, expects.as_bytes()).await[0].status, 413);
    for deep in ["[".repeat(100_000), r#"{"a":"#.repeat(65), format!("{{\"a\": {}{}}}", "[".repeat(64), "]".repeat(64))]
    {
        client.send("POST", "/v1/app", &[], Some(deep.as_bytes())).await.expect(400);
    }
    let chunked = format!(
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        emulator.token()
    );
    assert_eq!(answers(&client, chunked.as_bytes()).await[0].status, 400);

    let broken = format!(
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\nContent-Length: 100\r\n\r\n{{",
        emulator.token()
    );
    let mut stream = TcpStream::connect(&client.address).await.unwrap();
    stream.write_all(broken.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert_eq!(parse(&answer)[0].status, 400);
}

#[tokio::test]
async fn a_head_that_breaks_off_is_answered() {
    let emulator = Emulator::start().await.unwrap();
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    stream.write_all(b"GET /v1/apps HTTP/1.1\r\nHost").await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert_eq!(parse(&answer)[0].status, 400);
}

// The clock is paused and jumps to the next timer, which is the one that ends the head.
#[tokio::test(start_paused = true)]
async fn a_head_that_takes_too_long_is_given_up() {
    let emulator = Emulator::start().await.unwrap();
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    stream.write_all(b"GET /v1/apps HTTP/1.1\r\nHost: a\r\n").await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert_eq!(parse(&answer)[0].status, 408);
}

#[tokio::test]
async fn a_connection_serves_one_request_after_the_other() {
    let emulator = Emulator::start().await.unwrap();
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    let request = format!("GET /v1/apps HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\n\r\n", emulator.token());
    for byte_wise in [false, true, false] {
        for part in request.as_bytes().chunks(if byte_wise { 1 } else { 1000 }) {
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
async fn idle_connections_starve_nobody() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::of(&emulator);
    let mut idle = Vec::new();
    for _ in 0..300 {
        idle.push(TcpStream::connect(emulator.address()).await.unwrap());
    }
    client.application("game").await;
    emulator.stop().await;
    let mut byte = [0];
    assert!(matches!(idle[0].read(&mut byte).await, Ok(0) | Err(_)));
}
