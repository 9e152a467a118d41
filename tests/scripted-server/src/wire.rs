//! Reads HTTP/1.1 requests from a socket and keeps the bytes of the request line unchanged.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

const MAX_HEAD: usize = 64 * 1024;
const MAX_BODY: usize = 64 * 1024 * 1024;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query as in the request line.
    pub target: String,
    /// Headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header; values of a repeated one are joined with `, `.
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }
}

/// A connection and the bytes that were read ahead.
#[derive(Debug)]
pub struct Connection<S = TcpStream> {
    /// The stream that is read from and written to.
    pub stream: S,
    ahead: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// A connection from which nothing was read yet.
    pub fn new(stream: S) -> Self {
        Self { stream, ahead: Vec::new() }
    }

    /// The next request, or nothing if the client closed the connection between two.
    pub async fn request(&mut self) -> io::Result<Option<Request>> {
        let (mut request, head) = loop {
            if let Some(found) = parse_head(&self.ahead)? {
                break found;
            }
            if self.ahead.len() > MAX_HEAD {
                return Err(invalid("the head is too long"));
            }
            if !self.more().await? {
                if self.ahead.is_empty() {
                    return Ok(None);
                }
                return Err(invalid("the connection closed inside a head"));
            }
        };
        if request.header("transfer-encoding").is_some() {
            return Err(invalid("a request body needs Content-Length"));
        }
        let length = match request.header("content-length") {
            Some(text) => text.parse().map_err(|_| invalid("Content-Length is not a number"))?,
            None => 0,
        };
        if length > MAX_BODY {
            return Err(invalid("the body is too long"));
        }
        if request.header("expect").is_some() {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        while self.ahead.len() < head + length {
            if !self.more().await? {
                return Err(invalid("the connection closed inside a body"));
            }
        }
        request.body = self.ahead[head..head + length].to_vec();
        self.ahead.drain(..head + length);
        Ok(Some(request))
    }

    /// Waits until the client closes the connection.
    pub async fn wait_for_close(&mut self) {
        while matches!(self.more().await, Ok(true)) {
            self.ahead.clear();
        }
    }

    async fn more(&mut self) -> io::Result<bool> {
        Ok(self.stream.read_buf(&mut self.ahead).await? > 0)
    }
}

fn parse_head(bytes: &[u8]) -> io::Result<Option<(Request, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut head = httparse::Request::new(&mut headers);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return Err(invalid(&error.to_string())),
    };
    let request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        target: head.path.unwrap_or_default().to_owned(),
        headers: head
            .headers
            .iter()
            .map(|header| (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned()))
            .collect(),
        body: Vec::new(),
    };
    Ok(Some((request, length)))
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}
