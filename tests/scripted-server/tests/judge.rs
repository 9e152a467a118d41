//! The judge is not blind: every field of an outcome is changed, dropped and added to.

use edgegap_scripted_server::{Drain, Judge, Outcome};
use serde::Deserialize;
use serde_json::{Value, json};

fn differences(operation: &str, drain: &Value, expect: &Value, outcome: &Value) -> Vec<String> {
    let judge = Judge::new(operation, Option::<Drain>::deserialize(drain).unwrap(), expect).unwrap();
    match Outcome::deserialize(outcome) {
        Ok(outcome) => judge.differences(&outcome),
        Err(error) => vec![error.to_string()],
    }
}

/// The differences of the outcome of `applications.get`.
fn found(expect: &Value, outcome: &Value) -> Vec<String> {
    differences("applications.get", &Value::Null, expect, outcome)
}

/// The paths of all values in a value, in the form of a JSON Pointer.
fn paths(value: &Value, path: &str) -> Vec<String> {
    let nested: Vec<String> = match value {
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(index, item)| paths(item, &format!("{path}/{index}"))).collect()
        }
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, value)| paths(value, &format!("{path}/{name}"))).collect()
        }
        _ => Vec::new(),
    };
    [vec![path.to_owned()], nested].concat()
}

/// A scalar becomes another one, and a list or an object gets one value more.
fn change(value: &mut Value) {
    match value {
        Value::Null => *value = json!(1),
        Value::Bool(value) => *value = !*value,
        Value::Number(number) => *value = json!(number.as_f64().unwrap() + 1.0),
        Value::String(text) => *text = if text == "~" { "-".into() } else { "~".into() },
        Value::Array(items) => items.push(items.last().cloned().unwrap_or_else(|| json!("added"))),
        Value::Object(fields) => drop(fields.insert("added".into(), json!(1))),
    }
}

fn remove(value: &mut Value, path: &str) {
    let (parent, name) = path.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Array(items) => drop(items.remove(name.parse().unwrap())),
        Value::Object(fields) => drop(fields.shift_remove(name)),
        other => panic!("{other} has no {name}"),
    }
}

/// Asserts that the outcome is the expected one, and that every mutation of it is found except for
/// these: paths with what is done there.
fn assert_not_blind(operation: &str, drain: Value, expect: Value, outcome: Value, unseen: &[&str]) {
    assert_eq!(differences(operation, &drain, &expect, &outcome), Vec::<String>::new());
    let mut missed = Vec::new();
    // A surface may say either of the first, and print anything that has no secret in it.
    for path in paths(&outcome, "").into_iter().filter(|path| !["", "/drops_nulls", "/shown"].contains(&path.as_str()))
    {
        for (name, mutate) in [("change", true), ("drop", false)] {
            let mut mutated = outcome.clone();
            if mutate {
                change(mutated.pointer_mut(&path).unwrap());
            } else {
                remove(&mut mutated, &path);
            }
            if differences(operation, &drain, &expect, &mutated).is_empty() {
                missed.push(format!("{name} {path}"));
            }
        }
    }
    assert_eq!(missed, unseen);
}

fn meta() -> Value {
    json!({
        "status": 200,
        "request_id": "r-1",
        "headers": {"date": "now"},
        "attempts": [{"outcome": "503", "waited_ms": 0}, {"outcome": "200", "waited_ms": 7}],
    })
}

fn expected_meta() -> Value {
    let attempts = json!(["503", {"outcome": "200", "waited_ms": [7, 7]}]);
    json!({"status": 200, "request_id": "r-1", "headers": {"date": "now"}, "attempts": attempts})
}

fn error() -> Value {
    json!({
        "kind": "validation",
        "message": "ports: too many",
        "operation": "applications.get",
        "status": 409,
        "request_id": "r-1",
        "retryable": false,
        "maybe_applied": true,
        "attempts": [],
        "elapsed_ms": 1,
        "retry_after_ms": 5,
        "violations": [{"path": "a", "code": "too_long", "message": "m", "limit": 64}],
        "extra": {"a": [1, null]},
        "excerpt": "<html>",
        "method": "POST",
        "url": "http://h:1/v1/app/a%20b",
    })
}

fn expected_error() -> Value {
    json!({
        "kind": "validation",
        "status": 409,
        "request_id": "r-1",
        "retryable": false,
        "maybe_applied": true,
        "attempts": [],
        "message_contains": ["ports", "too many"],
        "violations": [{"path": "a", "code": "too_long", "limit": 64}],
        "retry_after_ms": [5, 5],
        "extra": {"a": [1.0, null]},
        "excerpt": "<html>",
        "excerpt_contains": ["html"],
        "method": "POST",
        "url_path": "/v1/app/a%20b",
    })
}

#[test]
fn every_mutation_of_a_value_is_found() {
    let value = json!({"name": "a", "ports": [{"port": 7777, "tls": null}], "$extra": {"b": null}, "list": []});
    let outcome = json!({"drops_nulls": false, "replies": [{"value": value, "meta": meta()}], "warnings": ["one"],
        "shown": "all"});
    let expect = json!({"value": value, "meta": expected_meta(), "warnings_contain": ["one"]});
    assert_not_blind("applications.get", Value::Null, expect, outcome, &[]);
}

#[test]
fn every_mutation_of_pages_is_found() {
    let page = |number: u64, more: bool| json!({"number": number, "total": 3, "more": more});
    let replies = json!([
        {"value": [1, 2], "page": page(1, true), "meta": meta()},
        {"value": [3], "page": page(2, false), "meta": meta()},
    ]);
    let outcome = json!({"drops_nulls": false, "replies": replies, "shown": "all"});
    let expect = json!({"pages": [[1, 2], [3]], "total": 3, "meta": expected_meta(),
        "page": {"number": 1, "total": 3, "more": true}});
    // Vectors expect the position of the first page and the meta of the last; the others have to
    // fit the schema.
    let unseen = [
        "change /replies/0/meta/status",
        "change /replies/0/meta/request_id",
        "drop /replies/0/meta/request_id",
        "change /replies/0/meta/headers/date",
        "drop /replies/0/meta/headers/date",
        "change /replies/0/meta/attempts",
        "drop /replies/0/meta/attempts/0",
        "change /replies/0/meta/attempts/0/waited_ms",
        "drop /replies/0/meta/attempts/1",
        "change /replies/0/meta/attempts/1/waited_ms",
        "change /replies/1/page/number",
        "change /replies/1/page/more",
        "drop /replies/1/page/more",
    ];
    assert_not_blind("applications.list", json!("pages"), expect, outcome, &unseen);
}

#[test]
fn every_mutation_of_items_and_of_the_error_after_them_is_found() {
    let (mut error, mut expected) = (error(), expected_error());
    error["operation"] = json!("applications.list");
    error["kind"] = json!("server");
    error["attempts"] = meta()["attempts"].clone();
    expected["kind"] = json!("server");
    expected["attempts"] = expected_meta()["attempts"].clone();
    let outcome = json!({"drops_nulls": false, "replies": [{"value": [{"a": 1}, "b"]}], "total": 2, "error": error,
        "error_json": error, "shown": "all"});
    let expect = json!({"items": [{"a": 1}, "b"], "total": 2, "error": expected});
    // Not every language turns errors into JSON.
    assert_not_blind("applications.list", json!("items"), expect, outcome, &["drop /error_json"]);
}

#[test]
fn every_mutation_of_a_validation_error_is_found() {
    let outcome = json!({"drops_nulls": true, "error": error(), "shown": "all"});
    let unseen = ["change /error/elapsed_ms", "change /error/violations/0/message"];
    assert_not_blind("applications.get", Value::Null, json!({"error": expected_error()}), outcome, &unseen);
}

#[test]
fn differences_are_named_by_their_paths() {
    let outcome =
        |value: Value| json!({"drops_nulls": true, "replies": [{"value": value, "meta": meta()}], "shown": "a"});
    let expect = json!({"value": {"ports": [{"port": 7777}]}});
    assert_eq!(
        found(&expect, &outcome(json!({"ports": [{"port": 7778}]}))),
        ["value.ports[0].port: expected 7777, got 7778"]
    );
    let error = json!({"drops_nulls": true, "error": error(), "shown": "a"});
    let said = found(&json!({"value": {}}), &error);
    assert!(said.len() == 1 && said[0].starts_with(r#"error: expected none, got {"kind":"validation""#), "{said:?}");
    let expect = json!({"error": {"kind": "conflict", "status": 500, "message_contains": ["no"]}});
    assert_eq!(found(&expect, &outcome(json!({}))), [r#"error: expected "conflict", got none"#]);
    assert_eq!(
        found(&expect, &error),
        [
            r#"error.kind: expected "conflict", got "validation""#,
            "error.status: expected 500, got 409",
            r#"error.message: expected a string that contains "no", got "ports: too many""#,
        ]
    );
}

#[test]
fn null_is_absent_for_surfaces_that_drop_nulls_alone() {
    let expect = json!({"value": {"a": null, "$extra": {"b": null}}});
    let outcome = |drops_nulls: bool, value: Value| {
        let replies = json!([{"value": value, "meta": meta()}]);
        json!({"drops_nulls": drops_nulls, "replies": replies, "shown": "a"})
    };
    assert_eq!(found(&expect, &outcome(true, json!({"$extra": {"b": null}}))), Vec::<String>::new());
    assert_eq!(found(&expect, &outcome(false, json!({"$extra": {"b": null}}))).len(), 1);
    assert_eq!(found(&expect, &outcome(true, json!({"$extra": {}}))).len(), 1);
}

#[test]
fn a_secret_is_found_wherever_it_occurs() {
    let expect = json!({"value": {}, "nowhere": ["canary"]});
    let outcome = json!({"drops_nulls": true, "replies": [{"value": {}, "meta": meta()}], "shown": "a"});
    assert_eq!(found(&expect, &outcome), Vec::<String>::new());
    for (path, value) in [
        ("/shown", json!("a canary b")),
        ("/shown", json!("token test-token")),
        ("/replies/0/meta/headers/date", json!("canary")),
        ("/replies/0/meta/headers", json!({"canary": "1"})),
    ] {
        let mut outcome = outcome.clone();
        *outcome.pointer_mut(path).unwrap() = value;
        let said = found(&expect, &outcome);
        assert!(said.len() == 1 && said[0].contains("must occur nowhere"), "{said:?}");
    }
}

#[test]
fn a_call_that_the_language_refuses_has_violations_of_its_signature_alone() {
    let outcome = json!({"drops_nulls": true, "refused": "missing 1 argument", "shown": "a"});
    let expect = |codes: &[&str]| {
        let violations: Value = codes.iter().map(|code| json!({"path": "a", "code": code})).collect();
        json!({"error": {"kind": "validation", "violations": violations}})
    };
    assert_eq!(found(&expect(&["missing", "unknown", "wrong_type"]), &outcome), Vec::<String>::new());
    for expect in [expect(&["missing", "too_long"]), expect(&[]), json!({"value": {}})] {
        assert_eq!(found(&expect, &outcome), ["refused: expected a call, got missing 1 argument"]);
    }
}

#[test]
fn an_error_names_its_operation_if_there_is_one() {
    let expect = |kind: &str| json!({"error": {"kind": kind, "status": 409}});
    let count = |operation: &str, kind: &str, named: Value| {
        let mut error = error();
        (error["kind"], error["operation"]) = (kind.into(), named);
        if error["operation"].is_null() {
            error.as_object_mut().unwrap().shift_remove("operation");
        }
        let outcome = json!({"drops_nulls": false, "error": error, "shown": "a"});
        differences(operation, &Value::Null, &expect(kind), &outcome).len()
    };
    assert_eq!(count("versions.get", "validation", json!("versions.get")), 0);
    assert_eq!(count("versions.get", "validation", json!("versions.list")), 1);
    assert_eq!(count("versions.get", "validation", Value::Null), 1);
    assert_eq!(count("versions.get", "configuration", Value::Null), 0);
    assert_eq!(count("versions.get", "configuration", json!("versions.list")), 1);
    assert_eq!(count("versions.explode", "validation", Value::Null), 0);
}

#[test]
fn limits_that_no_vector_names_hold_for_every_outcome() {
    let mut error = error();
    error["excerpt"] = json!("ä".repeat(513));
    let outcome = json!({"drops_nulls": false, "error": error, "shown": "a"});
    let said = found(&json!({"error": {"kind": "validation", "status": 409}}), &outcome);
    assert_eq!(said, ["length of error.excerpt: expected 1024 bytes at most, got 1026"]);
    let replies: Value = (0..51).map(|_| json!({"value": [1], "page": {"number": 1}, "meta": meta()})).collect();
    let outcome = json!({"drops_nulls": false, "replies": replies, "shown": "a"});
    let said = differences("applications.list", &json!("pages"), &json!({"meta": {}}), &outcome);
    assert_eq!(said, ["replies: expected a list that ends, got 51"]);
}

#[test]
fn an_expectation_that_has_another_form_is_refused() {
    for expect in [json!({}), json!({"value": 1, "valeu": 1}), json!({"error": {"kind": "server", "message": "a"}})] {
        assert!(Judge::new("applications.get", None, &expect).is_err(), "{expect}");
    }
}
