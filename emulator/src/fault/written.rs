//! A fault as JSON: one flat object, in which nothing unknown and nothing without effect is let pass.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Fault, FaultKind, When};

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
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
