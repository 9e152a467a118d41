//! Faults: trouble on request, so that a script or a plugin can be tested against it.

mod written;

use std::time::Duration;

use hyper::header::HeaderValue;
use serde::{Deserialize, Serialize};

use crate::operation::OPERATIONS;
use written::Written;

/// One kind of trouble, for the calls that it is meant for. A call is one that reached its operation's path with its method,
/// whatever token it came with.
///
/// ```
/// use std::time::Duration;
/// use edgegap_emulator::Fault;
///
/// // The next create of a version is carried out, and its answer never arrives.
/// Fault::reset("versions.create").after().times(1);
/// // Everything is slow.
/// Fault::latency("*", Duration::from_millis(200));
/// // The third and fourth list of applications are refused.
/// Fault::status("applications.list", 429).retry_after(2).skip(2).times(2);
/// ```
///
/// As JSON, for the control interface: `{"operation": "versions.create", "kind": "status", "code": 503, "retry_after": 2,
/// "when": "before", "skip": 0, "times": 1}`. Left out, `operation` is `*`, `when` is `before`, `skip` is 0, and `times` is
/// for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Fault {
    /// The id of an operation, one of [`OPERATIONS`], or `*` for any.
    pub operation: String,
    /// What happens.
    pub kind: FaultKind,
    /// Whether the call is carried out first.
    pub when: When,
    /// So many matching calls go well first.
    pub skip: u64,
    /// So many are hit then; `None` is for ever.
    pub times: Option<u64>,
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The answer comes later. Latency adds up, and goes together with another fault.
    Latency(Duration),
    /// This status is answered, with this `Retry-After`: seconds or a date.
    Status {
        /// The status, 200 to 599.
        code: u16,
        /// The header, if it is to be there.
        retry_after: Option<String>,
    },
    /// The connection is reset without an answer.
    Reset,
    /// The answer breaks off in its middle and the connection is closed.
    Truncate,
    /// No answer comes and the connection stays open.
    Stall,
    /// Bytes that are not HTTP come instead of an answer.
    Garbage,
}

/// Whether a call that is hit is carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// It is not.
    #[default]
    Before,
    /// It is, and its answer is spoilt.
    After,
}

impl Fault {
    fn new(operation: impl Into<String>, kind: FaultKind) -> Fault {
        Fault { operation: operation.into(), kind, when: When::Before, skip: 0, times: None }
    }

    /// The answer comes this much later.
    pub fn latency(operation: impl Into<String>, delay: Duration) -> Fault {
        Fault::new(operation, FaultKind::Latency(delay))
    }

    /// This status is answered.
    pub fn status(operation: impl Into<String>, code: u16) -> Fault {
        Fault::new(operation, FaultKind::Status { code, retry_after: None })
    }

    /// The connection is reset.
    pub fn reset(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::Reset)
    }

    /// The answer breaks off in its middle.
    pub fn truncate(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::Truncate)
    }

    /// No answer comes.
    pub fn stall(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::Stall)
    }

    /// Bytes that are not HTTP come.
    pub fn garbage(operation: impl Into<String>) -> Fault {
        Fault::new(operation, FaultKind::Garbage)
    }

    /// Adds a `Retry-After` to a status: a number of seconds, or a date as text. Other kinds have no use for it.
    pub fn retry_after(mut self, value: impl ToString) -> Fault {
        if let FaultKind::Status { retry_after, .. } = &mut self.kind {
            *retry_after = Some(value.to_string());
        }
        self
    }

    /// Hits before the call is carried out; this is the default.
    pub fn before(mut self) -> Fault {
        self.when = When::Before;
        self
    }

    /// Carries the call out and spoils its answer.
    pub fn after(mut self) -> Fault {
        self.when = When::After;
        self
    }

    /// Lets this many matching calls go well first.
    pub fn skip(mut self, calls: u64) -> Fault {
        self.skip = calls;
        self
    }

    /// Ends after this many hits.
    pub fn times(mut self, hits: u64) -> Fault {
        self.times = Some(hits);
        self
    }

    /// What makes no sense about it, all of it.
    pub(crate) fn check(&self) -> Result<(), String> {
        let mut wrong = Vec::new();
        if self.operation != "*" && !OPERATIONS.contains(&self.operation.as_str()) {
            wrong.push(format!("operation '{}' is unknown: use * or one of {}", self.operation, OPERATIONS.join(", ")));
        }
        if self.times == Some(0) {
            wrong.push("times must be at least 1; leave it out for ever".into());
        }
        match &self.kind {
            FaultKind::Latency(delay) if *delay > LONGEST => {
                wrong.push(format!("ms must be at most {}", LONGEST.as_millis()))
            }
            FaultKind::Status { code, .. } if !(200..=599).contains(code) => {
                wrong.push("code must be between 200 and 599".into())
            }
            FaultKind::Status { retry_after: Some(value), .. } if HeaderValue::from_str(value).is_err() => {
                wrong.push("retry_after is not the value of a header".into());
            }
            _ => {}
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    }
}

/// Longer delays are a stall.
const LONGEST: Duration = Duration::from_secs(600);
