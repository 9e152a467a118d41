//! The emulator's request handler from the first byte of a connection. For any bytes, each request
//! gets a response with a status below 500 and a JSON body or none, and the connection ends.

use std::time::Duration;

use edgegap_emulator::Emulator;
use edgegap_sdk::operation::Operation;
use fastrand::Rng;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use super::{TOKEN, Target};
use crate::corpus::{STRINGS, Seed, bytes, latin1};
use crate::mutate;

/// Time limit of an execution. No request here waits for a timer.
const TIMEOUT: Duration = Duration::from_secs(9);

pub(super) struct EmulatorTarget {
    runtime: Runtime,
    emulator: Emulator,
}

impl EmulatorTarget {
    pub(super) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let emulator = runtime.block_on(Emulator::builder().token(TOKEN).start()).expect("an emulator");
        Self { runtime, emulator }
    }

    async fn send(&self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let mut stream = loop {
            match TcpStream::connect(self.emulator.address()).await {
                Ok(stream) => break stream,
                // After many connections, all ports are in the state TIME_WAIT.
                Err(error) if error.kind() == std::io::ErrorKind::AddrNotAvailable => {
                    tokio::time::sleep(Duration::from_millis(50)).await
                }
                Err(error) => return Err(format!("no connection: {error}")),
            }
        };
        let (mut reading, mut writing) = stream.split();
        let mut response = Vec::new();
        let write = async {
            let _ = writing.write_all(bytes).await;
            let _ = writing.shutdown().await;
        };
        let both = async { tokio::join!(write, reading.read_to_end(&mut response)) };
        let (_, read) = tokio::time::timeout(TIMEOUT, both).await.map_err(|_| "the connection does not end")?;
        read.map_err(|error| format!("no response: {error}"))?;
        Ok(response)
    }
}

impl Target for EmulatorTarget {
    fn input(&self, corpus: &[Seed], rng: &mut Rng) -> Value {
        let mut whole = String::new();
        for _ in 0..if rng.u8(0..8) == 0 { 3 } else { 1 } {
            whole.push_str(&request(corpus, rng));
        }
        if rng.u8(0..3) == 0 {
            mutate::text(&mut whole, rng);
        }
        whole.into()
    }

    fn execute(&mut self, input: &Value) -> Result<(), String> {
        let sent = bytes(input.as_str().unwrap_or_default());
        let response = self.runtime.block_on(self.send(&sent));
        // Faults would affect later executions.
        self.emulator.clear_faults();
        let responses = responses(&response?)?;
        let is_empty = sent.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
        if responses.is_empty() && !is_empty {
            return Err("no response".to_owned());
        }
        // A fault that was injected with the control interface may have a status of 500 or more.
        let is_fault = sent.windows(17).any(|part| part == b"/_emulator/faults");
        match responses.iter().find(|(status, _)| *status >= 500) {
            Some((status, body)) if !is_fault => Err(format!("{status}: {body}")),
            _ => Ok(()),
        }
    }

    fn reset(&mut self) {
        self.runtime.block_on(self.emulator.reset()).expect("a reset");
    }
}

/// A request of the API or of the control interface, not always valid.
fn request(corpus: &[Seed], rng: &mut Rng) -> String {
    let (seed, donor) = (&corpus[rng.usize(0..corpus.len())], &corpus[rng.usize(0..corpus.len())]);
    let operation = Operation::find(&seed.operation).unwrap_or(edgegap_sdk::OPERATIONS[0]);
    let mut body = seed.arguments["body"].clone();
    let (mut method, mut path) = (operation.method.to_string(), String::new());
    for segment in operation.path.split('/').skip(1) {
        path.push('/');
        match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            None => path.push_str(segment),
            Some(name) => {
                let given = seed.arguments["path"][name].as_str().filter(|_| rng.bool()).unwrap_or("abc");
                given.bytes().filter(u8::is_ascii_graphic).for_each(|byte| path.push(char::from(byte)));
                if rng.u8(0..6) == 0 {
                    path.push_str(rng.choice(STRINGS).unwrap_or(&""));
                }
            }
        }
    }
    if rng.u8(0..8) == 0 {
        let control = ["", "/help", "/requests", "/faults", "/quota", "/tags", "/tokens", "/reset", "/none"];
        path = format!("/_emulator{}", control[rng.usize(0..control.len())]);
        method = ["GET", "POST", "PUT", "DELETE"][rng.usize(0..4)].to_owned();
        body = [
            serde_json::json!({"operation": "*", "kind": "status", "code": 503, "times": 1}),
            serde_json::json!({"image": "a/b", "tags": ["v1", {"tag": "v2", "size_mb": 1.5}]}),
            serde_json::json!({"applications": 2, "versions": null}),
        ][rng.usize(0..3)]
        .clone();
    }
    if rng.u8(0..2) == 0 {
        mutate::json(&mut body, &donor.arguments, rng);
    }
    match rng.u8(0..8) {
        0 => path.push_str("?page=1&limit=2"),
        1 => path.push_str(&format!("?{}={}", rng.choice(STRINGS).unwrap_or(&""), rng.choice(STRINGS).unwrap_or(&""))),
        _ => {}
    }
    let body = if body.is_null() { String::new() } else { latin1(body.to_string().as_bytes()) };
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: token {TOKEN}\r\n");
    if rng.u8(0..10) == 0 {
        head.push_str(&format!(
            "X-Fields: {}\r\n",
            rng.choice(&["*", "name", "a{b,c}", "{", "endpoints{name", ""]).unwrap_or(&"")
        ));
    }
    let length = body.chars().count();
    if rng.u8(0..8) == 0 && length > 0 {
        let cut = body.chars().take(length / 2).collect::<String>();
        let rest = body.chars().skip(length / 2).collect::<String>();
        let size = cut.chars().count();
        let first = if size > 0 { format!("{size:x}\r\n{cut}\r\n") } else { String::new() };
        return format!("{head}Transfer-Encoding: chunked\r\n\r\n{first}{:x}\r\n{rest}\r\n0\r\n\r\n", length - size);
    }
    format!("{head}Content-Length: {length}\r\n\r\n{body}")
}

/// The status and body of each response.
fn responses(mut bytes: &[u8]) -> Result<Vec<(u16, String)>, String> {
    let mut responses = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or("a response with an incomplete head")?;
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let status = head
            .strip_prefix("http/1.1 ")
            .or_else(|| head.strip_prefix("http/1.0 "))
            .and_then(|rest| rest.get(..3))
            .and_then(|status| status.parse().ok());
        let status: u16 = status.ok_or_else(|| format!("an invalid response: {head}"))?;
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(Ok(0), str::parse::<usize>);
        let rest = &bytes[end + 4..];
        let length = if status == 100 { 0 } else { length.map_err(|error| error.to_string())?.min(rest.len()) };
        let (body, next) = rest.split_at(length);
        if head.contains("content-type: application/json") && !head.contains("content-length: 0") {
            serde_json::from_slice::<Value>(body).map_err(|error| {
                format!("a body that is not valid JSON: {error}: {}", String::from_utf8_lossy(body))
            })?;
        }
        responses.push((status, String::from_utf8_lossy(body).into_owned()));
        bytes = next;
    }
    Ok(responses)
}
