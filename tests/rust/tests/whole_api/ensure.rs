//! `ensure`, `wait`, dry runs and guard rails against the emulator.

use std::time::Duration;

use edgegap_emulator::Emulator;
use edgegap_sdk::{Action, EndpointStorageUpdate, ErrorKind, NewEnv, NewPort, NewVersion, Protocol, VersionUpdate};

use crate::{application, client_of, profile, start, storage, version};

#[tokio::test]
async fn ensuring_twice_changes_nothing_the_second_time() {
    let (emulator, client) = start().await;
    let full = NewVersion {
        ports: Some(vec![NewPort::new(7777, Protocol::Udp).named("game"), NewPort::new(80, Protocol::Ws)]),
        envs: Some(vec![NewEnv::new("MODE", "ranked"), NewEnv::hidden("KEY", "secret")]),
        private_username: Some("user".into()),
        private_token: Some("token".into()),
        endpoint_storage: Some("logs".into()),
        ..version("dev")
    };
    for expected in [Action::Created, Action::Unchanged] {
        let actions = [
            client.applications().ensure(application("game")).send().await.unwrap().meta.change,
            client.endpoint_storages().ensure(storage("logs")).send().await.unwrap().meta.change,
            client.versions().ensure("game", full.clone()).send().await.unwrap().meta.change,
            client.pull_profiles().ensure("logs", profile("balance")).send().await.unwrap().meta.change,
        ];
        assert_eq!(actions.map(|change| change.unwrap().action), [expected; 4]);
    }
    let requests = emulator.requests();
    let writes = requests.iter().filter(|request| request.method != "GET").count();
    assert_eq!(writes, 4, "the second round only reads");
}

#[tokio::test]
async fn a_change_of_another_program_is_undone() {
    let (_emulator, client) = start().await;
    client.endpoint_storages().ensure(storage("logs")).await.unwrap();
    let other = EndpointStorageUpdate { bucket: Some("other".into()), ..Default::default() };
    client.endpoint_storages().update("logs", other).await.unwrap();
    let reply = client.endpoint_storages().ensure(storage("logs")).send().await.unwrap();
    assert_eq!(reply.value.bucket, storage("logs").bucket);
    let change = reply.meta.change.unwrap();
    assert_eq!(
        (change.action, change.fields, change.not_compared),
        (Action::Updated, vec!["bucket".to_owned()], vec!["secret_access_key".to_owned()])
    );
}

#[tokio::test]
async fn a_wait_ends_with_its_time() {
    let (_emulator, client) = start().await;
    client.applications().create(application("game")).await.unwrap();
    client.versions().create("game", version("dev")).await.unwrap();
    let wanted = VersionUpdate { docker_tag: Some("b99".into()), ..Default::default() };
    let call = client.versions().wait("game", "dev", wanted).timeout(Duration::from_millis(300));
    let error = call.await.unwrap_err();
    assert_eq!(
        (error.kind(), error.operation(), error.maybe_applied()),
        (ErrorKind::Timeout, Some("versions.wait"), false)
    );
    assert!(error.message().contains("docker_tag \"b42\", not \"b99\""), "{error}");
    assert!(error.attempts().len() > 1, "{:?}", error.attempts());
}

#[tokio::test]
async fn a_dry_run_sends_nothing_that_changes() {
    let emulator = Emulator::start().await.unwrap();
    let client = client_of(&emulator).header("X-Key", "it's secret").build().unwrap();
    let secret =
        NewVersion { private_username: Some("user".into()), private_token: Some("canary".into()), ..version("d'ev") };
    let run = client.versions().create("game", secret).dry_run().await.unwrap();
    let [request] = run.requests.as_slice() else { panic!("{run:?}") };
    assert_eq!((request.method.as_str(), run.change), ("POST", None));
    assert_eq!(request.url, format!("{}/v1/app/game/version", emulator.url()));
    assert_eq!(request.headers["authorization"], "token ***");
    assert_eq!(request.headers["x-key"], "***");
    assert_eq!(request.body.as_ref().unwrap()["private_token"], "***");
    assert!(request.curl.contains("'{\"name\":\"d'\\''ev\""), "{}", request.curl);
    assert!(request.curl.contains("-H \"Authorization: token $EDGEGAP_TOKEN\""), "{}", request.curl);
    assert!(!format!("{request:?}").contains("canary"));
    assert!(emulator.requests().is_empty());
    let run = client.applications().ensure(application("game")).dry_run().await;
    assert_eq!(run.unwrap().change.unwrap().action, Action::Created);
    assert!(emulator.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn a_view_keeps_the_guard_rails() {
    let emulator = Emulator::start().await.unwrap();
    let client = client_of(&emulator).allow_apps(["game"]).read_only(true).build().unwrap();
    let view = client.with_options(Default::default()).unwrap();
    let error = view.applications().delete("game").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Permission);
    assert!(error.message().contains("the read_only argument"), "{error}");
    let error = view.applications().get("other").await.unwrap_err();
    assert!(error.message().contains("the allow_apps argument"), "{error}");
    assert!(emulator.requests().is_empty());
}
