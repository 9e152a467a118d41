//! An HTTP response: a status, an optional body and a few headers.

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};

/// A response, successful or not.
#[derive(Clone, Debug)]
pub(crate) struct HttpResponse {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

/// A value, or the response that says why there is none.
pub(crate) type Result<T, E = HttpResponse> = std::result::Result<T, E>;

impl HttpResponse {
    /// The type of a body, unless a header has another one.
    pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

    /// A response with a JSON body.
    pub(crate) fn json(status: u16, body: &Value) -> HttpResponse {
        HttpResponse::bytes(status, body.to_string().into())
    }

    /// A response with a body, which is JSON unless a header `Content-Type` is added.
    pub(crate) fn bytes(status: u16, body: Bytes) -> HttpResponse {
        HttpResponse {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            body,
            headers: Vec::new(),
        }
    }

    /// A 200 with a JSON body.
    pub(crate) fn ok(body: &Value) -> HttpResponse {
        HttpResponse::json(200, body)
    }

    /// A response without a body.
    pub(crate) fn empty(status: u16) -> HttpResponse {
        HttpResponse::bytes(status, Bytes::new())
    }

    /// A response with a message, usually an error.
    pub(crate) fn message(status: u16, message: impl AsRef<str>) -> HttpResponse {
        HttpResponse::json(status, &json!({ "message": message.as_ref() }))
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> HttpResponse {
        self.headers.push((name, value));
        self
    }

    /// The message in the body.
    pub(crate) fn text(&self) -> Option<String> {
        let body: Value = serde_json::from_slice(&self.body).ok()?;
        body["message"].as_str().map(str::to_owned)
    }
}
