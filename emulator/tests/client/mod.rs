//! A client that sends exact bytes, so that tests can send requests that no library would.
#![allow(dead_code, missing_docs, unreachable_pub)]

#[cfg(unix)]
pub mod program;

/// Removes the variables of the test environment that the program reads.
pub fn remove_variables(mut remove: impl FnMut(&std::ffi::OsStr)) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("EDGEGAP_") {
            remove(&name);
        }
    }
}

use std::time::Duration;

use edgegap_emulator::Emulator;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const MASK: &str = "This value is set and encrypted";

pub struct Client {
    pub address: String,
    pub token: String,
}

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The message, and the paths of the violations.
    pub fn violations(&self) -> Vec<String> {
        let body = self.json();
        assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}");
        body["errors"].as_object().into_iter().flat_map(|errors| errors.keys().cloned()).collect()
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Response {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }
}

impl Client {
    pub fn new(emulator: &Emulator) -> Client {
        Client { address: emulator.address().to_string(), token: emulator.token().to_owned() }
    }

    pub async fn get(&self, path: &str) -> Response {
        self.call("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Response {
        self.call("POST", path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Response {
        self.call("PATCH", path, Some(body)).await
    }

    pub async fn put(&self, path: &str) -> Response {
        self.call("PUT", path, None).await
    }

    pub async fn delete(&self, path: &str) -> Response {
        self.call("DELETE", path, None).await
    }

    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Response {
        let body = body.map(|body| body.to_string().into_bytes());
        self.send(method, path, &[], body.as_deref()).await
    }

    /// Sends a request with additional headers and any body.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Response {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for (name, default) in [("Host", self.address.clone()), ("Authorization", format!("token {}", self.token))] {
            if !headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name)) {
                request.push_str(&format!("{name}: {default}\r\n"));
            }
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(body) = body {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body.unwrap_or_default());
        let responses = parse(&self.raw(&bytes).await.expect("a response"));
        assert_eq!(responses.len(), 1, "{responses:?}");
        responses.into_iter().next().unwrap()
    }

    /// Sends bytes and reads until the emulator closes.
    pub async fn raw(&self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(&self.address).await?;
        let (mut reading, mut writing) = stream.split();
        let mut response = Vec::new();
        // An emulator that refuses a request may close before it has read everything.
        let both = async { tokio::join!(writing.write_all(bytes), reading.read_to_end(&mut response)) };
        let (_, read) = tokio::time::timeout(Duration::from_secs(30), both).await.expect("an end within 30 seconds");
        read.map(|_| response)
    }

    pub async fn application(&self, name: &str) {
        self.post("/v1/app", application(name)).await.expect(200);
    }

    pub async fn version(&self, app: &str, name: &str) {
        self.post(&format!("/v1/app/{app}/version"), version(name)).await.expect(200);
    }

    pub async fn storage(&self, name: &str) {
        self.post("/v1/storage/endpoint", storage(name)).await.expect(200);
    }

    pub async fn profile(&self, storage: &str, name: &str) {
        self.post(&format!("/v1/storage/endpoint/{storage}/pull-profile"), profile(name)).await.expect(200);
    }
}

/// Starts an emulator, and a client of it.
pub async fn start() -> (Emulator, Client) {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::new(&emulator);
    (emulator, client)
}

/// Parses all responses of a connection.
pub fn parse(mut bytes: &[u8]) -> Vec<Response> {
    let mut responses = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a complete head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let length =
            headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
        let body = bytes[end + 4..end + 4 + length].to_vec();
        bytes = &bytes[end + 4 + length..];
        responses.push(Response { status, headers, body });
    }
    responses
}

pub fn application(name: &str) -> Value {
    json!({"name": name, "is_active": true, "image": ""})
}

pub fn version(name: &str) -> Value {
    json!({
        "name": name, "docker_repository": "docker.io", "docker_image": "studio/game", "docker_tag": "b42",
        "req_cpu": 1024, "req_memory": 2048,
    })
}

pub fn storage(name: &str) -> Value {
    json!({
        "name": name, "access_key_id": "AKIA", "secret_access_key": "storage-secret",
        "endpoint": "https://s3.example.com", "bucket": "logs",
    })
}

pub fn profile(name: &str) -> Value {
    json!({"name": name, "source": "/configs", "source_type": "Folder", "destination": "/game/configs"})
}

/// Sets fields of a body. A null removes a field.
pub fn with(mut body: Value, fields: Value) -> Value {
    let object = body.as_object_mut().unwrap();
    for (name, value) in fields.as_object().unwrap() {
        match value {
            Value::Null => object.remove(name),
            value => object.insert(name.clone(), value.clone()),
        };
    }
    body
}
