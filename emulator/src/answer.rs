//! What the service answers: a status, a body of JSON or none, and the few headers that matter.

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};

/// An answer, good or bad.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

/// A value, or the answer that says why there is none.
pub(crate) type Result<T, E = Answer> = std::result::Result<T, E>;

impl Answer {
    /// A JSON body.
    pub(crate) fn json(status: u16, body: &Value) -> Answer {
        Answer::bytes(status, body.to_string().into())
    }

    /// A body that is JSON already.
    pub(crate) fn bytes(status: u16, body: Bytes) -> Answer {
        Answer {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            body,
            headers: Vec::new(),
        }
    }

    /// 200 with a JSON body.
    pub(crate) fn ok(body: &Value) -> Answer {
        Answer::json(200, body)
    }

    /// No body.
    pub(crate) fn empty(status: u16) -> Answer {
        Answer::bytes(status, Bytes::new())
    }

    /// An error with its message.
    pub(crate) fn message(status: u16, message: impl AsRef<str>) -> Answer {
        Answer::json(status, &json!({ "message": message.as_ref() }))
    }

    /// The same with a header more.
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Answer {
        self.headers.push((name, value));
        self
    }
}
