//! The result of a successful call, with its metadata.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The result of a call, with status, headers and attempts.
#[derive(Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reply<T> {
    /// The object, the list, or nothing.
    pub value: T,
    /// Position within a paginated list. Lists only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    /// Response metadata.
    pub meta: Meta,
}

/// Without the value, which may be JSON with secrets that no model describes.
impl<T> std::fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply").field("page", &self.page).field("meta", &self.meta).finish_non_exhaustive()
    }
}

impl<T> Reply<T> {
    /// A reply that is not from one response. For the crates of this repository only.
    #[doc(hidden)]
    pub fn of_steps(value: T, page: Option<Page>) -> Self {
        Self { value, page, meta: Meta::default() }
    }

    /// The reply with another value. For the crates of this repository only.
    #[doc(hidden)]
    pub fn map_value<U>(self, convert: impl FnOnce(T) -> U) -> Reply<U> {
        Reply { value: convert(self.value), page: self.page, meta: self.meta }
    }

    pub(crate) fn map<U, E>(self, f: impl FnOnce(T) -> Result<U, E>) -> Result<Reply<U>, E> {
        Ok(Reply { value: f(self.value)?, page: self.page, meta: self.meta })
    }
}

impl Reply<Value> {
    /// The reply as JSON, in the form of `tests/contract/boundary.md`.
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// Position within a paginated list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Page {
    /// Number of this page, from 1.
    pub number: u64,
    /// Number of items on all pages, if the service returns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Cursor for the next page; `None` on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl Page {
    /// For the crates of this repository only.
    #[doc(hidden)]
    pub fn new(number: u64, cursor: Option<String>) -> Self {
        Self { number, total: None, cursor }
    }
}

/// Response metadata.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Meta {
    /// HTTP status.
    pub status: u16,
    /// Request ID of the service, to quote to its support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Response headers: names in lower case, values of repeated headers joined with `, `.
    pub headers: BTreeMap<String, String>,
    /// All HTTP exchanges of the call, in order.
    pub attempts: Vec<Attempt>,
    /// What an `ensure` did. Other calls have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

/// What an `ensure` did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Change {
    /// The effect on the object.
    pub action: Action,
    /// Names of the fields that differed and were updated.
    pub fields: Vec<String>,
    /// Names of the given fields whose values the service does not show, and that were not sent.
    pub not_compared: Vec<String>,
}

impl Change {
    pub(crate) fn new(action: Action) -> Self {
        Self { action, fields: Vec::new(), not_compared: Vec::new() }
    }
}

/// The effect of an `ensure` on its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The object did not exist, and was created.
    Created,
    /// Some fields differed, and were updated.
    Updated,
    /// Nothing differed, as far as it can be compared, and nothing was sent.
    Unchanged,
}

/// One HTTP exchange.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Attempt {
    /// The HTTP status as a string, or `connect`, `reset`, `timeout`, `tls`, `head` or `body`.
    pub outcome: String,
    /// Delay before this attempt, in milliseconds.
    pub waited_ms: u64,
}

impl Attempt {
    /// For the bindings of this repository only.
    #[doc(hidden)]
    pub fn new(outcome: impl Into<String>, waited_ms: u64) -> Self {
        Self { outcome: outcome.into(), waited_ms }
    }
}
