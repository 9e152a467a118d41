//! A request of the log as it is stored. Redaction waits until somebody reads it: most requests are
//! never looked at.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use bytes::Bytes;
use hyper::Method;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::Value;

use super::redact::{redact_body, redact_headers, size};
use crate::response::HttpResponse;

/// Maximum size of a logged body in bytes.
const MAX_BODY: usize = 64 * 1024;

/// One request to the API. Its path and query are redacted already, because the tokens may change.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) id: u64,
    pub(crate) time: String,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) operation: Option<&'static str>,
    pub(crate) status: Option<u16>,
    pub(crate) fault: Option<&'static str>,
    pub(crate) microseconds: u64,
    pub(crate) headers: Headers,
    pub(crate) body: Body,
    pub(crate) response_headers: Headers,
    pub(crate) response_body: Body,
}

impl Entry {
    /// Adds the response, or the one that the call would have had.
    pub(crate) fn set_response(&mut self, response: &HttpResponse) {
        self.status = Some(response.status.as_u16());
        self.response_body = Body::new(&response.body);
        let has_type = response.headers.iter().any(|(name, _)| *name == CONTENT_TYPE);
        let json = HttpResponse::JSON;
        let more = (!response.body.is_empty() && !has_type).then_some((&CONTENT_TYPE, &json));
        let own = response.headers.iter().map(|(name, value)| (name, value));
        self.response_headers = Headers::new(own.chain(more));
    }

    /// Number of bytes of the bodies in memory.
    pub(super) fn size(&self) -> usize {
        self.body.0.as_ref().map_or(0, Bytes::len) + self.response_body.0.as_ref().map_or(0, Bytes::len)
    }
}

/// Headers as lines of one text. The values of a request share the buffer of their connection,
/// which would stay in memory with them.
#[derive(Debug, Default)]
pub(crate) struct Headers(Box<[u8]>);

impl Headers {
    pub(crate) fn new<'h>(headers: impl IntoIterator<Item = (&'h HeaderName, &'h HeaderValue)>) -> Headers {
        let mut text = Vec::new();
        for (name, value) in headers {
            for part in [name.as_str().as_bytes(), b":", value.as_bytes(), b"\n"] {
                text.extend_from_slice(part);
            }
        }
        Headers(text.into())
    }

    /// The headers without secrets. Repeated ones are joined.
    pub(super) fn redacted(&self) -> BTreeMap<String, String> {
        let lines = self.0.split(|byte| *byte == b'\n').filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            Some((str::from_utf8(&line[..colon]).ok()?, &line[colon + 1..]))
        });
        redact_headers(lines)
    }
}

/// A body, or the length of one that is too large for the log.
#[derive(Debug)]
pub(crate) struct Body(Result<Bytes, usize>);

impl Default for Body {
    fn default() -> Body {
        Body(Ok(Bytes::new()))
    }
}

impl Body {
    pub(crate) fn new(bytes: &Bytes) -> Body {
        Body(if bytes.len() > MAX_BODY { Err(bytes.len()) } else { Ok(bytes.clone()) })
    }

    /// The body without secrets: JSON, or a string with its size.
    pub(super) fn redacted(&self) -> Option<Value> {
        match &self.0 {
            Ok(bytes) => redact_body(bytes),
            Err(length) => Some(size(*length)),
        }
    }
}

impl Hash for Body {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
