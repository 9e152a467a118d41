//! Faults: trouble on request, so that a script or a plugin can be tested against it.

use std::time::Duration;

use hyper::header::HeaderValue;
use serde::{Deserialize, Serialize};

use crate::operation::OPERATIONS;

/// One kind of trouble, for the calls that it is meant for.
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

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default = "any")]
    operation: String,
    kind: Word,
    #[serde(skip_serializing_if = "Option::is_none")]
    ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<RetryAfter>,
    #[serde(default)]
    when: When,
    #[serde(default)]
    skip: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
}

fn any() -> String {
    "*".into()
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Latency,
    Status,
    Reset,
    Truncate,
    Stall,
    Garbage,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum RetryAfter {
    Seconds(u64),
    Text(String),
}

impl TryFrom<Written> for Fault {
    type Error = String;

    fn try_from(written: Written) -> Result<Fault, String> {
        let Written { operation, kind, ms, code, retry_after, when, skip, times } = written;
        for (name, given, of) in [
            ("ms", ms.is_some(), Word::Latency),
            ("code", code.is_some(), Word::Status),
            ("retry_after", retry_after.is_some(), Word::Status),
        ] {
            if given && kind != of {
                return Err(format!("{name} does not go with this kind"));
            }
        }
        let kind = match kind {
            Word::Latency => FaultKind::Latency(Duration::from_millis(ms.ok_or("latency needs ms")?)),
            Word::Status => FaultKind::Status {
                code: code.ok_or("status needs code")?,
                retry_after: retry_after.map(|value| match value {
                    RetryAfter::Seconds(seconds) => seconds.to_string(),
                    RetryAfter::Text(text) => text,
                }),
            },
            Word::Reset => FaultKind::Reset,
            Word::Truncate => FaultKind::Truncate,
            Word::Stall => FaultKind::Stall,
            Word::Garbage => FaultKind::Garbage,
        };
        let fault = Fault { operation, kind, when, skip, times };
        fault.check().map(|()| fault)
    }
}

impl From<Fault> for Written {
    fn from(fault: Fault) -> Written {
        let Fault { operation, kind, when, skip, times } = fault;
        let mut written =
            Written { operation, kind: Word::Reset, ms: None, code: None, retry_after: None, when, skip, times };
        match kind {
            FaultKind::Latency(delay) => {
                (written.kind, written.ms) = (Word::Latency, u64::try_from(delay.as_millis()).ok())
            }
            FaultKind::Status { code, retry_after } => {
                (written.kind, written.code, written.retry_after) =
                    (Word::Status, Some(code), retry_after.map(RetryAfter::Text));
            }
            FaultKind::Reset => written.kind = Word::Reset,
            FaultKind::Truncate => written.kind = Word::Truncate,
            FaultKind::Stall => written.kind = Word::Stall,
            FaultKind::Garbage => written.kind = Word::Garbage,
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_constructors_say_the_same() {
        for (json, fault) in [
            (r#"{"kind":"latency","ms":5}"#, Fault::latency("*", Duration::from_millis(5))),
            (
                r#"{"operation":"apps","kind":"reset"}"#.replace("apps", "applications.list").as_str(),
                Fault::reset("applications.list"),
            ),
            (r#"{"kind":"status","code":503,"retry_after":2,"when":"after","skip":1,"times":3}"#, {
                Fault::status("*", 503).retry_after(2).after().skip(1).times(3)
            }),
        ] {
            let read: Fault = serde_json::from_str(json).unwrap();
            assert_eq!(read, fault);
            assert_eq!(serde_json::from_str::<Fault>(&serde_json::to_string(&read).unwrap()).unwrap(), fault);
        }
    }

    #[test]
    fn nonsense_is_refused_with_its_reason() {
        for (json, reason) in [
            (r#"{"kind":"explode"}"#, "unknown variant `explode`"),
            (r#"{"kind":"reset","tims":1}"#, "unknown field `tims`"),
            (r#"{"kind":"latency"}"#, "latency needs ms"),
            (r#"{"kind":"reset","ms":1}"#, "ms does not go with this kind"),
            (r#"{"kind":"status","code":99,"times":0,"operation":"x"}"#, "operation 'x' is unknown"),
            (
                r#"{"kind":"status","code":99,"times":0}"#,
                "times must be at least 1; leave it out for ever; code must be between 200 and 599",
            ),
        ] {
            let error = serde_json::from_str::<Fault>(json).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
