//! A fault as JSON: a flat object. Unknown fields, and fields of another kind, are refused.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Fault, FaultKind, When};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct JsonFault {
    #[serde(default = "any")]
    operation: String,
    #[serde(flatten)]
    kind: JsonKind,
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

/// The variants have braces because serde accepts unknown fields for a variant without them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum JsonKind {
    Latency {
        ms: u64,
    },
    Status {
        code: u16,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
    },
    Reset {},
    Truncate {},
    Stall {},
    Garbage {},
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum RetryAfter {
    Seconds(u64),
    Date(String),
}

impl TryFrom<JsonFault> for Fault {
    type Error = String;

    fn try_from(json: JsonFault) -> Result<Fault, String> {
        let JsonFault { operation, kind, when, skip, times } = json;
        let kind = match kind {
            JsonKind::Latency { ms } => FaultKind::Latency(Duration::from_millis(ms)),
            JsonKind::Status { code, retry_after } => FaultKind::Status {
                code,
                retry_after: retry_after.map(|value| match value {
                    RetryAfter::Seconds(seconds) => seconds.to_string(),
                    RetryAfter::Date(date) => date,
                }),
            },
            JsonKind::Reset {} => FaultKind::Reset,
            JsonKind::Truncate {} => FaultKind::Truncate,
            JsonKind::Stall {} => FaultKind::Stall,
            JsonKind::Garbage {} => FaultKind::Garbage,
        };
        let fault = Fault { operation, kind, when, skip, times };
        fault.validate().map(|()| fault)
    }
}

impl From<Fault> for JsonFault {
    fn from(fault: Fault) -> JsonFault {
        let Fault { operation, kind, when, skip, times } = fault;
        let kind = match kind {
            FaultKind::Latency(delay) => JsonKind::Latency { ms: u64::try_from(delay.as_millis()).unwrap_or(u64::MAX) },
            FaultKind::Status { code, retry_after } => {
                JsonKind::Status { code, retry_after: retry_after.map(RetryAfter::Date) }
            }
            FaultKind::Reset => JsonKind::Reset {},
            FaultKind::Truncate => JsonKind::Truncate {},
            FaultKind::Stall => JsonKind::Stall {},
            FaultKind::Garbage => JsonKind::Garbage {},
        };
        JsonFault { operation, kind, when, skip, times }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_constructors_agree() {
        for (json, fault) in [
            (r#"{"kind":"latency","ms":5}"#, Fault::latency("*", Duration::from_millis(5))),
            (r#"{"operation":"applications.list","kind":"reset"}"#, Fault::reset("applications.list")),
            (
                r#"{"kind":"status","code":503,"retry_after":2,"when":"after","skip":1,"times":3}"#,
                Fault::status("*", 503).retry_after(2).after().skip(1).times(3),
            ),
        ] {
            let parsed: Fault = serde_json::from_str(json).unwrap();
            assert_eq!(parsed, fault);
            assert_eq!(serde_json::from_str::<Fault>(&serde_json::to_string(&parsed).unwrap()).unwrap(), fault);
        }
    }

    #[test]
    fn invalid_faults_are_refused_with_a_reason() {
        for (json, reason) in [
            (r#"{"kind":"explode"}"#, "unknown variant `explode`"),
            (r#"{"operation":"*"}"#, "missing field `kind`"),
            (r#"{"kind":"reset","tims":1}"#, "unknown field `tims`"),
            (r#"{"kind":"latency"}"#, "missing field `ms`"),
            (r#"{"kind":"reset","ms":1}"#, "unknown field `ms`"),
            (r#"{"kind":"latency","ms":1,"code":500}"#, "unknown field `code`"),
            (r#"{"kind":"status","code":99,"times":0,"operation":"x"}"#, "operation 'x' is unknown"),
            (
                r#"{"kind":"status","code":99,"times":0}"#,
                "times must be at least 1; omit it for no limit; code must be between 200 and 599",
            ),
        ] {
            let error = serde_json::from_str::<Fault>(json).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
