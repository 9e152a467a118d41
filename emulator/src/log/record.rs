//! A request of the log as users see it: whole, or without headers and bodies.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::entry::Entry;
use crate::fault::FAULT_KINDS;
use crate::request::OPERATIONS;

/// A name that this version knows. The alias keeps serde from borrowing it from the input.
type KnownName = Option<&'static str>;

/// One request to the API. Secrets are redacted as `***`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RequestRecord {
    /// Position in the log, counted from 1. Requests are added when they end.
    #[serde(default)]
    pub sequence: u64,
    /// Number of the request, counted from 1. The response contains it in `x-request-id`.
    pub id: u64,
    /// Time of the request, in UTC.
    pub time: String,
    /// HTTP method.
    pub method: String,
    /// Path, still percent-encoded.
    pub path: String,
    /// Query, still percent-encoded.
    pub query: Option<String>,
    /// Id of the operation; `None` for an unknown path or method.
    #[serde(deserialize_with = "known_operation")]
    pub operation: KnownName,
    /// Status of the response. If a fault replaced the response, this is the status that the
    /// response would have had, or `None` if the call was not carried out.
    pub status: Option<u16>,
    /// Kind of the fault that hit the call.
    #[serde(deserialize_with = "known_fault")]
    pub fault: KnownName,
    /// Time until the response, in microseconds.
    pub microseconds: u64,
    /// Headers with names in lower case. Repeated headers are joined with `, `.
    pub headers: BTreeMap<String, String>,
    /// Body: JSON, or a string with its size if it is not JSON or is larger than 64 KiB.
    pub body: Option<Value>,
    /// Headers of the response, as `headers`.
    #[serde(default)]
    pub response_headers: BTreeMap<String, String>,
    /// Body of the response, as `body`. If a fault replaced the response, this is the body that the
    /// response would have had.
    #[serde(default)]
    pub response_body: Option<Value>,
}

impl RequestRecord {
    pub(super) fn new(sequence: u64, entry: &Entry) -> RequestRecord {
        RequestRecord {
            sequence,
            id: entry.id,
            time: entry.time.clone(),
            method: entry.method.to_string(),
            path: entry.path.clone(),
            query: entry.query.clone(),
            operation: entry.operation,
            status: entry.status,
            fault: entry.fault,
            microseconds: entry.microseconds,
            headers: entry.headers.redacted(),
            body: entry.body.redacted(),
            response_headers: entry.response_headers.redacted(),
            response_body: entry.response_body.redacted(),
        }
    }
}

/// A request without its headers and bodies, for a list.
#[derive(Debug, Serialize)]
pub(crate) struct Summary<'a> {
    sequence: u64,
    id: u64,
    time: &'a str,
    method: &'a str,
    path: &'a str,
    query: Option<&'a str>,
    operation: KnownName,
    status: Option<u16>,
    fault: KnownName,
    microseconds: u64,
    /// The same for requests with the same method, path, query and body, such as the attempts of
    /// one call.
    call: String,
}

impl<'a> Summary<'a> {
    pub(crate) fn new(sequence: u64, entry: &'a Entry) -> Summary<'a> {
        let mut hasher = DefaultHasher::new();
        (entry.method.as_str(), &entry.path, &entry.query).hash(&mut hasher);
        entry.body.hash(&mut hasher);
        Summary {
            sequence,
            id: entry.id,
            time: &entry.time,
            method: entry.method.as_str(),
            path: &entry.path,
            query: entry.query.as_deref(),
            operation: entry.operation,
            status: entry.status,
            fault: entry.fault,
            microseconds: entry.microseconds,
            call: format!("{:016x}", hasher.finish()),
        }
    }
}

/// Reads an id. `None` for one that this version does not know.
fn known_operation<'de, D: Deserializer<'de>>(input: D) -> Result<KnownName, D::Error> {
    known(OPERATIONS, input)
}

/// Reads the kind of a fault. `None` for one that this version does not know.
fn known_fault<'de, D: Deserializer<'de>>(input: D) -> Result<KnownName, D::Error> {
    known(&FAULT_KINDS, input)
}

fn known<'de, D: Deserializer<'de>>(words: &[&'static str], input: D) -> Result<KnownName, D::Error> {
    let found = Option::<String>::deserialize(input)?;
    Ok(found.and_then(|found| words.iter().find(|word| **word == found)).copied())
}
