//! Compares a request with the expected one.

use serde_json::Value;

use crate::json;
use crate::placeholder::Placeholders;
use crate::script::{ExpectedRequest, Origin};
use crate::wire::Request;

/// Headers of every request unless the vector names them. The login at a proxy is for the proxy
/// alone.
const ALWAYS: [(&str, Option<&str>); 3] =
    [("authorization", Some("token test-token")), ("accept", Some("application/json")), ("proxy-authorization", None)];
/// The same for a request that opens a tunnel: the proxy must not see the token.
const TUNNEL: [(&str, Option<&str>); 2] = [("authorization", None), ("proxy-authorization", None)];
const AGENT: &str = "edgegap-sdk/";

/// Every difference between a request and the expected one.
pub(crate) fn differences(
    expected: &ExpectedRequest,
    places: &Placeholders,
    origin: Origin,
    actual: &Request,
) -> Vec<String> {
    let mut found = Vec::new();
    if expected.origin != origin {
        found.push(format!("origin: expected {}, got {}", expected.origin.name(), origin.name()));
    }
    if expected.method != actual.method {
        found.push(format!("method: expected {}, got {}", expected.method, actual.method));
    }
    let target = places.fill(&expected.target);
    if target != actual.target {
        found.push(format!("target: expected {target}, got {}", actual.target));
    }
    compare_headers(expected, places, actual, &mut found);
    compare_body(expected, actual, &mut found);
    found
}

fn compare_headers(expected: &ExpectedRequest, places: &Placeholders, actual: &Request, found: &mut Vec<String>) {
    let named = |name: &str| expected.headers.keys().any(|key| key.eq_ignore_ascii_case(name));
    let is_tunnel = expected.method == "CONNECT";
    let always = if is_tunnel { &TUNNEL[..] } else { &ALWAYS[..] };
    let always = always.iter().filter(|(name, _)| !named(name)).map(|(name, value)| (*name, value.map(str::to_owned)));
    let wanted =
        expected.headers.iter().map(|(name, value)| (name.as_str(), value.as_deref().map(|text| places.fill(text))));
    for (name, value) in always.chain(wanted) {
        let got = actual.header(name);
        if got != value {
            let show = |value: Option<&str>| value.map_or("none".to_owned(), |text| format!("{text:?}"));
            found.push(format!("header {name}: expected {}, got {}", show(value.as_deref()), show(got.as_deref())));
        }
    }
    if !named("user-agent") && !is_tunnel {
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
        Ok(got) => json::compare("body", wanted, &got, found),
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

    fn differences(expected: &ExpectedRequest, actual: &Request) -> Vec<String> {
        super::differences(
            expected,
            &Placeholders::from_places([("base", "http://b".to_owned())]),
            Origin::Base,
            actual,
        )
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
    fn a_tunnel_is_requested_without_the_token() {
        let wanted = expected(json!({"origin": "proxy", "method": "CONNECT", "target": "h:443"}));
        let mut asked = request(&[("host", "h:443")], "");
        (asked.method, asked.target) = ("CONNECT".into(), "h:443".into());
        assert_eq!(differences(&wanted, &asked), ["origin: expected proxy, got base"]);
        asked.headers.push(("authorization".into(), "token test-token".into()));
        assert_eq!(differences(&wanted, &asked).len(), 2);
    }

    #[test]
    fn the_login_at_a_proxy_is_sent_to_the_proxy_alone() {
        let wanted =
            expected(json!({"method": "POST", "target": "/v1/app", "body": {}, "headers": {"x-a": "{{base}}/"}}));
        let mut sent = USUAL.to_vec();
        sent.push(("x-a", "http://b/"));
        assert_eq!(differences(&wanted, &request(&sent, "{}")), Vec::<String>::new());
        sent.push(("proxy-authorization", "Basic dTpw"));
        let found = differences(&wanted, &request(&sent, "{}"));
        assert!(found.len() == 1 && found[0].contains("proxy-authorization"), "{found:?}");
    }

    #[test]
    fn a_different_body_is_named_by_its_path() {
        let wanted = expected(json!({"method": "POST", "target": "/v1/app", "body": {"a": null}}));
        let found = differences(&wanted, &request(&USUAL, "{}"));
        assert_eq!(found, ["body.a: expected null, got nothing"]);
    }
}
