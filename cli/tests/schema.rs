//! The JSON Schemas of plans and events accept what the program writes, by an independent
//! validator.
#![allow(missing_docs)]

mod program;

use jsonschema::Validator;
use program::{Program, output};
use serde_json::Value;

const MANIFEST: &str = r#"format = 1
app = { name = "game" }
[defaults]
docker_repository = "docker.io"
docker_image = "me/game"
docker_tag = "${TAG}"
req_cpu = 1024
req_memory = 1024
ports = [{ port = 7777, protocol = "UDP", name = "a" }]
envs = { KEY = { env = "KEY", hidden = true }, MODE = "${TAG}" }
[versions.dev]
[versions.old]
[storages.logs]
endpoint = "https://s3.example.com"
bucket = "game"
access_key_id = { env = "KEY" }
secret_access_key = { env = "KEY" }
[storages.logs.profiles.balance]
source = "/a.json"
source_type = "File"
destination = "/game/a.json"
link = ["dev"]
"#;

fn run(program: &Program, line: &str) -> snapbox::cmd::OutputAssert {
    program.emulated(line).env("KEY", "canary").assert()
}

fn schema(program: &Program, document: &str) -> Validator {
    let text = output(&program.command(&format!("schema {document}")).assert().success());
    let schema: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::draft202012::new(&schema).unwrap()
}

/// Checks each line, and returns the kinds of the events.
fn check(schema: &Validator, lines: &str) -> Vec<String> {
    let values = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let kinds = values.map(|value| {
        let wrong: Vec<_> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{value}: {wrong:?}");
        value["kind"].as_str().unwrap_or_default().to_owned()
    });
    kinds.collect()
}

#[test]
fn plans_fit_their_schema() {
    let program = Program::new();
    program.write("edgegap.toml", MANIFEST);
    let schema = schema(&program, "plan");
    let shown = |line: &str| {
        let done = run(&program, line).success();
        let compact: Value = serde_json::from_str(&output(&done)).unwrap();
        check(&schema, &compact.to_string());
    };
    shown("plan --set TAG=b1 -o json");
    run(&program, "apply --set TAG=b1 --yes -q").success();
    shown("plan --set TAG=b2 -o json --resend-secrets --unlink balance:old");
    program.write("edgegap.toml", &MANIFEST.replace("req_cpu = 1024", "req_cpu = 512").replace("[versions.old]", ""));
    shown("plan --set TAG=b1 -o json --recreate");
    shown("prune --set TAG=b1 --versions 0 -o json --dry-run");
    shown("plan --set TAG=b1 -o json --recreate --out plan.json");
    let other = serde_json::json!({"format": "edgegap.plan/2"});
    assert!(!schema.is_valid(&other));
}

#[test]
fn events_fit_their_schema() {
    let program = Program::new();
    program.write("edgegap.toml", MANIFEST);
    let schema = schema(&program, "events");
    let kinds = |line: &str| check(&schema, &output(&run(&program, line)));
    assert_eq!(kinds("plan --set TAG=b1 -o ndjson")[..2], ["planned", "planned"]);
    let applied = kinds("apply --set TAG=b1 --yes -q -o ndjson");
    assert!(applied[0] == "done" && applied[applied.len() - 1] == "summary", "{applied:?}");
    program.write("edgegap.toml", &MANIFEST.replace("[versions.old]", ""));
    assert_eq!(kinds("prune --set TAG=b1 --versions 0 -o ndjson --dry-run"), ["planned"]);
    assert_eq!(kinds("prune --set TAG=b1 --versions 0 -o ndjson --yes -q"), ["done", "summary"]);
    program.write("edgegap.toml", &MANIFEST.replace("req_cpu = 1024", "req_cpu = 512"));
    assert_eq!(kinds("apply --set TAG=b1 --yes -q -o ndjson"), ["error"]);
    assert!(!schema.is_valid(&serde_json::json!({"kind": "other"})));
}
