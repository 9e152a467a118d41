//! Compares what came of a call with what was expected and says every difference in words.

use edgegap_scripted_server::same_json;
use serde_json::{Map, Value};

use crate::outcome::Outcome;
use crate::vector::{Drain, Expect, ExpectAttempt, ExpectError, ExpectMeta, Surface, Vector};

/// The token of the usual client, which no outcome may show.
pub const TOKEN: &str = "test-token";

const LONGEST_EXCERPT: usize = 1024;

/// Every difference between the outcome and the expectation.
pub fn check(vector: &Vector, surface: Surface, outcome: &Outcome) -> Vec<String> {
    let mut found = Vec::new();
    let expect = &vector.expect;
    match (&expect.error, &outcome.error) {
        (Some(expected), Some(got)) => check_error(vector, expected, got, &mut found),
        (Some(expected), None) => found.push(format!("expected an error of kind {}, got none", expected.kind)),
        (None, Some(got)) => found.push(format!("expected no error, got {got}")),
        (None, None) => {}
    }
    if expect.error.is_none() == outcome.error.is_none() {
        check_values(vector, expect, surface, outcome, &mut found);
    }
    if let (Some(expected), Some(got)) = (&expect.page, &outcome.page) {
        let same = expected.number == got.number && expected.total == got.total && expected.more == got.more;
        note(same, "page", format!("{expected:?}"), format!("{got:?}"), &mut found);
    }
    if let Some(expected) = &expect.meta {
        check_meta(expected, outcome.meta.as_ref().unwrap_or(&Value::Null), &mut found);
    }
    if let Some(expected) = &expect.warnings_contain {
        let same = expected.len() == outcome.warnings.len()
            && expected.iter().zip(&outcome.warnings).all(|(part, warning)| warning.contains(part));
        note(same, "warnings", format!("{expected:?}"), format!("{:?}", outcome.warnings), &mut found);
    }
    for secret in expect.nowhere.iter().map(String::as_str).chain([TOKEN]) {
        if let Some(at) = outcome.shown.find(secret) {
            let near: String = outcome.shown[at..].chars().take(secret.len() + 40).collect();
            found.push(format!("{secret:?} must occur nowhere, found {near:?}"));
        }
    }
    found
}

fn check_values(vector: &Vector, expect: &Expect, surface: Surface, outcome: &Outcome, found: &mut Vec<String>) {
    let list = |items: &[Value]| Value::Array(items.to_vec());
    let pages = |pages: &[Vec<Value>]| pages.iter().map(|page| list(page)).collect::<Value>();
    let compare = |what: &str, expected: Value, got: Value, found: &mut Vec<String>| {
        let (expected, got) = match surface {
            Surface::Dispatch => (expected, got),
            Surface::Typed => (without_nulls(expected), without_nulls(got)),
        };
        note(same_json(&expected, &got), what, &expected, &got, found);
    };
    if let Some(expected) = &expect.value {
        let got = match vector.drain {
            Some(_) => list(outcome.pages.first().map_or(&[], Vec::as_slice)),
            None => outcome.value.clone().unwrap_or_default(),
        };
        compare("value", expected.clone(), got, found);
    }
    if let Some(expected) = &expect.items {
        compare("items", list(expected), list(&outcome.items()), found);
    }
    if let Some(expected) = &expect.pages {
        compare("pages", pages(expected), pages(&outcome.pages), found);
    }
    if vector.drain == Some(Drain::Items) && expect.total.is_some() {
        note(
            expect.total == outcome.total,
            "total",
            format!("{:?}", expect.total),
            format!("{:?}", outcome.total),
            found,
        );
    }
}

/// The value without null members, which a typed model may not tell from absent ones. Extra members
/// stay as they came.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| if name == "$extra" { (name, value) } else { (name, without_nulls(value)) })
            .collect::<Map<_, _>>()
            .into(),
        other => other,
    }
}

fn check_meta(expected: &ExpectMeta, got: &Value, found: &mut Vec<String>) {
    if let Some(status) = expected.status {
        note(got["status"] == status, "meta.status", status, &got["status"], found);
    }
    if let Some(id) = &expected.request_id {
        note(got["request_id"] == **id, "meta.request_id", id, &got["request_id"], found);
    }
    for (name, value) in &expected.headers {
        note(got["headers"][name] == **value, &format!("meta.headers.{name}"), value, &got["headers"][name], found);
    }
    if let Some(attempts) = &expected.attempts {
        check_attempts(attempts, &got["attempts"], found);
    }
}

fn check_error(vector: &Vector, expected: &ExpectError, got: &Value, found: &mut Vec<String>) {
    let text = |name: &str| got[name].as_str().unwrap_or_default();
    note(text("kind") == expected.kind, "error.kind", &expected.kind, got, found);
    let status = expected.status.map_or(Value::Null, Value::from);
    note(got["status"] == status, "error.status", &status, &got["status"], found);
    if let Some(id) = &expected.request_id {
        note(text("request_id") == id, "error.request_id", id, &got["request_id"], found);
    }
    for (name, wanted) in [("retryable", expected.retryable), ("maybe_applied", expected.maybe_applied)] {
        if let Some(wanted) = wanted {
            note(got[name] == wanted, &format!("error.{name}"), wanted, &got[name], found);
        }
    }
    if let Some(attempts) = &expected.attempts {
        check_attempts(attempts, &got["attempts"], found);
    }
    for part in &expected.message_contains {
        note(text("message").contains(part), "error.message", format!("... {part} ..."), text("message"), found);
    }
    check_violations(expected, got, found);
    if let Some([least, most]) = expected.retry_after_ms {
        let within = got["retry_after_ms"].as_u64().is_some_and(|wait| (least..=most).contains(&wait));
        note(within, "error.retry_after_ms", format!("{least}..{most}"), &got["retry_after_ms"], found);
    }
    if let Some(extra) = &expected.extra {
        let extra = Value::Object(extra.clone());
        note(same_json(&extra, &got["extra"]), "error.extra", &extra, &got["extra"], found);
    }
    if let Some(excerpt) = &expected.excerpt {
        note(text("excerpt") == excerpt, "error.excerpt", excerpt, &got["excerpt"], found);
    }
    for part in &expected.excerpt_contains {
        note(text("excerpt").contains(part), "error.excerpt", format!("... {part} ..."), text("excerpt"), found);
    }
    note(
        text("excerpt").len() <= LONGEST_EXCERPT,
        "length of error.excerpt",
        LONGEST_EXCERPT,
        text("excerpt").len(),
        found,
    );
    if let Some(method) = &expected.method {
        note(text("method") == method, "error.method", method, &got["method"], found);
    }
    if let Some(path) = &expected.url_path {
        let after = text("url").split_once("://").and_then(|(_, rest)| Some(&rest[rest.find('/')?..]));
        note(after == Some(path), "path of error.url", path, &got["url"], found);
    }
    // A client that could not be made and an operation that does not exist have no operation to
    // name.
    let named =
        expected.kind == "configuration" || edgegap_sdk::operation::Operation::find(&vector.operation).is_none();
    note(
        named || text("operation") == vector.operation,
        "error.operation",
        &vector.operation,
        &got["operation"],
        found,
    );
}

fn check_violations(expected: &ExpectError, got: &Value, found: &mut Vec<String>) {
    let Some(expected) = &expected.violations else { return };
    let none = Vec::new();
    let got = got["violations"].as_array().unwrap_or(&none);
    let same = expected.len() == got.len()
        && expected.iter().zip(got).all(|(expected, got)| {
            let limit = expected.limit.clone().map(Value::Number);
            got["path"] == *expected.path
                && got["code"] == *expected.code
                && limit.is_none_or(|limit| same_json(&limit, &got["limit"]))
        });
    note(same, "error.violations", format!("{expected:?}"), format!("{got:?}"), found);
}

fn check_attempts(expected: &[ExpectAttempt], got: &Value, found: &mut Vec<String>) {
    let none = Vec::new();
    let attempts = got.as_array().unwrap_or(&none);
    let same = expected.len() == attempts.len()
        && expected.iter().zip(attempts).all(|(expected, got)| {
            let waited = got["waited_ms"].as_u64().unwrap_or(u64::MAX);
            let in_time = match expected {
                ExpectAttempt::Outcome(_) => true,
                ExpectAttempt::Waited { waited_ms: [least, most], .. } => (*least..=*most).contains(&waited),
            };
            got["outcome"] == *expected.outcome() && in_time
        });
    let first_waits = attempts.first().is_some_and(|attempt| attempt["waited_ms"] != 0);
    note(same && !first_waits, "attempts", format!("{expected:?}"), got, found);
}

fn note(
    same: bool,
    what: &str,
    expected: impl std::fmt::Display,
    got: impl std::fmt::Display,
    found: &mut Vec<String>,
) {
    if !same {
        found.push(format!("{what}\n    expected {expected}\n    got      {got}"));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outcome::Page;

    fn vector(expect: Value) -> Vector {
        let vector = json!({"name": "a", "operation": "applications.get", "exchanges": [], "expect": expect});
        serde_json::from_value(vector).unwrap()
    }

    fn error() -> Value {
        json!({
            "kind": "conflict", "message": "taken", "operation": "applications.get", "status": 409, "retryable": false,
            "maybe_applied": true, "elapsed_ms": 1, "url": "http://h:1/v1/app/a%20b",
            "attempts": [{"outcome": "reset", "waited_ms": 0}, {"outcome": "409", "waited_ms": 7}],
            "violations": [{"path": "a", "code": "too_long", "limit": 64, "message": "m"}], "extra": {"a": 1}
        })
    }

    #[test]
    fn an_equal_error_has_no_differences() {
        let expect = json!({"error": {
            "kind": "conflict", "status": 409, "maybe_applied": true, "url_path": "/v1/app/a%20b", "extra": {"a": 1.0},
            "attempts": ["reset", {"outcome": "409", "waited_ms": [5, 9]}], "violations": [{"path": "a", "code": "too_long"}]
        }});
        let outcome = Outcome { error: Some(error()), ..Outcome::default() };
        assert_eq!(check(&vector(expect), Surface::Dispatch, &outcome), Vec::<String>::new());
    }

    #[test]
    fn every_difference_of_an_error_is_found() {
        let outcome = Outcome { error: Some(error()), shown: "a canary b".into(), ..Outcome::default() };
        for (expect, what) in [
            (json!({"kind": "server", "status": 409}), "error.kind"),
            (json!({"kind": "conflict"}), "error.status"),
            (json!({"kind": "conflict", "status": 409, "maybe_applied": false}), "error.maybe_applied"),
            (json!({"kind": "conflict", "status": 409, "attempts": ["reset"]}), "attempts"),
            (
                json!({"kind": "conflict", "status": 409, "attempts": ["reset", {"outcome": "409", "waited_ms": [8, 9]}]}),
                "attempts",
            ),
            (json!({"kind": "conflict", "status": 409, "violations": []}), "error.violations"),
            (
                json!({"kind": "conflict", "status": 409, "violations": [{"path": "a", "code": "too_long", "limit": 65}]}),
                "error.violations",
            ),
            (json!({"kind": "conflict", "status": 409, "extra": {}}), "error.extra"),
            (json!({"kind": "conflict", "status": 409, "excerpt": "x"}), "error.excerpt"),
            (json!({"kind": "conflict", "status": 409, "message_contains": ["free"]}), "error.message"),
            (json!({"kind": "conflict", "status": 409, "retry_after_ms": [0, 1]}), "error.retry_after_ms"),
            (json!({"kind": "conflict", "status": 409, "url_path": "/v1/app/a b"}), "path of error.url"),
        ] {
            let found = check(&vector(json!({"error": expect})), Surface::Dispatch, &outcome);
            assert!(found.len() == 1 && found[0].starts_with(what), "{what}: {found:?}");
        }
        let found = check(
            &vector(json!({"error": {"kind": "conflict", "status": 409}, "nowhere": ["canary"]})),
            Surface::Dispatch,
            &outcome,
        );
        assert!(found.len() == 1 && found[0].contains("canary"), "{found:?}");
    }

    #[test]
    fn warnings_are_as_many_as_expected() {
        let warned = |warnings: &[&str]| Outcome {
            value: Some(json!({})),
            warnings: warnings.iter().map(|warning| (*warning).to_owned()).collect(),
            ..Outcome::default()
        };
        let expected = |parts: Value| vector(json!({"value": {}, "warnings_contain": parts}));
        let found =
            |parts: Value, warnings: &[&str]| check(&expected(parts), Surface::Dispatch, &warned(warnings)).len();
        assert_eq!(found(json!(["EDGEGAP_URL"]), &["EDGEGAP_URL is not read"]), 0);
        assert_eq!(found(json!(["EDGEGAP_URL"]), &["something else"]), 1);
        assert_eq!(found(json!(["EDGEGAP_URL"]), &[]), 1);
        assert_eq!(found(json!([]), &["EDGEGAP_URL is not read"]), 1);
    }

    #[test]
    fn null_is_absent_for_typed_surfaces_alone() {
        let expected = vector(json!({"value": {"a": null, "$extra": {"b": null}}}));
        let outcome = |value| Outcome { value: Some(value), ..Outcome::default() };
        let typed = outcome(json!({"$extra": {"b": null}}));
        assert_eq!(check(&expected, Surface::Typed, &typed), Vec::<String>::new());
        assert_eq!(check(&expected, Surface::Dispatch, &typed).len(), 1);
        assert_eq!(check(&expected, Surface::Typed, &outcome(json!({"$extra": {}}))).len(), 1);
    }

    #[test]
    fn pages_are_compared() {
        let mut expected = vector(json!({"pages": [[1], [2]], "page": {"number": 1, "more": true}}));
        expected.drain = Some(Drain::Pages);
        let page = Some(Page { number: 1, total: None, more: true });
        let mut outcome = Outcome { pages: vec![vec![json!(1)], vec![json!(2)]], page, ..Outcome::default() };
        assert_eq!(check(&expected, Surface::Dispatch, &outcome), Vec::<String>::new());
        outcome.pages.pop();
        outcome.page = Some(Page { number: 2, total: None, more: true });
        assert_eq!(check(&expected, Surface::Dispatch, &outcome).len(), 2);
    }
}
