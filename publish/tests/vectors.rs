//! The vectors of `tests/plans`: each manifest is planned and applied on an emulator. With
//! SDK_TEST_OVERWRITE=1, what is expected is written again. `tests/plans/README.md` explains them.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use edgegap_publish::{Error, Inputs, Plan, PlanOptions, plan};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use support::{CANARY, World, read_with};

/// A file of vectors.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    vectors: Vec<Vector>,
}

/// A vector. `tests/plans/README.md` explains its fields.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    before: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    seed: Vec<Call>,
    manifest: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    set: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "is_default")]
    options: Options,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    plan: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    actions: Vec<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    requests: Vec<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
}

/// A call that prepares the account.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Call {
    operation: String,
    #[serde(default)]
    path: Value,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    body: Value,
}

#[derive(Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
struct Options {
    #[serde(skip_serializing_if = "is_default")]
    resend_secrets: bool,
    #[serde(skip_serializing_if = "is_default")]
    recreate: bool,
    #[serde(skip_serializing_if = "is_default")]
    unlink: Vec<String>,
}

/// What a vector expects.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    plan: Vec<String>,
    actions: Vec<Value>,
    requests: Vec<Value>,
    error: Option<Value>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/plans")
}

fn files() -> Vec<PathBuf> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    files
}

fn inputs(vector: &Vector) -> Inputs {
    let names = ["REGISTRY_USER", "REGISTRY_TOKEN", "MATCH_KEY", "S3_KEY", "S3_KEY_2", "S3_SECRET"];
    let environment = names.map(|name| (name.to_owned(), format!("{CANARY}-{name}"))).into();
    Inputs { set: vector.set.clone(), environment }
}

/// The plan without its first line, which has the address of the emulator.
fn lines(plan: &Plan) -> Vec<String> {
    plan.to_string().lines().skip(2).map(str::to_owned).collect()
}

/// The actions: kind, name, action, and the fields that are sent.
fn actions(plan: &Plan) -> Vec<Value> {
    let json = plan.to_json();
    let actions = json["actions"].as_array().unwrap().iter().map(|action| {
        let fields = action["fields"].as_array().into_iter().flatten();
        let sent: Vec<_> = fields.filter(|field| field["sent"] == true).map(|field| field["name"].clone()).collect();
        match action["action"] == "update" {
            true => json!([action["object"], action["name"], action["action"], sent]),
            false => json!([action["object"], action["name"], action["action"]]),
        }
    });
    actions.collect()
}

fn error_of(error: &Error) -> Outcome {
    let error = json!({"exit_code": error.exit_code(), "message": error.to_string()});
    Outcome { error: Some(error), ..Outcome::default() }
}

async fn run(vector: &Vector) -> Outcome {
    let world = World::start().await;
    let inputs = inputs(vector);
    if !vector.before.is_empty() {
        let before = read_with(&vector.before.join("\n"), &inputs);
        let plan = world.plan(&before).await;
        assert!(world.apply(&plan, &before).await.1.is_none(), "{}", vector.name);
    }
    for Call { operation, path, body } in &vector.seed {
        let arguments = if body.is_null() { json!({"path": path}) } else { json!({"path": path, "body": body}) };
        world.call(operation, arguments).await;
    }
    world.writes();
    let desired = read_with(&vector.manifest.join("\n"), &inputs);
    let Options { resend_secrets, recreate, unlink } = &vector.options;
    let options = PlanOptions { resend_secrets: *resend_secrets, recreate: *recreate, unlink: unlink.clone() };
    let plan = match plan(&world.client, &desired, &options).await {
        Ok(plan) => plan,
        Err(error) => return error_of(&error),
    };
    assert!(world.writes().is_empty(), "{}: a plan only reads", vector.name);
    let file = plan.to_json().to_string();
    assert!(!format!("{plan}{file}").contains(CANARY), "{}: {file}", vector.name);
    let read = Plan::from_json(&serde_json::from_str(&file).unwrap()).unwrap();
    assert_eq!(read, plan, "{}", vector.name);
    let (steps, error) = world.apply(&read, &desired).await;
    assert!(!format!("{steps:?}").contains(CANARY), "{}", vector.name);
    if let Some(error) = error {
        panic!("{}: {error}", vector.name);
    }
    let outcome = Outcome { plan: lines(&plan), actions: actions(&plan), requests: world.writes(), error: None };
    let again = world.plan(&desired).await;
    assert!(again.is_empty(), "{}: a second plan is empty: {again}", vector.name);
    outcome
}

#[tokio::test]
async fn every_vector_gives_what_it_expects() {
    // Paths in a manifest are relative to its folder.
    std::env::set_current_dir(folder()).unwrap();
    let overwrite = std::env::var_os("SDK_TEST_OVERWRITE").is_some();
    let (mut count, mut failures) = (0, Vec::new());
    for file in files() {
        let mut vectors: Vectors = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for vector in &mut vectors.vectors {
            count += 1;
            let outcome = run(vector).await;
            if overwrite {
                let Outcome { plan, actions, requests, error } = outcome;
                (vector.plan, vector.actions, vector.requests, vector.error) = (plan, actions, requests, error);
                continue;
            }
            let expected = Outcome {
                plan: std::mem::take(&mut vector.plan),
                actions: std::mem::take(&mut vector.actions),
                requests: std::mem::take(&mut vector.requests),
                error: vector.error.take(),
            };
            if outcome != expected {
                failures.push(format!("{}: {outcome:#?}\nexpected {expected:#?}", vector.name));
            }
        }
        if overwrite {
            fs::write(&file, serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
        }
    }
    assert!(count >= 60, "{count} vectors");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn names_are_different() {
    let mut names = Vec::new();
    for file in files() {
        let vectors: Vectors = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        names.extend(vectors.vectors.into_iter().map(|vector| vector.name));
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}
