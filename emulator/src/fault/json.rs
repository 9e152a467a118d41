//! A fault as JSON: a flat object. Unknown fields, and fields without effect, are refused.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Fault, FaultKind, When};

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonFault {
    #[serde(default = "any")]
    operation: String,
    kind: JsonKind,
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
enum JsonKind {
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
    Date(String),
}

impl TryFrom<JsonFault> for Fault {
    type Error = String;

    fn try_from(json: JsonFault) -> Result<Fault, String> {
        let JsonFault { operation, kind, ms, code, retry_after, when, skip, times } = json;
        for (name, is_given, owner) in [
            ("ms", ms.is_some(), JsonKind::Latency),
            ("code", code.is_some(), JsonKind::Status),
            ("retry_after", retry_after.is_some(), JsonKind::Status),
        ] {
            if is_given && kind != owner {
                return Err(format!("{name} is not valid for this kind"));
            }
        }
        let kind = match kind {
            JsonKind::Latency => FaultKind::Latency(Duration::from_millis(ms.ok_or("latency requires ms")?)),
            JsonKind::Status => FaultKind::Status {
                code: code.ok_or("status requires code")?,
                retry_after: retry_after.map(|value| match value {
                    RetryAfter::Seconds(seconds) => seconds.to_string(),
                    RetryAfter::Date(date) => date,
                }),
            },
            JsonKind::Reset => FaultKind::Reset,
            JsonKind::Truncate => FaultKind::Truncate,
            JsonKind::Stall => FaultKind::Stall,
            JsonKind::Garbage => FaultKind::Garbage,
        };
        let fault = Fault { operation, kind, when, skip, times };
        fault.validate().map(|()| fault)
    }
}

impl From<Fault> for JsonFault {
    fn from(fault: Fault) -> JsonFault {
        let Fault { operation, kind, when, skip, times } = fault;
        let mut json =
            JsonFault { operation, kind: JsonKind::Reset, ms: None, code: None, retry_after: None, when, skip, times };
        match kind {
            FaultKind::Latency(delay) => {
                (json.kind, json.ms) = (JsonKind::Latency, u64::try_from(delay.as_millis()).ok())
            }
            FaultKind::Status { code, retry_after } => {
                (json.kind, json.code, json.retry_after) =
                    (JsonKind::Status, Some(code), retry_after.map(RetryAfter::Date));
            }
            FaultKind::Reset => json.kind = JsonKind::Reset,
            FaultKind::Truncate => json.kind = JsonKind::Truncate,
            FaultKind::Stall => json.kind = JsonKind::Stall,
            FaultKind::Garbage => json.kind = JsonKind::Garbage,
        }
        json
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_constructors_agree() {
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
            let parsed: Fault = serde_json::from_str(json).unwrap();
            assert_eq!(parsed, fault);
            assert_eq!(serde_json::from_str::<Fault>(&serde_json::to_string(&parsed).unwrap()).unwrap(), fault);
        }
    }

    #[test]
    fn invalid_faults_are_refused_with_a_reason() {
        for (json, reason) in [
            (r#"{"kind":"explode"}"#, "unknown variant `explode`"),
            (r#"{"kind":"reset","tims":1}"#, "unknown field `tims`"),
            (r#"{"kind":"latency"}"#, "latency requires ms"),
            (r#"{"kind":"reset","ms":1}"#, "ms is not valid for this kind"),
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
