//! One exchange with the emulator. The response is passed on unchanged, or with a fault.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use edgegap_scripted_server::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PAGE: &str = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>";

/// A response of the emulator, or one that replaces it.
#[derive(Debug, Clone)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    /// Headers in order, without those that frame the body.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Sends a request on its own connection and reads the whole response.
pub(crate) async fn forward(emulator: SocketAddr, request: &Request) -> io::Result<HttpResponse> {
    let mut head =
        format!("{} {} HTTP/1.1\r\nhost: {emulator}\r\nconnection: close\r\n", request.method, request.target);
    for (name, value) in request.headers.iter().filter(|(name, _)| !matches!(name.as_str(), "host" | "connection")) {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut stream = TcpStream::connect(emulator).await?;
    stream.write_all(&[head.as_bytes(), b"\r\n", &request.body].concat()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    HttpResponse::parse(&bytes)
}

impl HttpResponse {
    fn parse(bytes: &[u8]) -> io::Result<Self> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut headers);
        let length = match head.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            other => {
                return Err(io::Error::other(format!("the response of the emulator is not valid HTTP: {other:?}")));
            }
        };
        let headers = head
            .headers
            .iter()
            .map(|header| (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned()));
        let framing = ["content-length", "transfer-encoding", "connection"];
        Ok(Self {
            status: head.code.unwrap_or_default(),
            headers: headers.filter(|(name, _)| !framing.contains(&name.as_str())).collect(),
            body: bytes[length..].to_vec(),
        })
    }

    /// An error of the service or of a proxy, as JSON or as an HTML page.
    pub(crate) fn refusal(status: u16, headers: &BTreeMap<String, String>, html: bool) -> Self {
        let (content_type, body) = match html {
            true => ("text/html", PAGE.to_owned()),
            false => ("application/json", format!(r#"{{"message":"no, {status}"}}"#)),
        };
        let now = SystemTime::now();
        let mut headers: Vec<_> = headers.iter().map(|(name, value)| (name.clone(), fill_date(value, now))).collect();
        headers.push(("content-type".into(), content_type.into()));
        Self { status, headers, body: body.into_bytes() }
    }

    /// True if the status is 2xx.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Adds a body if there is none, because some faults require one. The API may respond to a
    /// delete with such a body.
    pub(crate) fn with_body(mut self) -> Self {
        if self.body.is_empty() {
            self.body = br#"{"message":"deleted"}"#.to_vec();
            self.headers.push(("content-type".into(), "application/json".into()));
            if self.status == 204 {
                self.status = 200;
            }
        }
        self
    }

    /// The bytes of the response with this `Content-Length`. The connection ends after it.
    pub(crate) fn to_bytes(&self, length: usize) -> Vec<u8> {
        self.to_bytes_with("connection: close\r\n", length)
    }

    /// The bytes of the response. The connection stays open after it.
    pub(crate) fn to_bytes_keep_alive(&self) -> Vec<u8> {
        self.to_bytes_with("", self.body.len())
    }

    /// The bytes of the response with additional header lines, each with its line break.
    pub(crate) fn to_bytes_with(&self, lines: &str, length: usize) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Status\r\n{lines}", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        // A 204 has no body, and therefore no length.
        if self.status != 204 {
            head.push_str(&format!("content-length: {length}\r\n"));
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }
}

/// Replaces `{{now+3}}` by the date that many seconds from now.
fn fill_date(value: &str, now: SystemTime) -> String {
    let seconds = value.strip_prefix("{{now").and_then(|rest| rest.strip_suffix("}}"));
    match seconds.and_then(|seconds| seconds.parse::<i64>().ok()) {
        Some(seconds) => {
            let shift = Duration::from_secs(seconds.unsigned_abs());
            httpdate::fmt_http_date(if seconds < 0 { now - shift } else { now + shift })
        }
        None => value.to_owned(),
    }
}
