//! One exchange with the emulator, byte for byte: what is answered goes on as it came, or spoilt.

use std::io;
use std::net::SocketAddr;

use edgegap_scripted_server::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// In order, without those that frame the body.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Sends a request on a connection of its own and reads the answer to its end.
pub(crate) async fn forward(emulator: SocketAddr, request: &Request) -> io::Result<Answer> {
    let mut head =
        format!("{} {} HTTP/1.1\r\nhost: {emulator}\r\nconnection: close\r\n", request.method, request.target);
    for (name, value) in request.headers.iter().filter(|(name, _)| !matches!(name.as_str(), "host" | "connection")) {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut stream = TcpStream::connect(emulator).await?;
    stream.write_all(&[head.as_bytes(), b"\r\n", &request.body].concat()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    Answer::read(&bytes)
}

impl Answer {
    fn read(bytes: &[u8]) -> io::Result<Self> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut headers);
        let length = match head.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            other => return Err(io::Error::other(format!("the emulator answered no HTTP: {other:?}"))),
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

    /// Whether the emulator did what it was asked to.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// With a body in any case, so that there is something to spoil. The API may answer a deletion
    /// like that.
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

    /// The bytes of it, with this for its length. The connection ends with it.
    pub(crate) fn render(&self, length: usize) -> Vec<u8> {
        self.render_with("connection: close\r\n", length)
    }

    /// The bytes of it, after which the connection may go on.
    pub(crate) fn render_and_go_on(&self) -> Vec<u8> {
        self.render_with("", self.body.len())
    }

    /// The same with lines of a head in front of its own; each ends in a line break.
    pub(crate) fn render_with(&self, lines: &str, length: usize) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Answered\r\n{lines}", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        // This status never has a body, and so no length.
        if self.status != 204 {
            head.push_str(&format!("content-length: {length}\r\n"));
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }
}
