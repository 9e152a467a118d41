//! A fault as JSON: a flat object. A null is the same as no field. Unknown fields, and fields of
//! another kind, are refused.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Fault, FaultKind, When};

#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub(super) struct JsonFault {
    operation: String,
    #[serde(flatten)]
    kind: JsonKind,
    when: When,
    skip: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chance: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// The fields that faults of all kinds have, besides `kind`.
pub(crate) const COMMON_FIELDS: [&str; 7] = ["operation", "when", "skip", "times", "chance", "ttl_ms", "name"];

/// The values of [`COMMON_FIELDS`].
#[derive(Deserialize)]
#[serde(default)]
struct Common {
    operation: String,
    when: When,
    skip: u64,
    times: Option<u64>,
    chance: Option<f64>,
    ttl_ms: Option<u64>,
    name: Option<String>,
}

impl Default for Common {
    fn default() -> Common {
        let (when, skip) = (When::default(), 0);
        Common { operation: "*".into(), when, skip, times: None, chance: None, ttl_ms: None, name: None }
    }
}

impl TryFrom<Map<String, Value>> for JsonFault {
    type Error = String;

    fn try_from(mut fields: Map<String, Value>) -> Result<JsonFault, String> {
        fields.retain(|_, value| !value.is_null());
        let name = match fields.get("kind") {
            Some(Value::String(kind)) => format!("a fault of kind `{kind}`"),
            _ => "a fault".to_owned(),
        };
        for (field, value) in &fields {
            check_type(field, value).map_err(|expected| format!("{name}: `{field}` must be {expected}"))?;
        }
        let read = |error: serde_json::Error| format!("{name}: {error}");
        let (common, kind) = fields.into_iter().partition(|(name, _)| COMMON_FIELDS.contains(&name.as_str()));
        let common: Common = serde_json::from_value(Value::Object(common)).map_err(read)?;
        let kind = serde_json::from_value(Value::Object(kind)).map_err(read)?;
        let Common { operation, when, skip, times, chance, ttl_ms, name } = common;
        Ok(JsonFault { operation, kind, when, skip, times, chance, ttl_ms, name })
    }
}

/// The error is the expected type of a field, which the messages of serde do not connect with its
/// name.
fn check_type(field: &str, value: &Value) -> Result<(), &'static str> {
    let is_text = value.is_string();
    let (is_right, expected) = match field {
        "kind" | "operation" | "name" => (is_text, "a string"),
        "when" => (matches!(value.as_str(), Some("before" | "after")), "`before` or `after`"),
        "ms" | "ttl_ms" | "skip" | "times" | "reads" | "calls" => (value.is_u64(), "an integer, 0 or more"),
        "chance" => (value.is_number(), "a number, more than 0 and at most 1"),
        "code" => (value.as_u64().is_some_and(|code| code <= u16::MAX.into()), "an integer between 200 and 599"),
        "retry_after" => (value.is_u64() || is_text, "a number of seconds, 0 or more, or a date"),
        _ => return Ok(()),
    };
    if is_right { Ok(()) } else { Err(expected) }
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
    Settle {
        #[serde(default = "one")]
        reads: u64,
        #[serde(default)]
        ms: u64,
    },
    Ignored {},
    RateLimit {
        calls: u64,
        ms: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
    },
    EventualList {
        ms: u64,
    },
}

fn one() -> u64 {
    1
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum RetryAfter {
    Seconds(u64),
    Date(String),
}

impl RetryAfter {
    fn into_text(self) -> String {
        match self {
            RetryAfter::Seconds(seconds) => seconds.to_string(),
            RetryAfter::Date(date) => date,
        }
    }
}

impl TryFrom<JsonFault> for Fault {
    type Error = String;

    fn try_from(json: JsonFault) -> Result<Fault, String> {
        let JsonFault { operation, kind, when, skip, times, chance, ttl_ms, name } = json;
        let time = Duration::from_millis;
        let kind = match kind {
            JsonKind::Latency { ms } => FaultKind::Latency(time(ms)),
            JsonKind::Status { code, retry_after } => {
                FaultKind::Status { code, retry_after: retry_after.map(RetryAfter::into_text) }
            }
            JsonKind::Reset {} => FaultKind::Reset,
            JsonKind::Truncate {} => FaultKind::Truncate,
            JsonKind::Stall {} => FaultKind::Stall,
            JsonKind::Garbage {} => FaultKind::Garbage,
            JsonKind::Settle { reads, ms } => FaultKind::Settle { reads, time: time(ms) },
            JsonKind::Ignored {} => FaultKind::Ignored,
            JsonKind::RateLimit { calls, ms, retry_after } => {
                FaultKind::RateLimit { calls, window: time(ms), retry_after: retry_after.map(RetryAfter::into_text) }
            }
            JsonKind::EventualList { ms } => FaultKind::EventualList(time(ms)),
        };
        let fault = Fault { operation, kind, when, skip, times, chance, ttl: ttl_ms.map(time), name };
        fault.validate().map(|()| fault)
    }
}

impl From<Fault> for JsonFault {
    fn from(fault: Fault) -> JsonFault {
        let Fault { operation, kind, when, skip, times, chance, ttl, name } = fault;
        let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let kind = match kind {
            FaultKind::Latency(delay) => JsonKind::Latency { ms: ms(delay) },
            FaultKind::Status { code, retry_after } => {
                JsonKind::Status { code, retry_after: retry_after.map(RetryAfter::Date) }
            }
            FaultKind::Reset => JsonKind::Reset {},
            FaultKind::Truncate => JsonKind::Truncate {},
            FaultKind::Stall => JsonKind::Stall {},
            FaultKind::Garbage => JsonKind::Garbage {},
            FaultKind::Settle { reads, time } => JsonKind::Settle { reads, ms: ms(time) },
            FaultKind::Ignored => JsonKind::Ignored {},
            FaultKind::RateLimit { calls, window, retry_after } => {
                JsonKind::RateLimit { calls, ms: ms(window), retry_after: retry_after.map(RetryAfter::Date) }
            }
            FaultKind::EventualList(delay) => JsonKind::EventualList { ms: ms(delay) },
        };
        JsonFault { operation, kind, when, skip, times, chance, ttl_ms: ttl.map(ms), name }
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
            (r#"{"operation":null,"kind":"reset","ms":null,"times":null}"#, Fault::reset("*")),
            (r#"{"kind":"settle"}"#, Fault::settle("*", 1, Duration::ZERO)),
            (r#"{"kind":"settle","reads":0,"ms":5}"#, Fault::settle("*", 0, Duration::from_millis(5))),
            (r#"{"operation":"versions.update","kind":"ignored"}"#, Fault::ignored("versions.update")),
            (
                r#"{"kind":"rate_limit","calls":3,"ms":1000,"retry_after":1}"#,
                Fault::rate_limit("*", 3, Duration::from_secs(1)).retry_after(1),
            ),
            (r#"{"kind":"eventual_list","ms":5}"#, Fault::eventual_list("*", Duration::from_millis(5))),
            (
                r#"{"kind":"reset","chance":0.5,"ttl_ms":7,"name":"game"}"#,
                Fault::reset("*").chance(0.5).ttl(Duration::from_millis(7)).name("game"),
            ),
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
            (r#"{"kind":"latency"}"#, "a fault of kind `latency`: missing field `ms`"),
            (r#"{"kind":"latency","ms":null}"#, "missing field `ms`"),
            (r#"{"kind":"reset","ms":1}"#, "a fault of kind `reset`: unknown field `ms`"),
            (r#"{"kind":"latency","ms":1,"code":500}"#, "unknown field `code`"),
            (r#"{"kind":5}"#, "a fault: `kind` must be a string"),
            (r#"{"kind":"reset","times":"x"}"#, "a fault of kind `reset`: `times` must be an integer, 0 or more"),
            (r#"{"kind":"reset","skip":-1}"#, "`skip` must be an integer, 0 or more"),
            (r#"{"kind":"reset","when":"later"}"#, "`when` must be `before` or `after`"),
            (r#"{"kind":"latency","ms":0.5}"#, "`ms` must be an integer, 0 or more"),
            (r#"{"kind":"status","code":"503"}"#, "`code` must be an integer between 200 and 599"),
            (r#"{"kind":"status","code":503,"retry_after":-1}"#, "`retry_after` must be a number of seconds"),
            (r#"{"kind":"status","code":99,"times":0,"operation":"x"}"#, "operation 'x' is unknown"),
            (r#"{"kind":"reset","chance":"often"}"#, "`chance` must be a number"),
            (r#"{"kind":"reset","chance":0}"#, "chance must be more than 0 and at most 1"),
            (r#"{"kind":"reset","chance":1.1}"#, "chance must be more than 0 and at most 1"),
            (r#"{"kind":"reset","ttl_ms":0}"#, "ttl_ms must be between 1 and 86400000"),
            (r#"{"kind":"reset","name":""}"#, "name must not be empty"),
            (r#"{"kind":"rate_limit","calls":1}"#, "missing field `ms`"),
            (r#"{"kind":"rate_limit","calls":1,"ms":0}"#, "ms must be between 1 and 600000"),
            (r#"{"kind":"settle","reads":0}"#, "reads or ms must be at least 1"),
            (r#"{"kind":"settle","operation":"versions.get"}"#, "settle hits updates only"),
            (r#"{"kind":"ignored","operation":"applications.create"}"#, "ignored hits updates only"),
            (r#"{"kind":"eventual_list","ms":1,"operation":"versions.get"}"#, "eventual_list hits lists only"),
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
