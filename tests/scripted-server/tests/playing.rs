//! Plays scripts to a client that speaks in raw bytes.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use edgegap_scripted_server::{Origin, Playing, Script};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

const REQUEST: &str = "GET /v1/apps HTTP/1.1\r\nAccept: application/json\r\n\
    Authorization: token test-token\r\nUser-Agent: edgegap-sdk/1\r\n\r\n";

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn play(runtime: &Runtime, replies: &[Value]) -> Playing {
    let exchanges: Vec<Value> = replies
        .iter()
        .map(|reply| json!({"request": {"method": "GET", "target": "/v1/apps"}, "reply": reply}))
        .collect();
    let script = Script::from_json(json!({"exchanges": exchanges})).unwrap();
    runtime.block_on(Playing::start(script)).unwrap()
}

fn connect(url: &str) -> TcpStream {
    let address = url.split_once("://").unwrap().1;
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream
}

fn ask(playing: &Playing, request: &str) -> std::io::Result<String> {
    let mut stream = connect(&playing.base_url());
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map(|_| answer)
}

#[test]
fn replies_come_in_order_on_one_connection() {
    let runtime = runtime();
    let playing = play(&runtime, &[json!({"status": 204}), json!({"status": 200, "text": "b", "framing": "close"})]);
    let answer = ask(&playing, &REQUEST.repeat(2)).unwrap();
    assert_eq!(answer, "HTTP/1.1 204 Scripted\r\n\r\nHTTP/1.1 200 Scripted\r\nConnection: close\r\n\r\nb");
    let report = playing.report();
    assert_eq!((report.mismatches, report.unused), (Vec::<String>::new(), 0));
    assert_eq!(report.requests[0].target, "/v1/apps");
}

#[test]
fn a_play_is_void_when_a_request_comes_on_a_new_connection() {
    let runtime = runtime();
    let request = |reused| json!({"method": "GET", "target": "/v1/apps", "reused": reused});
    let exchange = |reused| json!({"request": request(reused), "reply": {"status": 204}});
    let last = json!({"request": request(true), "reply": {"status": 204, "end": "close"}});
    for (exchanges, requests, void) in [
        (json!([exchange(false), last]), 2, false),
        (json!([exchange(false), exchange(true)]), 1, true),
        (json!([last]), 1, true),
    ] {
        let script = Script::from_json(json!({"exchanges": exchanges})).unwrap();
        let playing = runtime.block_on(Playing::start(script)).unwrap();
        let mut streams = Vec::new();
        for _ in 0..exchanges.as_array().unwrap().len() / requests {
            let mut stream = connect(&playing.base_url());
            stream.write_all(REQUEST.repeat(requests).as_bytes()).unwrap();
            stream.read_exact(&mut [0; 16]).unwrap();
            streams.push(stream);
        }
        runtime.block_on(playing.ended());
        let report = playing.report();
        assert_eq!((report.void, report.mismatches), (void, Vec::new()), "{exchanges}");
    }
}

#[test]
fn differences_and_unused_exchanges_are_reported() {
    let runtime = runtime();
    let playing = play(&runtime, &[json!({"raw": "x"}), json!({"status": 200})]);
    assert_eq!(ask(&playing, &REQUEST.replace("GET /v1/apps", "PUT /v1//apps")).unwrap(), "x");
    let report = playing.report();
    assert_eq!(report.unused, 1);
    assert_eq!(
        report.mismatches,
        ["exchange 1: method: expected GET, got PUT", "exchange 1: target: expected /v1/apps, got /v1//apps"]
    );
}

#[test]
fn a_request_after_the_last_exchange_is_a_mismatch() {
    let runtime = runtime();
    let playing = play(&runtime, &[]);
    let mut stream = connect(&playing.base_url());
    stream.write_all(REQUEST.as_bytes()).unwrap();
    let mut head = [0; 16];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 599 Une");
    assert_eq!(playing.report().mismatches, ["GET /v1/apps came after the last exchange"]);
}

#[test]
fn another_origin_must_not_get_requests() {
    let runtime = runtime();
    let playing = play(&runtime, &[]);
    connect(&playing.fill("{{other}}")).write_all(REQUEST.as_bytes()).unwrap();
    let start = Instant::now();
    while playing.report().mismatches.is_empty() && start.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(playing.report().mismatches, ["GET /v1/apps was sent to another origin"]);
    assert_eq!(playing.report().requests[0].origin, Origin::Other);
}

#[test]
fn a_reset_comes_before_or_after_the_head() {
    let runtime = runtime();
    let playing =
        play(&runtime, &[json!({"end": "reset"}), json!({"status": 200, "content_length": 5, "end": "reset"})]);
    assert_eq!(ask(&playing, REQUEST).unwrap_err().kind(), ErrorKind::ConnectionReset);
    let mut stream = connect(&playing.base_url());
    stream.write_all(REQUEST.as_bytes()).unwrap();
    let mut head = [0; 44];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 Scripted\r\nContent-Length: 5\r\n\r\n");
    assert_eq!(stream.read(&mut head).unwrap_err().kind(), ErrorKind::ConnectionReset);
}

#[test]
fn a_connection_that_a_reply_ended_is_waited_for() {
    let runtime = runtime();
    let playing = play(&runtime, &[json!({"status": 200, "text": "a", "end": "close"}), json!({"end": "stall"})]);
    let mut stream = connect(&playing.base_url());
    stream.write_all(REQUEST.as_bytes()).unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(5), playing.ended()).await }).unwrap();
    // All of it is there to be read, the end too: nothing is left to come.
    stream.set_nonblocking(true).unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    assert!(rest.ends_with(b"\r\n\r\na"), "{rest:?}");
    let mut stalled = connect(&playing.base_url());
    stalled.write_all(REQUEST.as_bytes()).unwrap();
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(5), playing.ended()).await }).unwrap();
}

#[test]
fn a_stall_sends_nothing_and_keeps_the_connection() {
    let runtime = runtime();
    let playing = play(&runtime, &[json!({"end": "stall"})]);
    let mut stream = connect(&playing.base_url());
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    stream.write_all(REQUEST.as_bytes()).unwrap();
    let error = stream.read(&mut [0]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
}

#[test]
fn the_closed_port_refuses_and_the_plain_one_has_no_tls() {
    let runtime = runtime();
    let playing = play(&runtime, &[]);
    let closed = playing.fill("{{closed}}");
    let error = TcpStream::connect(closed.split_once("://").unwrap().1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    let mut stream = connect(&playing.fill("{{plain}}"));
    stream.write_all(&[22, 3, 1]).unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 400");
}

#[test]
fn bytes_that_are_not_a_request_are_a_mismatch() {
    let runtime = runtime();
    let playing = play(&runtime, &[json!({"status": 200})]);
    assert_eq!(ask(&playing, "\x16\x03\x01 nonsense\r\n\r\n").unwrap(), "");
    let report = playing.report();
    assert!(report.mismatches[0].starts_with("not a request"), "{report:?}");
    assert_eq!(report.unused, 1);
}

#[test]
fn contradicting_replies_are_refused() {
    for (reply, why) in [
        (json!({}), "needs a status"),
        (json!({"text": "a"}), "needs a status"),
        (json!({"status": 200, "text": "a", "json": 1}), "one body"),
        (json!({"status": 200, "raw": "a"}), "raw"),
        (json!({"status": 200, "framing": "chunked", "content_length": 3}), "framing"),
        (json!({"status": 200, "colour": 1}), "unknown field"),
        (json!({"status": 200, "end": "alert"}), "one of TLS"),
    ] {
        let exchange = json!({"request": {"method": "GET", "target": "/"}, "reply": reply});
        let error = Script::from_json(json!({"exchanges": [exchange]})).unwrap_err();
        assert!(error.contains(why), "{error}");
    }
}
