//! Fault injection: errors on request, to test how a script or a plugin handles them.

mod injection;
mod json;
pub(crate) mod tag;
mod wire;

use std::time::Duration;

use hyper::header::HeaderValue;
use serde::{Deserialize, Serialize};

use crate::request::OPERATIONS;
pub(crate) use injection::ActiveFaults;
pub use injection::InjectedFault;
#[cfg(test)]
pub(crate) use json::COMMON_FIELDS;
use json::JsonFault;
pub(crate) use wire::WireFault;

/// Maximum delay. A longer delay is a stall.
const MAX_DELAY: Duration = Duration::from_secs(600);

/// The names of all kinds of faults, for the control interface.
pub const FAULT_KINDS: [&str; 8] =
    ["latency", "status", "reset", "truncate", "stall", "garbage", "pending_tag", "kept_tag"];

/// A fault that hits calls of one operation, or of all. A call is a request with the path and the
/// method of its operation, whatever its token.
///
/// ```
/// use std::time::Duration;
/// use edgegap_emulator::Fault;
///
/// // The next create of a version is carried out, and its response never arrives.
/// Fault::reset("versions.create").after().times(1);
/// // Every call is slow.
/// Fault::latency("*", Duration::from_millis(200));
/// // The third and fourth list of applications are refused.
/// Fault::status("applications.list", 429).retry_after(2).skip(2).times(2);
/// ```
///
/// As JSON, for the control interface:
///
/// ```json
/// {"operation": "versions.create", "kind": "status", "code": 503, "retry_after": 2,
///  "when": "before", "skip": 0, "times": 1}
/// ```
///
/// The defaults are `*` for `operation`, `before` for `when`, 0 for `skip`, and no limit for
/// `times`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "JsonFault", into = "JsonFault")]
pub struct Fault {
    /// The id of an operation, one of [`OPERATIONS`], or `*` for all.
    pub operation: String,
    /// The effect of the fault.
    pub kind: FaultKind,
    /// The point at which the fault hits: before or after the call is carried out.
    pub when: When,
    /// Number of matching calls that succeed first.
    pub skip: u64,
    /// Number of calls that are hit; `None` means no limit.
    pub times: Option<u64>,
}

/// The effect of a fault.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The response is delayed. Several delays add up, and combine with another fault.
    Latency(Duration),
    /// The response has this status, and optionally a `Retry-After` header.
    Status {
        /// The status, 200 to 599.
        code: u16,
        /// The value of `Retry-After`, a number of seconds or a date; `None` omits the header.
        retry_after: Option<String>,
    },
    /// The connection is reset without a response.
    Reset,
    /// The response is cut off in the middle and the connection is closed.
    Truncate,
    /// No response is sent and the connection stays open.
    Stall,
    /// The response is not HTTP.
    Garbage,
    /// The response shows an empty `docker_tag` in each version, as while the service takes over a
    /// new one. `when` has no effect.
    PendingTag,
    /// An update of a version succeeds and keeps the old `docker_tag`. `when` has no effect.
    KeptTag,
}

/// The point at which a fault hits a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Before the call is carried out, which it then is not.
    #[default]
    Before,
    /// After the call was carried out. Only its response is lost.
    After,
}

impl Fault {
    fn new(operation: impl Into<String>, kind: FaultKind) -> Fault {
        Fault { operation: operation.into(), kind, when: When::Before, skip: 0, times: None }
    }

    /// Delays the response.
    pub fn latency(operation: impl Into<String>, delay: Duration) -> Fault {
        Fault::new(operation, FaultKind::Latency(delay))
    }

    /// Responds with this status.
    pub fn status(operation: impl Into<String>, code: u16) -> Fault {
        Fault::new(operation, FaultKind::Status { code, retry_after: None })
    }

    /// Resets the connection without a response.
    pub fn reset(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::Reset)
    }

    /// Cuts the response off in the middle.
    pub fn truncate(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::Truncate)
    }

    /// Sends no response and keeps the connection open.
    pub fn stall(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::Stall)
    }

    /// Sends bytes that are not HTTP.
    pub fn garbage(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::Garbage)
    }

    /// Shows an empty `docker_tag`, as while the service takes over a new one.
    pub fn pending_tag(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::PendingTag)
    }

    /// Carries out an update of a version without its `docker_tag`.
    pub fn kept_tag(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::KeptTag)
    }

    /// Adds a `Retry-After` header to a status: a number of seconds, or a date as a string. It has
    /// no effect on other kinds of faults.
    pub fn retry_after(mut self, value: impl ToString) -> Fault {
        if let FaultKind::Status { retry_after, .. } = &mut self.kind {
            *retry_after = Some(value.to_string());
        }
        self
    }

    /// Hits before the call is carried out. This is the default.
    pub fn before(mut self) -> Fault {
        self.when = When::Before;
        self
    }

    /// Hits after the call was carried out.
    pub fn after(mut self) -> Fault {
        self.when = When::After;
        self
    }

    /// Lets this number of matching calls succeed first.
    pub fn skip(mut self, calls: u64) -> Fault {
        self.skip = calls;
        self
    }

    /// Ends after this number of hits.
    pub fn times(mut self, hits: u64) -> Fault {
        self.times = Some(hits);
        self
    }

    /// Validates the fault. The error names all violations.
    pub(crate) fn validate(&self) -> Result<(), String> {
        let mut violations = Vec::new();
        if self.operation != "*" && !OPERATIONS.contains(&self.operation.as_str()) {
            let known = OPERATIONS.join(", ");
            violations.push(format!("operation '{}' is unknown: use * or one of {known}", self.operation));
        }
        if self.times == Some(0) {
            violations.push("times must be at least 1; omit it for no limit".into());
        }
        match &self.kind {
            FaultKind::Latency(delay) if *delay > MAX_DELAY => {
                violations.push(format!("ms must be at most {}", MAX_DELAY.as_millis()))
            }
            FaultKind::Status { code, .. } if !(200..=599).contains(code) => {
                violations.push("code must be between 200 and 599".into())
            }
            FaultKind::Status { retry_after: Some(value), .. } if HeaderValue::from_str(value).is_err() => {
                violations.push("retry_after is not a valid header value".into());
            }
            _ => {}
        }
        if violations.is_empty() { Ok(()) } else { Err(violations.join("; ")) }
    }
}

impl FaultKind {
    /// True if the call is not carried out when the fault hits before it.
    pub(crate) fn replaces_call(&self) -> bool {
        !matches!(self, FaultKind::PendingTag | FaultKind::KeptTag)
    }

    /// The name that JSON and the request log use.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            FaultKind::Latency(_) => "latency",
            FaultKind::Status { .. } => "status",
            FaultKind::Reset => "reset",
            FaultKind::Truncate => "truncate",
            FaultKind::Stall => "stall",
            FaultKind::Garbage => "garbage",
            FaultKind::PendingTag => "pending_tag",
            FaultKind::KeptTag => "kept_tag",
        }
    }
}
