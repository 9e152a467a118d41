//! A success with the evidence of how it came about.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// What a call answered, with status, headers and the attempts it took.
#[derive(Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reply<T> {
    /// The object, the list, or nothing.
    pub value: T,
    /// Where a list stands; for lists only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    /// How it came about.
    pub meta: Meta,
}

/// Without the value, which may be JSON that nobody knows the secrets of.
impl<T> std::fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply").field("page", &self.page).field("meta", &self.meta).finish_non_exhaustive()
    }
}

impl<T> Reply<T> {
    pub(crate) fn map<U, E>(self, f: impl FnOnce(T) -> Result<U, E>) -> Result<Reply<U>, E> {
        Ok(Reply { value: f(self.value)?, page: self.page, meta: self.meta })
    }
}

impl Reply<Value> {
    /// The reply as the language boundary has it, in `tests/contract/boundary.md`.
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// Where a list stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Page {
    /// Number of this page, from 1.
    pub number: u64,
    /// Items on all pages, where the service says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// What to give back for the next page; none: this was the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// How a reply came about.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Meta {
    /// HTTP status of the response.
    pub status: u16,
    /// The service's id of the request, to quote to its support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Headers of the response, names in lower case, repeated ones joined with `, `.
    pub headers: BTreeMap<String, String>,
    /// Every HTTP exchange of the call, in order.
    pub attempts: Vec<Attempt>,
}

/// One HTTP exchange.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Attempt {
    /// The status as text, or `connect`, `reset`, `timeout`, `tls`, `body`.
    pub outcome: String,
    /// The wait that was planned before it, in milliseconds.
    pub waited_ms: u64,
}
