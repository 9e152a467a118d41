//! Drives the program the way a runner in another language does.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_edgegap-scripted-server"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("http://").unwrap().to_owned();
        Self { child, address }
    }

    fn call(&self, method: &str, target: &str, body: &str) -> (u16, Value) {
        call(&self.address, method, target, body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn call(address: &str, method: &str, target: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    write!(stream, "{method} {target} HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut reader = BufReader::new(stream);
    let mut status = String::new();
    reader.read_line(&mut status).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim_end().is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.trim_end().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (status[9..12].parse().unwrap(), serde_json::from_slice(&body).unwrap_or_default())
}

#[test]
fn a_script_is_loaded_played_reported_and_freed() {
    let server = Server::start();
    let exchange =
        json!({"request": {"method": "GET", "target": "/a"}, "reply": {"status": 200, "json": {"at": "{{base}}"}}});
    let (status, script) = server.call("POST", "/_script", &json!({"exchanges": [exchange]}).to_string());
    assert_eq!(status, 200, "{script}");
    let base = script["base_url"].as_str().unwrap();
    let (status, reply) = call(base.strip_prefix("http://").unwrap(), "GET", "/a", "");
    assert_eq!((status, &reply["at"]), (200, &script["base_url"]));

    let target = format!("/_script/{}", script["id"]);
    let (status, report) = server.call("GET", &target, "");
    assert_eq!((status, &report["unused"]), (200, &json!(0)));
    assert_eq!(report["requests"][0]["method"], "GET");
    assert_eq!(report["requests"][0]["origin"], "base");
    assert_eq!(script["places"]["base"], script["base_url"]);
    assert_eq!(server.call("GET", &format!("{target}/ended"), "").0, 200);
    let mismatches = report["mismatches"].to_string();
    assert!(mismatches.contains("exchange 1: header authorization"), "{mismatches}");

    assert_eq!(server.call("DELETE", &target, "").0, 200);
    assert_eq!(server.call("GET", &target, "").0, 404);
    let gone = Instant::now();
    while TcpStream::connect(base.strip_prefix("http://").unwrap()).is_ok() {
        assert!(gone.elapsed() < Duration::from_secs(5), "the port of a freed script still answers");
    }
}

#[test]
fn an_outcome_is_compared_with_its_vector() {
    let server = Server::start();
    let exchange = json!({"request": {"method": "GET", "target": "/v1/app/a"}, "reply": {"status": 200}});
    let mut vector =
        json!({"name": "a", "operation": "applications.get", "exchanges": [exchange], "expect": {"value": 1}});
    let load = |vector: &Value| server.call("POST", "/_script", &vector.to_string());
    let target = format!("/_script/{}", load(&vector).1["id"]);
    let meta = json!({"status": 200, "headers": {}, "attempts": [{"outcome": "200", "waited_ms": 0}]});
    let outcome = json!({"drops_nulls": true, "replies": [{"value": [2], "meta": meta}], "shown": "all"}).to_string();
    assert_eq!(server.call("PUT", &format!("{target}/outcome"), &outcome).0, 405);
    let (status, answer) = server.call("POST", &format!("{target}/outcome"), &outcome);
    let differences = json!(["value: expected 1, got [2]", "1 exchanges were not requested"]);
    assert_eq!((status, answer), (200, json!({"differences": differences, "void": false})));
    assert_eq!(server.call("POST", &format!("{target}/outcome"), &outcome).0, 404, "the outcome ends the script");

    vector["expect"] = json!({"error": {}});
    let (status, answer) = load(&vector);
    assert!(status == 400 && answer["error"].to_string().contains("kind"), "{answer}");
    let target = format!("/_script/{}", load(&json!({"exchanges": []})).1["id"]);
    assert_eq!(server.call("POST", &format!("{target}/outcome"), "{}").0, 400, "another form");
    assert_eq!(server.call("POST", &format!("{target}/outcome"), &outcome).0, 400, "nothing is expected");
}

#[test]
fn what_is_not_a_script_is_refused() {
    let server = Server::start();
    for body in [
        "",
        "{}",
        r#"{"exchanges": [{}]}"#,
        r#"{"exchanges": [{"request": {"method": "GET", "target": "/"}, "reply": {}}]}"#,
    ] {
        let (status, answer) = server.call("POST", "/_script", body);
        assert!(status == 400 && answer["error"].is_string(), "{body}: {status} {answer}");
    }
    assert_eq!(server.call("PUT", "/_script", "").0, 405);
    assert_eq!(server.call("GET", "/_script/99", "").0, 404);
    assert_eq!(server.call("GET", "/_script/99/ended", "").0, 404);
    assert_eq!(server.call("GET", "/", "").0, 404);
}

#[test]
fn it_ends_with_its_standard_input() {
    let mut server = Server::start();
    drop(server.child.stdin.take());
    let start = Instant::now();
    loop {
        if let Some(status) = server.child.try_wait().unwrap() {
            assert!(status.success());
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "it still runs");
        std::thread::sleep(Duration::from_millis(10));
    }
}
