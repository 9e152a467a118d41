//! Fault injection: errors on request, to test how a script or a plugin handles them.

mod injection;
mod json;
mod settling;
mod wire;

use std::time::Duration;

use hyper::header::HeaderValue;
use serde::{Deserialize, Serialize};

use crate::request::OPERATIONS;
pub use injection::InjectedFault;
pub(crate) use injection::{ActiveFaults, Injected};
#[cfg(test)]
pub(crate) use json::COMMON_FIELDS;
use json::JsonFault;
pub(crate) use settling::Settling;
pub(crate) use wire::WireFault;

/// Maximum delay. A longer delay is a stall.
const MAX_DELAY: Duration = Duration::from_secs(600);
/// Maximum time to live.
const MAX_TTL: Duration = Duration::from_secs(24 * 60 * 60);

/// The names of all kinds of faults, for the control interface.
pub const FAULT_KINDS: [&str; 10] =
    ["latency", "status", "reset", "truncate", "stall", "garbage", "settle", "ignored", "rate_limit", "eventual_list"];

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
/// // As the service does at times: a new tag of a version reads back empty at first.
/// Fault::settle("*", 2, Duration::ZERO);
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
/// `times`. `chance`, `ttl_ms` and `name` limit the calls further.
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
    /// Probability of a hit, more than 0 and at most 1; `None` means 1.
    pub chance: Option<f64>,
    /// Time from the injection to the end of the fault, at most a day; `None` means no end.
    pub ttl: Option<Duration>,
    /// Name of an object. Only calls are hit that have it in their path, or as the `name` in their
    /// body. `None` means any.
    pub name: Option<String>,
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
    /// After an update of a version's `docker_tag`, the version is shown with an empty one, as the
    /// service does until it has taken the tag over. It hits updates; `when` has no effect.
    Settle {
        /// Number of responses that show the empty tag.
        reads: u64,
        /// Minimum time of the empty tag, at most 10 minutes.
        time: Duration,
    },
    /// An update has a successful response, and changes nothing. `when` has no effect.
    Ignored,
    /// Calls beyond a rate are refused with 429 and not carried out. Only these are hits.
    RateLimit {
        /// Number of calls that are carried out in a window.
        calls: u64,
        /// Length of the window, which begins with its first call; at most 10 minutes.
        window: Duration,
        /// The value of `Retry-After`, a number of seconds or a date; `None` omits the header.
        retry_after: Option<String>,
    },
    /// A list does not show objects that were created less than this time ago, at most 10 minutes.
    /// `when` has no effect.
    EventualList(Duration),
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
        let operation = operation.into();
        Fault { operation, kind, when: When::Before, skip: 0, times: None, chance: None, ttl: None, name: None }
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

    /// Shows an empty `docker_tag` after it was updated, for a number of responses and a minimum
    /// time.
    pub fn settle(operation: impl Into<String>, reads: u64, time: Duration) -> Fault {
        Fault::new(operation, FaultKind::Settle { reads, time })
    }

    /// Responds to an update as if it had been carried out, and changes nothing.
    pub fn ignored(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::Ignored)
    }

    /// Refuses calls with 429 after a number of calls in a window.
    pub fn rate_limit(operation: impl Into<String>, calls: u64, window: Duration) -> Fault {
        Fault::new(operation, FaultKind::RateLimit { calls, window, retry_after: None })
    }

    /// Hides objects in lists that were created less than this time ago.
    pub fn eventual_list(operation: impl Into<String>, delay: Duration) -> Fault {
        Fault::new(operation, FaultKind::EventualList(delay))
    }

    /// Adds a `Retry-After` header to a status or a rate limit: a number of seconds, or a date as a
    /// string. It has no effect on other kinds of faults.
    pub fn retry_after(mut self, value: impl ToString) -> Fault {
        if let FaultKind::Status { retry_after, .. } | FaultKind::RateLimit { retry_after, .. } = &mut self.kind {
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

    /// Hits with this probability, more than 0 and at most 1.
    pub fn chance(mut self, chance: f64) -> Fault {
        self.chance = Some(chance);
        self
    }

    /// Ends this time after the injection, at most a day.
    pub fn ttl(mut self, ttl: Duration) -> Fault {
        self.ttl = Some(ttl);
        self
    }

    /// Hits only calls with this name in their path, or as the `name` in their body.
    pub fn name(mut self, name: impl Into<String>) -> Fault {
        self.name = Some(name.into());
        self
    }

    /// Validates the fault. The error names all violations.
    pub(crate) fn validate(&self) -> Result<(), String> {
        let mut violations = Vec::new();
        if self.operation != "*" && !OPERATIONS.contains(&self.operation.as_str()) {
            let known = OPERATIONS.join(", ");
            violations.push(format!("operation '{}' is unknown: use * or one of {known}", self.operation));
        }
        if OPERATIONS.contains(&self.operation.as_str()) && !self.kind.concerns(&self.operation) {
            let what = if matches!(self.kind, FaultKind::EventualList(_)) { "lists" } else { "updates" };
            violations.push(format!("{} hits {what} only: use * or the operation of one", self.kind.name()));
        }
        if self.times == Some(0) {
            violations.push("times must be at least 1; omit it for no limit".into());
        }
        if self.chance.is_some_and(|chance| !(chance > 0.0 && chance <= 1.0)) {
            violations.push("chance must be more than 0 and at most 1".into());
        }
        if self.ttl.is_some_and(|ttl| ttl.is_zero() || ttl > MAX_TTL) {
            violations.push(format!("ttl_ms must be between 1 and {}", MAX_TTL.as_millis()));
        }
        if self.name.as_deref() == Some("") {
            violations.push("name must not be empty; omit it for any name".into());
        }
        match &self.kind {
            FaultKind::Latency(time) | FaultKind::EventualList(time) | FaultKind::Settle { time, .. }
                if *time > MAX_DELAY =>
            {
                violations.push(format!("ms must be at most {}", MAX_DELAY.as_millis()));
            }
            FaultKind::RateLimit { window, .. } if window.is_zero() || *window > MAX_DELAY => {
                violations.push(format!("ms must be between 1 and {}", MAX_DELAY.as_millis()));
            }
            FaultKind::Settle { reads: 0, time } if time.is_zero() => {
                violations.push("reads or ms must be at least 1".into());
            }
            FaultKind::Status { code, .. } if !(200..=599).contains(code) => {
                violations.push("code must be between 200 and 599".into());
            }
            _ => {}
        }
        if let FaultKind::Status { retry_after: Some(value), .. }
        | FaultKind::RateLimit { retry_after: Some(value), .. } = &self.kind
            && HeaderValue::from_str(value).is_err()
        {
            violations.push("retry_after is not a valid header value".into());
        }
        if violations.is_empty() { Ok(()) } else { Err(violations.join("; ")) }
    }
}

impl FaultKind {
    /// True if the kind can have an effect on an operation.
    fn concerns(&self, operation: &str) -> bool {
        match self {
            FaultKind::Settle { .. } => operation == "versions.update",
            FaultKind::Ignored => operation.ends_with(".update"),
            FaultKind::EventualList(_) => operation.ends_with(".list"),
            _ => true,
        }
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
            FaultKind::Settle { .. } => "settle",
            FaultKind::Ignored => "ignored",
            FaultKind::RateLimit { .. } => "rate_limit",
            FaultKind::EventualList(_) => "eventual_list",
        }
    }
}
