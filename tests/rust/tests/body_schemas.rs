//! The JSON Schemas of the bodies accept what calls accept, by an independent validator.

use edgegap_publish::{body_schemas, manifest_schema};
use edgegap_sdk::OPERATIONS;
use edgegap_tests::load::{Loaded, load};
use edgegap_tests::schemas::{compile, refusals};
use serde_json::{Value, json};

/// The schema of the body of an operation.
fn schema(operation: &str) -> Value {
    let mut schema = body_schemas();
    schema["$ref"] = format!("#/$defs/{operation}").into();
    schema
}

#[test]
fn bodies_that_calls_accept_fit_their_schemas() {
    let (mut checked, mut wrong) = (0, Vec::new());
    for Loaded { vector, .. } in load().unwrap() {
        let Some(operation) = OPERATIONS.iter().find(|operation| operation.id == vector.operation) else { continue };
        let body = &vector.arguments["body"];
        let is_refused = vector.expect["error"]["kind"] == "validation";
        if operation.body.is_none() || is_refused {
            continue;
        }
        let found = refusals(&compile(&schema(operation.id)).unwrap(), body);
        // Calls accept values of enumerations in any letter case, editors suggest one.
        let found = found.iter().filter(|why| !why.contains(" is not one of "));
        wrong.extend(found.map(|why| format!("{}: {why}", vector.name)));
        checked += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 100, "{checked}");
}

#[test]
fn bodies_with_unknown_missing_or_wrong_fields_do_not_fit() {
    let schema = compile(&schema("versions.create")).unwrap();
    let body = json!({"name": "a", "docker_repository": "docker.io", "docker_image": "a/b", "docker_tag": "c",
                      "req_cpu": 1024, "req_memory": 1024});
    assert!(refusals(&schema, &body).is_empty());
    for (name, value) in [
        ("dcker_tag", json!("b43")),
        ("req_cpu", json!("1024")),
        ("req_cpu", json!(99)),
        ("max_duration", json!(1441)),
        ("name", json!("")),
        ("ports", json!([{"port": 7777}])),
        ("ports", json!([{"port": 7777, "protocol": "UDP", "nmae": "a"}])),
        ("restart_policy", json!("sometimes")),
    ] {
        let mut wrong = body.clone();
        wrong[name] = value;
        assert_ne!(refusals(&schema, &wrong).len(), 0, "{wrong}");
    }
    let mut missing = body;
    missing.as_object_mut().unwrap().remove("docker_tag");
    assert_ne!(refusals(&schema, &missing).len(), 0);
}

#[test]
fn the_schema_of_the_manifest_is_one() {
    let schema = compile(&manifest_schema()).unwrap();
    let manifest = json!({"format": 1, "app": {"name": "game"}, "versions": {"dev": {"docker_tag": "${TAG}",
        "private_token": {"env": "TOKEN"}, "envs": {"A": "b", "C": {"env": "D", "hidden": true}}}}});
    assert_eq!(refusals(&schema, &manifest), Vec::<String>::new());
    for (pointer, value) in [
        ("/format", json!(2)),
        ("/app/name", json!(1)),
        ("/versions/dev/private_token", json!("literal")),
        ("/versions/dev/envs/A", json!({"nmae": "b"})),
    ] {
        let mut wrong = manifest.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        assert_ne!(refusals(&schema, &wrong).len(), 0, "{pointer}");
    }
}
