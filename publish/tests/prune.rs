//! Prunes on an emulator: what is listed, what never is, and what is done with consent.

mod support;

use std::time::Duration;

use edgegap_emulator::Fault;
use edgegap_publish::{Desired, Error, PruneOptions, PrunePlan, PruneSteps, Step, prune};
use serde_json::json;
use support::{World, desired};

const MANIFEST: &str = r#"
format = 1
[app]
name = "game"
[defaults]
docker_repository = "registry.edgegap.com"
docker_image = "studio/game"
req_cpu = 256
req_memory = 256
[versions.dev]
docker_tag = "b9"
[versions."0.3"]
docker_tag = "b3"
[prune]
protect = ["lts-*", "b2"]
versions = { keep = 2, match = "[0-9]*", then = "disable" }
tags = { keep = 2 }
"#;

/// An account with versions 0.1 to 0.8, with tags b1 to b10, which another application uses too.
async fn world() -> World {
    let world = World::start().await;
    for app in ["game", "other"] {
        world.call("applications.create", json!({"body": {"name": app, "is_active": true, "image": ""}})).await;
    }
    let names = ["0.1", "0.2", "0.3", "0.4", "lts-1", "dev", "0.5", "0.6"];
    for (number, name) in names.iter().enumerate() {
        version(&world, "game", name, &format!("b{}", number + 1)).await;
    }
    version(&world, "other", "live", "b5").await;
    for tag in 1..=10 {
        world.emulator.seed_tags("studio/game", [format!("b{tag}")]).await.unwrap();
    }
    world.emulator.clear_requests();
    world
}

async fn version(world: &World, app: &str, name: &str, tag: &str) {
    let body = json!({"name": name, "docker_repository": "registry.edgegap.com", "docker_image": "studio/game",
                      "docker_tag": tag, "req_cpu": 256, "req_memory": 256});
    world.call("versions.create", json!({"path": {"app": app}, "body": body})).await;
}

fn listed(plan: &PrunePlan) -> Vec<String> {
    plan.planned().map(|step| step.to_string().trim_start_matches("  --  ").to_owned()).collect()
}

async fn carry_out(world: &World, plan: &PrunePlan, desired: &Desired) -> (Vec<Step>, Option<Error>) {
    let mut steps = PruneSteps::new(&world.client, plan, desired, true).unwrap();
    let mut done = Vec::new();
    loop {
        match steps.next().await {
            Some(Ok(step)) => done.push(step),
            Some(Err(error)) => return (done, Some(error)),
            None => return (done, None),
        }
    }
}

#[tokio::test]
async fn the_newest_and_the_protected_stay() {
    let world = world().await;
    let desired = desired(MANIFEST);
    let plan = prune(&world.client, &desired, &PruneOptions::default()).await.unwrap();
    // 0.5 and 0.6 are the newest, 0.3 is in the manifest, lts-1 and dev do not match. Of the tags,
    // b9 and b10 are the newest, b2 is protected, and versions use the others.
    assert_eq!(
        listed(&plan),
        ["version 0.1 would be disabled", "version 0.2 would be disabled", "version 0.4 would be disabled"]
    );
    assert!(world.writes().is_empty(), "a list only reads");
    let again = PrunePlan::from_json(&plan.to_json()).unwrap();
    assert_eq!(again, plan);
    let (steps, error) = carry_out(&world, &again, &desired).await;
    assert!(error.is_none(), "{error:?}");
    let Some(Step::Summary(summary)) = steps.last() else { panic!("{steps:?}") };
    assert!(summary.to_string().starts_with("Pruned: 3 disabled in "), "{summary}");
    let path = |version: &str| format!("/v1/app/game/version/{version}");
    let expected = ["0.1", "0.2", "0.4"].map(|version| json!(["PATCH", path(version), {"is_active": false}]));
    assert_eq!(world.writes(), expected);
    let plan = prune(&world.client, &desired, &PruneOptions::default()).await.unwrap();
    assert!(plan.is_empty(), "{plan}");
}

#[tokio::test]
async fn deleted_versions_no_longer_use_their_tags() {
    let world = world().await;
    let desired = desired(MANIFEST);
    let options = PruneOptions { delete: true, versions: Some(1), ..PruneOptions::default() };
    let plan = prune(&world.client, &desired, &options).await.unwrap();
    assert_eq!(
        listed(&plan),
        [
            "version 0.1 would be deleted",
            "version 0.2 would be deleted",
            "version 0.4 would be deleted",
            "version 0.5 would be deleted",
            // b2 is protected, b3 is in the manifest, the application `other` uses b5.
            "tag studio/game:b1 would be deleted",
            "tag studio/game:b4 would be deleted",
            "tag studio/game:b7 would be deleted",
        ]
    );
    let text = plan.to_string();
    assert!(text.ends_with("  = 4 versions, 7 tags\n\n0 to disable, 7 to delete: 7 calls."), "{text}");
    assert!(text.contains("\n  - version 0.1                           delete, created 20"), "{text}");
    assert!(carry_out(&world, &plan, &desired).await.1.is_none());
    let plan = prune(&world.client, &desired, &options).await.unwrap();
    assert!(plan.is_empty(), "{plan}");
}

#[tokio::test]
async fn tags_in_use_are_deleted_only_if_the_rule_says_so() {
    let world = world().await;
    let desired = desired(&MANIFEST.replace("tags = { keep = 2 }", "tags = { keep = 2, unused_only = false }"));
    let plan = prune(&world.client, &desired, &PruneOptions { tags: Some(4), ..Default::default() }).await.unwrap();
    let tags: Vec<_> =
        plan.actions().iter().filter(|action| action.name.contains(':')).map(|action| &*action.path[1]).collect();
    assert_eq!(tags, ["b1", "b4", "b5", "b6"]);
}

#[tokio::test]
async fn nothing_changes_without_consent() {
    let world = world().await;
    let desired = desired(MANIFEST);
    let plan = prune(&world.client, &desired, &PruneOptions::default()).await.unwrap();
    let error = PruneSteps::new(&world.client, &plan, &desired, false).unwrap_err();
    assert!(matches!(error, Error::Confirm(_)) && error.exit_code() == 2, "{error:?}");
    assert!(error.to_string().contains("disable 3 and delete 0"), "{error}");
}

#[tokio::test]
async fn a_version_that_changed_since_the_list_is_refused() {
    let world = world().await;
    let desired = desired(MANIFEST);
    let plan = prune(&world.client, &desired, &PruneOptions::default()).await.unwrap();
    let update = json!({"path": {"app": "game", "version": "0.2"}, "body": {"docker_tag": "b10"}});
    world.call("versions.update", update).await;
    let (steps, error) = carry_out(&world, &plan, &desired).await;
    assert!(matches!(&error, Some(Error::Moved(message)) if message.contains("`0.2` was changed")), "{error:?}");
    assert_eq!(steps.len(), 1);
}

#[tokio::test]
async fn rules_are_needed_and_must_fit() {
    let world = world().await;
    let no_rule = MANIFEST.split("[prune]").next().unwrap().to_owned();
    let other_registry = MANIFEST.replace("registry.edgegap.com", "docker.io");
    for (text, options, part) in [
        (&no_rule, PruneOptions::default(), "edgegap.toml has no rule for a prune"),
        (&other_registry, PruneOptions::default(), "none of its versions uses an image of registry.edgegap.com"),
    ] {
        let error = prune(&world.client, &desired(text), &options).await.unwrap_err();
        assert!(matches!(&error, Error::Invalid(message) if message.contains(part)), "{error}");
    }
    let options = PruneOptions { versions: Some(6), ..PruneOptions::default() };
    let plan = prune(&world.client, &desired(&no_rule), &options).await.unwrap();
    assert_eq!(listed(&plan), ["version 0.1 would be disabled", "version 0.2 would be disabled"]);
}

#[tokio::test]
async fn a_pending_tag_may_be_any_tag() {
    let world = world().await;
    world.emulator.inject(Fault::settle("*", 1, Duration::ZERO)).unwrap();
    let path = json!({"app": "game", "version": "0.5"});
    world.call("versions.update", json!({"path": path, "body": {"docker_tag": "b10"}})).await;
    let error = prune(&world.client, &desired(MANIFEST), &PruneOptions::default()).await.unwrap_err();
    assert!(error.to_string().contains("does not yet report the docker_tag"), "{error}");
}
