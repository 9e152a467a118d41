//! A request to the emulator, and the parsers of its path, query, headers and body.

pub(crate) mod body;
mod field_mask;
mod operation;
mod page;

use std::net::SocketAddr;

use bytes::Bytes;
use hyper::header::HeaderMap;
use hyper::{Method, Uri};

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
