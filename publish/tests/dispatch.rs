//! The generic call of other languages: plans, their steps as a list, prunes and errors.

mod support;

use edgegap_publish::dispatch;
use edgegap_sdk::{ErrorKind, Reply};
use serde_json::{Value, json};
use support::World;

const MANIFEST: &str = r#"
format = 1
app = { name = "space-arena" }
[defaults]
docker_repository = "docker.io"
docker_image = "me/game"
docker_tag = "${TAG}"
req_cpu = 512
req_memory = 512
ports = [{ port = 7777, protocol = "UDP" }]
private_username = { env = "USER" }
private_token = { env = "KEY" }
[versions.dev]
[prune]
versions = { keep = 0 }
"#;

/// The arguments of a call about the manifest.
fn arguments(more: Value) -> Value {
    let mut query = json!({
        "manifest": {"text": MANIFEST}, "set": {"TAG": "b42"},
        "environment": {"USER": "robot", "KEY": "canary", "OTHER": null},
    });
    query.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"query": query})
}

impl World {
    async fn publish(&self, operation: &str, arguments: Value) -> Result<Reply<Value>, edgegap_sdk::Error> {
        dispatch(&self.client, operation, arguments, Value::Null).await
    }

    /// All steps of a list, one page at a time.
    async fn pages(&self, operation: &str, more: Value) -> Result<Vec<Value>, edgegap_sdk::Error> {
        let (mut arguments, mut steps) = (arguments(more), Vec::new());
        loop {
            let reply = self.publish(operation, arguments.clone()).await?;
            let page = reply.page.unwrap();
            assert_eq!(reply.value.as_array().unwrap().len(), 1);
            steps.push(reply.value[0].clone());
            assert_eq!(page.number, steps.len() as u64);
            let Some(cursor) = page.cursor else { return Ok(steps) };
            assert!(!cursor.contains("canary"));
            arguments["cursor"] = cursor.into();
        }
    }
}

fn kinds(steps: &[Value]) -> Vec<Value> {
    steps.iter().map(|step| json!([step["kind"], step["name"], step["action"]])).collect()
}

#[tokio::test]
async fn a_plan_is_made_and_applied_step_by_step() {
    let world = World::start().await;
    let checked = world.publish("publish.check", arguments(json!({}))).await.unwrap().value;
    assert_eq!(checked["app"], "space-arena");
    let warning = &checked["warnings"][0];
    assert!(warning["text"].as_str().unwrap().contains(warning["message"].as_str().unwrap()), "{warning}");

    let plan = world.publish("publish.plan", arguments(json!({}))).await.unwrap().value;
    assert!(plan["text"].as_str().unwrap().ends_with("2 to create, 0 to change, 0 to delete: 2 calls."), "{plan}");
    let steps = world.pages("publish.apply", json!({"plan": plan, "limit": 5})).await.unwrap();
    let done = [json!(["done", "space-arena", "create"]), json!(["done", "dev", "create"])];
    assert_eq!(kinds(&steps), [&done[..], &[json!(["summary", null, null])]].concat());
    assert!(steps.iter().all(|step| !step["text"].as_str().unwrap().is_empty()));

    let error = world.pages("publish.apply", json!({"plan": plan})).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Conflict, Some("publish.apply")));
    let again = world.publish("publish.plan", arguments(json!({"resend_secrets": true}))).await.unwrap().value;
    assert_eq!(again["counts"]["change"], 1);
    assert!(!again.to_string().contains("canary"));
}

#[tokio::test]
async fn a_prune_lists_or_does_its_steps() {
    let world = World::start().await;
    let plan = world.publish("publish.plan", arguments(json!({}))).await.unwrap().value;
    world.pages("publish.apply", json!({"plan": plan})).await.unwrap();
    for name in ["1", "2"] {
        let body = json!({"name": name, "docker_repository": "docker.io", "docker_image": "me/game", "docker_tag": "a",
                          "req_cpu": 512, "req_memory": 512});
        world.call("versions.create", json!({"path": {"app": "space-arena"}, "body": body})).await;
    }
    world.writes();
    let planned = world.publish("publish.prune", arguments(json!({"dry_run": true}))).await.unwrap();
    let names = [json!(["planned", "1", "disable"]), json!(["planned", "2", "disable"])];
    assert_eq!((kinds(planned.value.as_array().unwrap()), planned.page.unwrap().cursor), (names.to_vec(), None));
    assert!(world.writes().is_empty());

    let steps = world.pages("publish.prune", json!({"versions": 1, "delete": true})).await.unwrap();
    assert_eq!(kinds(&steps), [json!(["done", "1", "delete"]), json!(["summary", null, null])]);
    assert_eq!(steps[1]["deleted"], 1);
}

#[tokio::test]
async fn errors_say_what_is_wrong() {
    let world = World::start().await;
    let error = world.publish("publish.plan", arguments(json!({"set": {}}))).await.unwrap_err();
    let problems = error.extra()["problems"].as_array().unwrap().clone();
    let levels: Vec<_> = problems.iter().map(|problem| problem["level"].as_str().unwrap()).collect();
    assert_eq!((error.kind(), levels), (ErrorKind::Validation, vec!["error", "warning"]));
    assert_eq!(problems[0]["place"]["line"], 7);
    for text in [&error.to_string(), problems[0]["text"].as_str().unwrap()] {
        assert!(text.contains("^^^^") && text.contains("the variable `TAG` is not set"), "{text}");
    }
    for (operation, arguments, part) in [
        ("publish.plan", arguments(json!({"recreate": 1})), "recreate must be true or false, not a number"),
        ("publish.apply", arguments(json!({})), "no `format`"),
        ("publish.prune", json!({}), "the manifest must be a path or a text, not nothing"),
        ("publish.nothing", json!({}), "there is no operation"),
    ] {
        let error = world.publish(operation, arguments).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Validation && error.to_string().contains(part), "{error}");
    }
    let plan = world.publish("publish.plan", arguments(json!({}))).await.unwrap().value;
    let mut wrong = arguments(json!({"plan": plan}));
    wrong["cursor"] = "7".into();
    assert!(world.publish("publish.apply", wrong).await.unwrap_err().to_string().contains("cursor"));
    let dry = dispatch(&world.client, "publish.plan", arguments(json!({})), json!({"dry_run": true})).await;
    assert!(dry.unwrap_err().to_string().contains("no dry run"));
    assert!(world.writes().is_empty());
}
