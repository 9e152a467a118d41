//! Says in words how a request differs from the expected one.

use serde_json::Value;

use crate::script::ExpectedRequest;
use crate::wire::Request;

/// What every request carries unless the vector says otherwise.
const ALWAYS: [(&str, &str); 2] = [("authorization", "token test-token"), ("accept", "application/json")];
const AGENT: &str = "edgegap-sdk/";

/// Whether two JSON values are equal; numbers by value, so that `1` equals `1.0`.
pub fn same_json(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_json(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| same_json(value, other)))
        }
        _ => left == right,
    }
}

/// Every difference between a request and the expected one.
pub(crate) fn differences(expected: &ExpectedRequest, actual: &Request) -> Vec<String> {
    let mut found = Vec::new();
    if expected.method != actual.method {
        found.push(format!("method: expected {}, got {}", expected.method, actual.method));
    }
    if expected.target != actual.target {
        found.push(format!("target: expected {}, got {}", expected.target, actual.target));
    }
    compare_headers(expected, actual, &mut found);
    compare_body(expected, actual, &mut found);
    found
}

fn compare_headers(expected: &ExpectedRequest, actual: &Request, found: &mut Vec<String>) {
    let named = |name: &str| expected.headers.keys().any(|key| key.eq_ignore_ascii_case(name));
    let always = ALWAYS.into_iter().filter(|(name, _)| !named(name)).map(|(name, value)| (name, Some(value)));
    let wanted = expected.headers.iter().map(|(name, value)| (name.as_str(), value.as_deref()));
    for (name, value) in always.chain(wanted) {
        let got = actual.header(name);
        if got.as_deref() != value {
            let show = |value: Option<&str>| value.map_or("none".to_owned(), |text| format!("{text:?}"));
            found.push(format!("header {name}: expected {}, got {}", show(value), show(got.as_deref())));
        }
    }
    if !named("user-agent") {
        let agent = actual.header("user-agent").unwrap_or_default();
        if !agent.starts_with(AGENT) {
            found.push(format!("header user-agent: expected {AGENT}..., got {agent:?}"));
        }
    }
}

fn compare_body(expected: &ExpectedRequest, actual: &Request, found: &mut Vec<String>) {
    let kind = actual.header("content-type");
    let Some(wanted) = &expected.body else {
        if !actual.body.is_empty() {
            found.push(format!("body: expected none, got {}", String::from_utf8_lossy(&actual.body)));
        }
        if let Some(kind) = kind {
            found.push(format!("header content-type: expected none without a body, got {kind:?}"));
        }
        return;
    };
    if kind.as_deref() != Some("application/json") {
        found.push(format!("header content-type: expected application/json, got {kind:?}"));
    }
    match serde_json::from_slice::<Value>(&actual.body) {
        Ok(got) if same_json(wanted, &got) => {}
        Ok(got) => found.push(format!("body: expected {wanted}, got {got}")),
        Err(error) => found.push(format!("body: expected {wanted}, got no JSON ({error})")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(headers: &[(&str, &str)], body: &str) -> Request {
        Request {
            method: "POST".into(),
            target: "/v1/app".into(),
            headers: headers.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect(),
            body: body.into(),
        }
    }

    fn expected(json: Value) -> ExpectedRequest {
        serde_json::from_value(json).unwrap()
    }

    const USUAL: [(&str, &str); 4] = [
        ("authorization", "token test-token"),
        ("accept", "application/json"),
        ("user-agent", "edgegap-sdk/0.1.0"),
        ("content-type", "application/json"),
    ];

    #[test]
    fn equal_requests_have_no_differences() {
        let wanted =
            expected(json!({"method": "POST", "target": "/v1/app", "headers": {"X-A": null}, "body": {"a": 1.0}}));
        assert_eq!(differences(&wanted, &request(&USUAL, r#"{"a": 1}"#)), Vec::<String>::new());
    }

    #[test]
    fn every_difference_is_named() {
        let wanted = expected(json!({"method": "PUT", "target": "/v1/b", "headers": {"accept": null, "x-a": "1"}}));
        let found = differences(&wanted, &request(&USUAL[1..], "{}")).join("\n");
        for part in [
            "method",
            "target",
            "header accept",
            "header x-a",
            "header authorization",
            "body: expected none",
            "content-type",
        ] {
            assert!(found.contains(part), "{part} is not in\n{found}");
        }
    }

    #[test]
    fn another_body_is_shown() {
        let wanted = expected(json!({"method": "POST", "target": "/v1/app", "body": {"a": null}}));
        let found = differences(&wanted, &request(&USUAL, "{}"));
        assert_eq!(found, [r#"body: expected {"a":null}, got {}"#]);
    }
}
