//! Plans that are made and applied on an emulator: changes, refusals, and runs that break off.

mod support;

use std::time::Duration;

use edgegap_emulator::Fault;
use edgegap_publish::{Action, Apply, ApplyOptions, Cursor, Error, ObjectKind, Plan, PlanOptions, Step, plan};
use edgegap_sdk::Client;
use serde_json::{Value, json};
use support::{CANARY, World, client, desired, options, steps};

const MANIFEST: &str = r#"
format = 1
[app]
name = "space-arena"
[defaults]
docker_repository = "registry.edgegap.com"
docker_image = "my-studio/space-arena"
private_username = { env = "REGISTRY_USER" }
private_token = { env = "REGISTRY_TOKEN" }
req_cpu = 256
req_memory = 256
ports = [{ port = 7777, protocol = "UDP", name = "gameport" }]
[defaults.envs]
MODE = "ranked"
MATCH_KEY = { env = "MATCH_KEY", hidden = true }
[versions.dev]
docker_tag = "b42"
endpoint_storage = "logs"
[storages.logs]
endpoint = "https://s3.example.com"
bucket = "space-arena"
access_key_id = { env = "S3_KEY" }
secret_access_key = { env = "S3_SECRET" }
[storages.logs.profiles.balance]
source = "/configs/balance.json"
source_type = "File"
destination = "/game/balance.json"
link = ["dev"]
"#;

/// The manifest with another tag.
fn with_tag(tag: &str) -> String {
    MANIFEST.replace("\"b42\"", &format!("\"{tag}\""))
}

fn actions(plan: &Plan) -> Vec<(ObjectKind, Action)> {
    plan.actions().iter().map(|action| (action.object, action.action)).collect()
}

/// An account that has what the manifest asks for.
async fn published() -> World {
    let world = World::start().await;
    let desired = desired(MANIFEST);
    let plan = world.plan(&desired).await;
    let (_, error) = world.apply(&plan, &desired).await;
    assert!(error.is_none(), "{error:?}");
    world.emulator.clear_requests();
    world
}

#[tokio::test]
async fn an_empty_account_gets_everything_and_then_nothing_more() {
    let world = World::start().await;
    let desired = desired(MANIFEST);
    let plan = world.plan(&desired).await;
    let created = [ObjectKind::Application, ObjectKind::Storage, ObjectKind::Profile, ObjectKind::Version];
    let mut expected: Vec<_> = created.map(|kind| (kind, Action::Create)).into();
    expected.push((ObjectKind::Link, Action::Link));
    assert_eq!(actions(&plan), expected);
    assert!(world.writes().is_empty(), "a plan only reads");
    let (steps, error) = world.apply(&plan, &desired).await;
    assert!(error.is_none(), "{error:?}");
    let lines: Vec<_> = steps
        .iter()
        .map(|step| {
            step.to_string()
                .split(
                    "  \
        ",
                )
                .nth(2)
                .unwrap_or("")
                .to_owned()
        })
        .collect();
    assert_eq!(
        lines[..5],
        [
            "application space-arena created",
            "storage logs created",
            "profile logs/balance created",
            "version dev created",
            "profile logs/balance linked to dev",
        ]
    );
    let Some(Step::Summary(summary)) = steps.last() else { panic!("{steps:?}") };
    assert_eq!((summary.created, summary.changed, summary.linked, summary.requests), (4, 0, 1, 5));

    let again = world.plan(&desired).await;
    assert!(again.is_empty(), "{again}");
    assert_eq!((again.counts().calls, again.actions().len()), (1, 5));
    world.emulator.clear_requests();
    let (steps, error) = world.apply(&again, &desired).await;
    assert!(error.is_none() && steps.last().unwrap().to_string().starts_with("Applied: nothing changed in"));
    let link = "/v1/storage/endpoint/logs/pull-profile/balance/app/space-arena/version/dev";
    assert_eq!(world.writes(), [json!(["PUT", link])]);
}

#[tokio::test]
async fn a_plan_file_has_no_secret_and_is_applied_as_well() {
    let world = published().await;
    let desired = desired(&with_tag("b43").replace("ranked", "casual"));
    let plan = world.plan(&desired).await;
    let json = plan.to_json();
    let text = format!("{json} {plan} {plan:?} {desired:?}");
    assert!(!text.contains(CANARY) && !text.contains(world.emulator.token()), "{text}");
    let plan = Plan::from_json(&serde_json::from_str(&json.to_string()).unwrap()).unwrap();
    assert_eq!(plan.to_json(), json);
    let (steps, error) = world.apply(&plan, &desired).await;
    assert!(error.is_none(), "{error:?}");
    assert!(steps[0].to_string().starts_with("  ok  version dev has b43"), "{}", steps[0]);
    assert!(!format!("{steps:?}").contains(CANARY));
    assert!(world.plan(&desired).await.is_empty());
}

#[tokio::test]
async fn few_requests_are_enough() {
    let world = World::start().await;
    let mut text = MANIFEST.split("[versions.dev]").next().unwrap().to_owned();
    for version in 0..50 {
        text.push_str(&format!("[versions.v{version}]\ndocker_tag = \"b42\"\n"));
    }
    for storage in 0..3 {
        text.push_str(&format!(
            "[storages.s{storage}]\nendpoint = \"https://s3.example.com\"\nbucket = \"b\"\naccess_key_id = {{ env = \
             \"S3_KEY\" }}\nsecret_access_key = {{ env = \"S3_SECRET\" }}\n"
        ));
        for profile in 0..3 + storage % 2 {
            text.push_str(&format!(
                "[storages.s{storage}.profiles.p{profile}]\nsource = \"/a\"\nsource_type = \"Folder\"\ndestination = \
                 \"/b\"\n"
            ));
        }
    }
    let desired = desired(&text);
    let plan = world.plan(&desired).await;
    assert_eq!(plan.counts().create, 1 + 50 + 3 + 10);
    let (_, error) = world.apply(&plan, &desired).await;
    assert!(error.is_none(), "{error:?}");
    world.emulator.clear_requests();
    assert!(world.plan(&desired).await.is_empty());
    // The application, and one page each of the versions, of the storages, and of their profiles.
    assert_eq!(world.emulator.requests().len(), 1 + 1 + 1 + 3);
}

#[tokio::test]
async fn a_world_that_moved_is_refused_and_nothing_is_sent() {
    let update = json!({"is_active": false});
    for (manifest, operation, arguments, part) in [
        (
            with_tag("b43"),
            "versions.update",
            json!({"path": {"app": "space-arena", "version": "dev"}, "body": update}),
            "was changed since",
        ),
        (
            with_tag("b43"),
            "versions.delete",
            json!({"path": {"app": "space-arena", "version": "dev"}}),
            "was deleted since",
        ),
        (
            MANIFEST.replace("versions.dev", "versions.new").replace("[\"dev\"]", "[\"new\"]"),
            "versions.ensure",
            json!({"path": {"app": "space-arena"}, "body": {"name": "new", "docker_repository": "docker.io",
                   "docker_image": "a", "docker_tag": "b", "req_cpu": 256, "req_memory": 256}}),
            "was created since",
        ),
        (
            MANIFEST.replace("/game/balance.json", "/game/b.json"),
            "pull_profiles.update",
            json!({"path": {"storage": "logs", "profile": "balance"}, "body": {"source": "/other"}}),
            "was changed since",
        ),
    ] {
        let world = published().await;
        let desired = desired(&manifest);
        let plan = world.plan(&desired).await;
        world.call(operation, arguments).await;
        world.emulator.clear_requests();
        let (steps, error) = world.apply(&plan, &desired).await;
        let error = error.unwrap_or_else(|| panic!("{operation}: {steps:?}"));
        assert!(error.to_string().contains(part), "{error}");
        assert!(matches!(error, Error::Moved(_)) && error.exit_code() == 5, "{error:?}");
        // Only the refused create is sent.
        assert_eq!(world.writes().len(), usize::from(part == "was created since"), "{operation}");
    }
}

#[tokio::test]
async fn another_manifest_account_or_service_is_refused() {
    let world = published().await;
    world.emulator.set_tokens([world.emulator.token(), "other-token"]).unwrap();
    let desired_one = desired(&with_tag("b43"));
    let plan = world.plan(&desired_one).await;
    let edited = desired(&with_tag("b44"));
    let url = "https://edgegap.example.com";
    let other = Client::builder().base_url(url).token(world.emulator.token()).build().unwrap();
    for (client, desired, part) in [
        (&world.client, &edited, "edgegap.toml is not what the plan was made from"),
        (&client(&world.emulator, "other-token"), &desired_one, "another API token"),
        (&other, &desired_one, "use the same base URL"),
    ] {
        let error = Apply::new(client, &plan, desired).unwrap_err();
        assert!(matches!(error, Error::Moved(_)) && error.to_string().contains(part), "{error}");
    }
}

#[tokio::test]
async fn a_run_that_breaks_off_anywhere_can_be_run_again() {
    let manifest = desired(MANIFEST);
    for operations in [
        "applications.create",
        "endpoint_storages.create",
        "pull_profiles.create",
        "versions.create",
        "pull_profiles.link",
    ]
    .iter()
    .flat_map(|operation| [Fault::status(*operation, 500), Fault::status(*operation, 500).after()])
    {
        let world = World::start().await;
        let name = format!("{operations:?}");
        world.emulator.inject(operations.times(10)).unwrap();
        let plan = world.plan(&manifest).await;
        let (_, error) = world.apply(&plan, &manifest).await;
        assert!(error.is_some(), "{name}");
        world.emulator.clear_faults();
        let plan = world.plan(&manifest).await;
        let (_, error) = world.apply(&plan, &manifest).await;
        assert!(error.is_none(), "{name}: {error:?}");
        assert!(world.plan(&manifest).await.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn an_update_whose_response_is_lost_is_not_sent_twice() {
    let world = published().await;
    let desired = desired(&with_tag("b43"));
    world.emulator.inject(Fault::status("versions.update", 500).after().times(10)).unwrap();
    let plan = world.plan(&desired).await;
    let (_, error) = world.apply(&plan, &desired).await;
    assert_eq!(error.unwrap().exit_code(), 8);
    world.emulator.clear_faults();
    assert!(world.plan(&desired).await.is_empty(), "it was carried out");
}

#[tokio::test]
async fn a_cursor_continues_an_apply() {
    let world = World::start().await;
    let desired = desired(MANIFEST);
    let plan = world.plan(&desired).await;
    let mut cursor = Cursor::default();
    let mut steps = Vec::new();
    loop {
        let json = serde_json::to_string(&cursor).unwrap();
        assert!(!json.contains(CANARY), "{json}");
        let mut apply = Apply::new(&world.client, &plan, &desired).unwrap().at(serde_json::from_str(&json).unwrap());
        let Some(step) = apply.next().await else { break };
        steps.push(step.unwrap());
        cursor = apply.cursor().clone();
    }
    assert_eq!(steps.len(), 6);
    let Step::Summary(summary) = &steps[5] else { panic!("{steps:?}") };
    assert_eq!((summary.created, summary.requests), (4, 5));
    assert!(world.plan(&desired).await.is_empty());
}

#[tokio::test]
async fn a_pending_tag_is_waited_for() {
    let world = published().await;
    let desired = desired(&with_tag("b43"));
    let plan = world.plan(&desired).await;
    world.emulator.inject(Fault::settle("*", 3, Duration::ZERO)).unwrap();
    let mut cursor = Cursor::default();
    let mut steps = Vec::new();
    loop {
        let mut apply = Apply::new(&world.client, &plan, &desired).unwrap().options(options()).at(cursor);
        let Some(step) = apply.next().await else { break };
        steps.push(step.unwrap());
        cursor = apply.cursor().clone();
    }
    let kinds: Vec<Value> = steps.iter().map(|step| serde_json::to_value(step).unwrap()["kind"].clone()).collect();
    assert_eq!(kinds, ["waiting", "waiting", "waiting", "done", "done", "summary"]);
    let Step::Waiting(waiting) = &steps[0] else { panic!() };
    assert_eq!((&*waiting.wanted, &*waiting.live, waiting.timeout_ms), ("b43", "", 30_000));
    let Step::Done(done) = &steps[3] else { panic!() };
    assert_eq!(
        (done.docker_tag.as_deref(), done.fields.as_slice()),
        (Some("b43"), ["docker_tag".to_owned()].as_slice())
    );
    let Step::Summary(summary) = &steps[5] else { panic!() };
    // A GET, the PATCH, four GETs, and the link.
    assert_eq!((summary.changed, summary.requests), (1, 7));
}

#[tokio::test]
async fn a_tag_that_is_not_reported_is_an_error() {
    for (fault, part) in [
        (Fault::ignored("versions.update"), "still has the docker_tag `b42`, not `b43`"),
        (Fault::settle("*", 1000, Duration::ZERO), "does not yet report the docker_tag `b43`"),
    ] {
        let world = published().await;
        let desired = desired(&with_tag("b43"));
        let plan = world.plan(&desired).await;
        world.emulator.inject(fault).unwrap();
        let timeout = Duration::from_millis(20);
        let apply = Apply::new(&world.client, &plan, &desired).unwrap().options(ApplyOptions { timeout, ..options() });
        let (steps, error) = steps(apply).await;
        let error = error.unwrap();
        assert!(matches!(error, Error::NotTaken(_)) && error.exit_code() == 6, "{error:?}");
        assert!(error.to_string().contains(part), "{error}");
        assert!(steps.len() > 1 && steps.iter().all(|step| matches!(step, Step::Waiting(_))), "{steps:?}");
        // It can be run again.
        world.emulator.clear_faults();
        let plan = world.plan(&desired).await;
        assert!(world.apply(&plan, &desired).await.1.is_none());
        assert!(world.plan(&desired).await.is_empty());
    }
}

#[tokio::test]
async fn a_version_is_created_again_only_with_consent() {
    let world = published().await;
    let text = MANIFEST.replace("req_cpu = 256", "req_cpu = 512");
    let error = plan(&world.client, &desired(&text), &PlanOptions::default()).await.unwrap_err();
    assert!(error.to_string().contains("edgegap.toml:") && error.to_string().contains("req_cpu 256 -> 512"), "{error}");
    assert!(matches!(error, Error::Invalid(_)) && error.exit_code() == 2);
    let by_manifest = desired(&text.replace("[versions.dev]\n", "[versions.dev]\nrecreate = true\n"));
    let options = PlanOptions { recreate: true, ..PlanOptions::default() };
    for (desired, options) in [(by_manifest, PlanOptions::default()), (desired(&text), options)] {
        let world = published().await;
        let plan = plan(&world.client, &desired, &options).await.unwrap();
        assert!(plan.to_string().contains("1 to create, 0 to change, 1 to delete: 3 calls."), "{plan}");
        // A run that ends between the deletion and the creation.
        world.emulator.inject(Fault::status("versions.create", 500).times(1)).unwrap();
        assert!(world.apply(&plan, &desired).await.1.is_some());
        let plan = edgegap_publish::plan(&world.client, &desired, &options).await.unwrap();
        assert_eq!(plan.counts().create, 1);
        assert!(world.apply(&plan, &desired).await.1.is_none());
        assert!(world.plan(&desired).await.is_empty());
    }
}

#[tokio::test]
async fn links_are_removed_on_request() {
    let world = published().await;
    let desired = desired(&MANIFEST.replace("link = [\"dev\"]", ""));
    let options = PlanOptions { unlink: vec!["balance:dev".into()], ..PlanOptions::default() };
    for (changed, line) in [
        (true, "profile logs/balance unlinked from dev"),
        (
            false,
            "profile logs/balance was unlinked from dev \
            before",
        ),
    ] {
        let plan = plan(&world.client, &desired, &options).await.unwrap();
        assert!(!plan.is_empty() && plan.counts().delete == 1);
        let (steps, error) = world.apply(&plan, &desired).await;
        assert!(error.is_none() && steps[0].to_string().contains(line), "{} {error:?}", steps[0]);
        let Some(Step::Summary(summary)) = steps.last() else { panic!() };
        assert_eq!(summary.unlinked, u64::from(changed));
    }
}

#[tokio::test]
async fn secrets_are_sent_again_on_request() {
    let world = published().await;
    let desired = desired(MANIFEST);
    let options = PlanOptions { resend_secrets: true, ..PlanOptions::default() };
    let plan = plan(&world.client, &desired, &options).await.unwrap();
    assert_eq!((plan.counts().change, plan.counts().calls), (2, 3), "{plan}");
    assert!(!format!("{plan}{}", plan.to_json()).contains(CANARY));
    let (_, error) = world.apply(&plan, &desired).await;
    assert!(error.is_none(), "{error:?}");
    let sent: Vec<Vec<String>> = world
        .writes()
        .iter()
        .filter_map(|write| write.get(2)?.as_object().map(|body| body.keys().cloned().collect()))
        .collect();
    assert_eq!(sent, [vec!["secret_access_key"], vec!["private_username", "private_token", "envs"]]);
}

#[tokio::test]
async fn the_program_shows_the_plan() {
    let world = published().await;
    let text = with_tag("b43")
        .replace("ranked", "casual")
        .replace("[storages.logs.profiles.balance]", "[storages.logs.profiles.new]");
    let plan = world.plan(&desired(&text)).await;
    let host = world.emulator.url().replace("http://", "");
    let expected = format!(
        "edgegap.toml -> space-arena at {host}

  ~ version dev
      docker_tag   b42 -> b43
      envs         1 changed
        MODE       ranked -> casual
        MATCH_KEY  hidden, cannot be compared; is sent again
  + profile logs/new            -> linked to dev
  = 1 application, 1 storage
  ? hidden, cannot be compared: storage logs, version dev

1 to create, 1 to change, 0 to delete: 3 calls."
    );
    assert_eq!(plan.to_string(), expected);
}

#[tokio::test]
async fn a_client_that_only_reads_can_plan() {
    let world = published().await;
    let desired = desired(&with_tag("b43"));
    let builder = Client::builder().base_url(world.emulator.url()).token(world.emulator.token());
    let client = builder.environment([("EDGEGAP_READ_ONLY", "1")]).build().unwrap();
    let plan = plan(&client, &desired, &PlanOptions::default()).await.unwrap();
    assert_eq!(plan.counts().change, 1);
    let (_, error) = steps(Apply::new(&client, &plan, &desired).unwrap()).await;
    let error = error.unwrap();
    assert!(error.exit_code() == 2 && error.to_string().contains("EDGEGAP_READ_ONLY"), "{error}");
    assert!(world.writes().is_empty());
}

#[tokio::test]
async fn a_tag_that_is_not_reported_yet_is_sent_again() {
    let world = published().await;
    let desired = desired(MANIFEST);
    world.emulator.inject(Fault::settle("*", 1, Duration::ZERO)).unwrap();
    for tag in ["b43", "b42"] {
        let path = json!({"app": "space-arena", "version": "dev"});
        world.call("versions.update", json!({"path": path, "body": {"docker_tag": tag}})).await;
    }
    let plan = world.plan(&desired).await;
    assert!(plan.to_string().contains("docker_tag  (pending) -> b42"), "{plan}");
    // By now it is reported.
    let (_, error) = world.apply(&plan, &desired).await;
    let error = error.unwrap();
    assert!(matches!(error, Error::Moved(_)) && error.to_string().contains("has other values"), "{error}");
    assert!(world.plan(&desired).await.is_empty());
}
