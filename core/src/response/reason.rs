//! Where JSON says what is wrong. Every framework and gateway has a place of its own for that.

use serde_json::{Map, Value};

/// More errors in one body are counted.
const MOST_ITEMS: usize = 20;
/// Objects in each other are looked into so far.
const DEEPEST: usize = 4;

/// Where an object says what is wrong, in the order of how well it says it.
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
/// What an item of a list of errors is about.
const PLACES: [&str; 8] = ["field", "loc", "path", "name", "param", "parameter", "property", "pointer"];

/// What an object says.
pub(crate) fn of(map: &Map<String, Value>) -> Option<String> {
    of_object(map, DEEPEST)
}

/// What a body says that is no object.
pub(crate) fn of_value(value: &Value) -> Option<String> {
    value_of(value, DEEPEST)
}

/// Its reason, and the errors that it lists.
fn of_object(map: &Map<String, Value>, depth: usize) -> Option<String> {
    let reason = REASONS.iter().find_map(|name| value_of(map.get(*name)?, depth));
    let errors = ["errors", "Errors", "violations"].iter().find_map(|name| of_errors(map.get(*name)?, depth));
    let said: Vec<_> = [reason, errors].into_iter().flatten().collect();
    Some(said.join(": ")).filter(|said| !said.is_empty())
}

/// What a value says in the place of a reason.
fn value_of(value: &Value, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Array(_) => of_errors(value, depth),
        Value::Object(map) => of_object(map, depth),
        _ => None,
    }
}

/// Errors as a map of member to text, or as a list of texts or objects, in one line; it is what tells the user where.
fn of_errors(errors: &Value, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let (lines, count): (Vec<String>, usize) = match errors {
        Value::Object(map) => {
            let line = |(name, value): (&String, &Value)| format!("{name}: {}", text_of(value));
            (map.iter().take(MOST_ITEMS).map(line).collect(), map.len())
        }
        Value::Array(items) => {
            (items.iter().take(MOST_ITEMS).filter_map(|item| of_item(item, depth)).collect(), items.len())
        }
        Value::String(text) => return Some(text.clone()).filter(|text| !text.trim().is_empty()),
        _ => return None,
    };
    let more = if count > MOST_ITEMS { format!("; and {} more", count - MOST_ITEMS) } else { String::new() };
    Some(lines.join("; ")).filter(|lines| !lines.is_empty()).map(|lines| lines + &more)
}

fn of_item(item: &Value, depth: usize) -> Option<String> {
    let said = value_of(item, depth + 1)?;
    let place = item.as_object().and_then(|map| {
        let source = map.get("source").and_then(Value::as_object).unwrap_or(map);
        PLACES.iter().find_map(|name| map.get(*name).or_else(|| source.get(*name)))
    });
    Some(match place {
        Some(Value::String(place)) if *place != said => format!("{place}: {said}"),
        Some(Value::Array(parts)) => format!("{}: {said}", parts.iter().map(text_of).collect::<Vec<_>>().join(".")),
        _ => said,
    })
}

/// A text as it is, anything else as JSON.
fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(body: &str) -> String {
        of_value(&serde_json::from_str(body).unwrap()).unwrap_or_default()
    }

    #[test]
    fn every_shape_of_a_body_says_its_reason() {
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
