//! A request to the emulator, and the parsers of its path, query, headers and body.

pub(crate) mod body;
mod field_mask;
mod operation;
mod page;

use std::net::SocketAddr;

use bytes::Bytes;
use hyper::header::HeaderMap;
use hyper::{Method, Uri};
use percent_encoding::percent_decode_str;
use serde_json::Value;

pub(crate) use field_mask::FieldMask;
pub use operation::OPERATIONS;
pub(crate) use operation::{Operation, Route};
pub(crate) use page::Page;

use crate::response::Result;

/// A request. Its body is an error if it could not be read.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Result<Bytes>,
    /// The address of the client.
    pub(crate) peer: SocketAddr,
}

impl Request {
    /// True if the path contains a name, or the body has it as its `name`.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        let in_path = self.uri.path().split('/').any(|part| percent_decode_str(part).eq(name.bytes()));
        let in_body = || self.field("name").is_some_and(|value| value == name);
        in_path || in_body()
    }

    /// A field of the body.
    pub(crate) fn field(&self, name: &str) -> Option<Value> {
        let mut body: Value = serde_json::from_slice(self.body.as_ref().ok()?).ok()?;
        body.get_mut(name).map(Value::take)
    }
}
