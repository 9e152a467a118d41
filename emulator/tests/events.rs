//! The stream of events.
#![allow(missing_docs)]

mod client;

use std::time::Duration;

use client::Client;
use edgegap_emulator::{Emulator, Fault};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A reader of the events.
struct Events(BufReader<TcpStream>);

/// An event: its name, its id, and its data.
type Event = (String, Option<u64>, Value);

impl Events {
    async fn read(client: &Client, headers: &str) -> Events {
        let mut stream = TcpStream::connect(&client.address).await.unwrap();
        let request = format!("GET /_emulator/events HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", client.address);
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut events = Events(BufReader::new(stream));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(events.0.read_line(&mut head).await.unwrap() > 0, "{head}");
        }
        assert!(head.starts_with("HTTP/1.1 200 ") && head.contains("content-type: text/event-stream\r\n"), "{head}");
        events
    }

    /// The next event; `None` at the end of the stream. Each event is a chunk of its own.
    async fn next(&mut self) -> Option<Event> {
        let (mut name, mut id, mut data) = (String::new(), None, None);
        loop {
            let mut line = String::new();
            let read = tokio::time::timeout(Duration::from_secs(30), self.0.read_line(&mut line)).await.unwrap();
            if read.unwrap_or(0) == 0 {
                return None;
            }
            match line.trim_end().split_once(": ") {
                Some(("event", value)) => name = value.to_owned(),
                Some(("id", value)) => id = value.parse().ok(),
                Some(("data", value)) => data = Some(serde_json::from_str(value).unwrap()),
                _ => {}
            }
            if let Some(data) = data.take() {
                return Some((name, id, data));
            }
        }
    }

    /// The next event with a name.
    async fn named(&mut self, wanted: &str) -> (Option<u64>, Value) {
        loop {
            let (name, id, data) = self.next().await.unwrap();
            if name == wanted {
                return (id, data);
            }
        }
    }

    /// The next requests, until there are this many, and the number of skipped ones.
    async fn requests(&mut self, count: u64) -> (Vec<Value>, u64) {
        let (mut requests, mut skipped) = (Vec::new(), 0);
        while (requests.len() as u64) + skipped < count {
            let (id, data) = self.named("requests").await;
            skipped += data["skipped"].as_u64().unwrap();
            requests.extend(data["requests"].as_array().unwrap().iter().cloned());
            assert_eq!(requests.last().unwrap()["sequence"].as_u64(), id);
        }
        (requests, skipped)
    }
}

#[tokio::test]
async fn requests_arrive_as_they_end() {
    let (emulator, client) = client::start().await;
    client.application("before").await;
    let mut events = Events::read(&client, "").await;
    let (name, _, hello) = events.next().await.unwrap();
    assert_eq!((name.as_str(), &hello["sequence"]), ("hello", &json!(1)));
    assert_eq!(hello["instance"], client.get("/_emulator").await.json()["instance"]);
    emulator.inject(Fault::status("applications.get", 503).times(1)).unwrap();
    client.get("/v1/app/before?x=secret").await.expect(503);
    client.get("/v1/app/before?x=secret").await.expect(200);
    let (requests, _) = events.requests(2).await;
    let [first, second] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(
        (&first["status"], &first["fault"], &first["operation"]),
        (&json!(503), &json!("status"), &json!("applications.get"))
    );
    assert_eq!(
        (&second["status"], &second["fault"], &second["query"]),
        (&json!(200), &Value::Null, &json!("x=secret"))
    );
    assert_eq!(first["call"], second["call"]);
    assert!(first.get("headers").is_none() && first.get("body").is_none());
    client.get("/v1/app/other").await.expect(404);
    assert_ne!(events.requests(1).await.0[0]["call"], first["call"]);
}

#[tokio::test]
async fn changes_are_named() {
    let (emulator, client) = client::start().await;
    let mut events = Events::read(&client, "").await;
    let mut expect = async |parts: &[&str]| {
        let mut seen: Vec<String> = Vec::new();
        while parts.iter().any(|part| !seen.iter().any(|seen| seen == part)) {
            let (_, data) = events.named("changed").await;
            seen.extend(data["what"].as_array().unwrap().iter().map(|part| part.as_str().unwrap().to_owned()));
        }
        assert!(seen.iter().all(|part| parts.contains(&part.as_str())), "{seen:?}");
    };
    client.application("game").await;
    expect(&["state"]).await;
    emulator.inject(Fault::reset("*").times(1)).unwrap();
    expect(&["faults"]).await;
    emulator.set_quota(1, None);
    expect(&["quota"]).await;
    emulator.set_tokens(["emulator-token", "another"]).unwrap();
    expect(&["tokens"]).await;
    emulator.clear_requests();
    expect(&["requests"]).await;
    emulator.seed_tags("game", ["v1"]).await.unwrap();
    expect(&["state"]).await;
    emulator.load("demo").await.unwrap();
    expect(&["state"]).await;
    emulator.reset().await.unwrap();
    expect(&["requests", "faults", "quota", "state", "tokens"]).await;
}

#[tokio::test]
async fn a_reader_that_returns_gets_what_it_missed() {
    let (emulator, client) = client::start().await;
    for _ in 0..250 {
        client.get("/v1/apps").await.expect(200);
    }
    let sequences = async |last: &str, count: u64| {
        let (requests, skipped) =
            Events::read(&client, &format!("Last-Event-ID: {last}\r\n")).await.requests(count).await;
        assert_eq!(skipped, 0);
        requests.iter().map(|request| request["sequence"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(sequences("0", 250).await, (1..=250).collect::<Vec<_>>());
    assert_eq!(sequences("247", 3).await, [248, 249, 250]);
    // The id of an emulator that ran before.
    assert_eq!(sequences("9999", 250).await.len(), 250);
    emulator.clear_requests();
    client.get("/v1/apps").await.expect(200);
    let (requests, skipped) = Events::read(&client, "Last-Event-ID: 0\r\n").await.requests(251).await;
    assert_eq!((requests.len(), skipped), (1, 250));
}

#[tokio::test]
async fn a_crowd_of_requests_is_skipped_and_counted() {
    let (_emulator, client) = client::start().await;
    let mut events = Events::read(&client, "").await;
    let request = format!("GET /v1/apps HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\n\r\n", client.token);
    let last = format!(
        "GET /v1/apps HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: token {}\r\n\r\n",
        client.token
    );
    client.raw(format!("{}{last}", request.repeat(1999)).as_bytes()).await.unwrap();
    let (requests, skipped) = events.requests(2000).await;
    assert_eq!(requests.len() as u64 + skipped, 2000);
    assert_eq!(requests.last().unwrap()["sequence"], 2000);
}

#[tokio::test]
async fn a_stop_ends_the_stream() {
    let (emulator, client) = client::start().await;
    let mut events = Events::read(&client, "").await;
    events.next().await.unwrap();
    let stop = tokio::spawn(emulator.stop());
    assert_eq!(events.next().await, None);
    tokio::time::timeout(Duration::from_secs(2), stop).await.expect("no delay").unwrap();
}

#[tokio::test]
async fn the_stream_is_protected_as_the_rest() {
    let emulator = Emulator::builder().token("own").start().await.unwrap();
    let client = Client::new(&emulator);
    let get = async |headers: &[(&str, &str)]| client.send("GET", "/_emulator/events", headers, None).await;
    get(&[("Origin", "http://example.com")]).await.expect(403);
    get(&[("Host", "example.com"), ("Authorization", "")]).await.expect(403);
    client.post("/_emulator/events", json!({})).await.expect(405);
}
