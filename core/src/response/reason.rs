//! The reason in a JSON error body. Every framework and gateway has its own field for it.

use serde_json::{Map, Value};

/// Maximum number of errors of one body in a message; the rest is counted.
const MAX_ITEMS: usize = 20;
/// Maximum depth of nested objects.
const MAX_DEPTH: usize = 4;

/// Fields that hold a reason, the best first.
const REASONS: [&str; 18] = [
    "message",
    "Message",
    "msg",
    "detail",
    "error_description",
    "errorMessage",
    "error_message",
    "error",
    "Error",
    "title",
    "reason",
    "description",
    "text",
    "fault",
    "faultstring",
    "exception",
    "cause",
    "code",
];
/// Fields that say what an item of a list of errors is about.
const PLACES: [&str; 8] = ["field", "loc", "path", "name", "param", "parameter", "property", "pointer"];

/// The reason in an object.
pub(crate) fn from_map(map: &Map<String, Value>) -> Option<String> {
    from_object(map, MAX_DEPTH)
}

/// The reason in a body that is not an object.
pub(crate) fn from_value(value: &Value) -> Option<String> {
    from_reason(value, MAX_DEPTH)
}

/// The reason of an object, and the errors that it lists.
fn from_object(map: &Map<String, Value>, depth: usize) -> Option<String> {
    let reason = REASONS.iter().find_map(|name| from_reason(map.get(*name)?, depth));
    let errors = ["errors", "Errors", "violations"].iter().find_map(|name| from_errors(map.get(*name)?, depth));
    let said: Vec<_> = [reason, errors].into_iter().flatten().collect();
    Some(said.join(": ")).filter(|said| !said.is_empty())
}

/// The reason in a value.
fn from_reason(value: &Value, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Array(_) => from_errors(value, depth),
        Value::Object(map) => from_object(map, depth),
        _ => None,
    }
}

/// A map or a list of errors in one line, with the fields that they are about.
fn from_errors(errors: &Value, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let (lines, count): (Vec<String>, usize) = match errors {
        Value::Object(map) => {
            let line = |(name, value): (&String, &Value)| format!("{name}: {}", display(value));
            (map.iter().take(MAX_ITEMS).map(line).collect(), map.len())
        }
        Value::Array(items) => {
            (items.iter().take(MAX_ITEMS).filter_map(|item| from_item(item, depth)).collect(), items.len())
        }
        Value::String(text) => return Some(text.clone()).filter(|text| !text.trim().is_empty()),
        _ => return None,
    };
    let more = if count > MAX_ITEMS { format!("; and {} more", count - MAX_ITEMS) } else { String::new() };
    Some(lines.join("; ")).filter(|lines| !lines.is_empty()).map(|lines| lines + &more)
}

fn from_item(item: &Value, depth: usize) -> Option<String> {
    let said = from_reason(item, depth + 1)?;
    let place = item.as_object().and_then(|map| {
        let source = map.get("source").and_then(Value::as_object).unwrap_or(map);
        PLACES.iter().find_map(|name| map.get(*name).or_else(|| source.get(*name)))
    });
    Some(match place {
        Some(Value::String(place)) if *place != said => format!("{place}: {said}"),
        Some(Value::Array(parts)) => format!("{}: {said}", parts.iter().map(display).collect::<Vec<_>>().join(".")),
        _ => said,
    })
}

/// A string as it is, any other value as JSON.
fn display(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(body: &str) -> String {
        from_value(&serde_json::from_str(body).unwrap()).unwrap_or_default()
    }

    #[test]
    fn the_reason_is_found_in_every_form_of_body() {
        for (body, expected) in [
            (r#"{"message":"quota"}"#, "quota"),
            (r#"{"message":"  ","detail":"quota"}"#, "quota"),
            (r#"{"detail":"quota of 3 apps reached"}"#, "quota of 3 apps reached"),
            (r#"{"error":"quota"}"#, "quota"),
            (r#"{"error":{"code":7,"message":"quota"}}"#, "quota"),
            (r#"{"error":"invalid_token","error_description":"The token expired"}"#, "The token expired"),
            (r#"{"errors":["name is bad","image is bad"]}"#, "name is bad; image is bad"),
            (r#"{"errors":[{"field":"name","message":"bad"}]}"#, "name: bad"),
            (r#"{"errors":[{"source":{"pointer":"/name"},"detail":"bad"}]}"#, "/name: bad"),
            (r#"{"detail":[{"loc":["body","name"],"msg":"field required"}]}"#, "body.name: field required"),
            (r#"{"Message":"User is not authorized"}"#, "User is not authorized"),
            (r#"{"message":["a","b"]}"#, "a; b"),
            (r#"{"message":{"text":"x"}}"#, "x"),
            (r#"{"title":"Bad","detail":"quota","status":400}"#, "quota"),
            (r#"{"title":"Bad Request","status":400}"#, "Bad Request"),
            (r#"{"fault":{"faultstring":"quota"}}"#, "quota"),
            (
                r#"{"message":"Bad","errors":{"req_cpu":"too small","name":["a"]}}"#,
                r#"Bad: req_cpu: too small; name: ["a"]"#,
            ),
            (r#""quota""#, "quota"),
            (r#"["a","b"]"#, "a; b"),
            (r#"{"error":true,"errors":7,"code":7}"#, ""),
            ("{}", ""),
            ("[]", ""),
            ("null", ""),
        ] {
            assert_eq!(reason(body), expected, "{body}");
        }
    }

    #[test]
    fn what_a_body_lists_is_bounded() {
        let items = |count: usize| (0..count).map(|n| format!("\"e{n}\"")).collect::<Vec<_>>().join(",");
        assert!(reason(&format!("{{\"errors\":[{}]}}", items(20))).ends_with("e18; e19"));
        assert!(reason(&format!("{{\"errors\":[{}]}}", items(25))).ends_with("e18; e19; and 5 more"));
        let members = (0..25).map(|n| format!("\"m{n}\":\"bad\"")).collect::<Vec<_>>().join(",");
        assert!(reason(&format!("{{\"errors\":{{{members}}}}}")).ends_with("m19: bad; and 5 more"));
        assert_eq!(reason(&format!("{}\"deep\"{}", "{\"error\":".repeat(60), "}".repeat(60))), "");
    }
}
