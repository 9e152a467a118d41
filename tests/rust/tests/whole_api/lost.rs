//! Responses that are lost after the call was carried out: nothing is done twice, and no success is
//! reported as an error.

use std::time::Duration;

use edgegap_emulator::Fault;
use edgegap_sdk::{
    ApplicationUpdate, Client, EndpointStorageUpdate, ErrorKind, NewApplication, NewEnv, NewVersion, PullProfileUpdate,
    Result, TagSelection, VersionUpdate,
};
use serde_json::{Value, json};

use super::{Emulator, application, called, client_of, furnished, profile, storage, version};

const CREATES: [&str; 4] =
    ["applications.create", "versions.create", "endpoint_storages.create", "pull_profiles.create"];

/// Creates an object named `new` and returns the name in the response.
async fn create(client: &Client, operation: &str) -> Result<String> {
    Ok(match operation {
        "applications.create" => client.applications().create(application("new")).await?.name,
        "versions.create" => {
            let full = NewVersion {
                private_token: Some("registry-secret-9d21".into()),
                envs: Some(vec![NewEnv::hidden("KEY", "hidden-secret-77aa")]),
                ..version("new")
            };
            client.versions().create("game", full).await?.name
        }
        "endpoint_storages.create" => client.endpoint_storages().create(storage("new")).await?.name,
        _ => client.pull_profiles().create("logs", profile("new")).await?.name,
    })
}

/// The number of objects named `new` of the kind that the operation creates.
async fn count(client: &Client, operation: &str) -> usize {
    let path = match operation {
        "versions.create" => json!({"app": "game"}),
        "pull_profiles.create" => json!({"storage": "logs"}),
        _ => json!({}),
    };
    let list = operation.replace(".create", ".list");
    let items = client.dispatch(&list, json!({"path": path}), Value::Null).await.unwrap().value;
    items.as_array().unwrap().iter().filter(|item| item["name"] == "new").count()
}

fn get_of(operation: &str) -> String {
    operation.replace(".create", ".get").replace(".update", ".get")
}

#[tokio::test]
async fn a_create_whose_response_is_lost_makes_one_object() {
    for operation in CREATES {
        let faults = [
            Fault::reset(operation).after().times(1),
            Fault::truncate(operation).after().times(1),
            Fault::status(operation, 502).after().times(1),
            Fault::status(operation, 504).after().times(1),
            // The response that the name is taken is lost, too.
            Fault::reset(operation).after().times(2),
        ];
        for fault in faults {
            let hits = usize::try_from(fault.times.unwrap()).unwrap();
            let shown = format!("{fault:?}");
            let (emulator, client) = furnished().await;
            emulator.inject(fault).unwrap();
            assert_eq!(create(&client, operation).await.unwrap(), "new", "{shown}");
            let mut expected = vec![operation.to_owned(); hits + 1];
            expected.push(get_of(operation));
            assert_eq!(called(&emulator), expected, "{shown}");
            assert_eq!(count(&client, operation).await, 1, "{shown}");
        }
    }
}

#[tokio::test]
async fn a_create_whose_response_cannot_be_decoded_is_not_retried() {
    for operation in CREATES {
        let (emulator, client) = furnished().await;
        emulator.inject(Fault::garbage(operation).after().times(1)).unwrap();
        let error = create(&client, operation).await.unwrap_err();
        assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Decode, true), "{operation}: {error}");
        assert_eq!(called(&emulator), [operation], "{operation}");
        assert_eq!(count(&client, operation).await, 1, "{operation}");
    }
}

#[tokio::test]
async fn a_create_without_a_response_makes_one_object() {
    for operation in CREATES {
        let (emulator, _) = furnished().await;
        let client = client_of(&emulator).attempt_timeout(Duration::from_secs(1)).max_retries(5).build().unwrap();
        emulator.inject(Fault::stall(operation).after().times(1)).unwrap();
        assert_eq!(create(&client, operation).await.unwrap(), "new", "{operation}");
        assert_eq!(count(&client, operation).await, 1, "{operation}");
    }
}

#[tokio::test]
async fn a_create_that_was_not_carried_out_is_made_once() {
    for operation in CREATES {
        for fault in [Fault::reset(operation).times(2), Fault::status(operation, 503).times(1)] {
            let (emulator, client) = furnished().await;
            emulator.inject(fault).unwrap();
            assert_eq!(create(&client, operation).await.unwrap(), "new", "{operation}");
            assert_eq!(count(&client, operation).await, 1, "{operation}");
            assert!(!called(&emulator).contains(&get_of(operation).as_str()), "{operation}");
        }
    }
}

/// Creates an object named `new` that differs from that of [`create`].
async fn another(client: &Client, operation: &str) {
    let made = match operation {
        "applications.create" => {
            let other = NewApplication { is_active: false, ..application("new") };
            client.applications().create(other).await.map(drop)
        }
        "versions.create" => {
            client.versions().create("game", NewVersion { req_cpu: 2048, ..version("new") }).await.map(drop)
        }
        "endpoint_storages.create" => {
            let other = super::NewEndpointStorage { bucket: "another".into(), ..storage("new") };
            client.endpoint_storages().create(other).await.map(drop)
        }
        _ => {
            let other = super::NewPullProfile { destination: "/another".into(), ..profile("new") };
            client.pull_profiles().create("logs", other).await.map(drop)
        }
    };
    made.unwrap();
}

#[tokio::test]
async fn an_object_of_another_client_is_a_conflict() {
    for operation in CREATES {
        let (emulator, client) = furnished().await;
        another(&client, operation).await;
        emulator.inject(Fault::reset(operation).times(1)).unwrap();
        let error = create(&client, operation).await.unwrap_err();
        assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Conflict, true), "{operation}: {error}");
        assert_eq!(count(&client, operation).await, 1, "{operation}");
    }
}

#[tokio::test]
async fn a_create_without_retries_may_be_applied() {
    for operation in CREATES {
        let (emulator, client) = furnished().await;
        emulator.inject(Fault::reset(operation).after().times(1)).unwrap();
        let cautious = client_of(&emulator).max_retries(0).build().unwrap();
        let error = create(&cautious, operation).await.unwrap_err();
        assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Connection, true), "{operation}: {error}");
        assert_eq!(count(&client, operation).await, 1, "{operation}");
    }
}

/// Renames the object of an update to `new` and returns the name in the response.
async fn rename(client: &Client, operation: &str) -> Result<String> {
    let name = Some("new".to_owned());
    Ok(match operation {
        "applications.update" => {
            let to = ApplicationUpdate { name, is_active: Some(false), ..ApplicationUpdate::default() };
            client.applications().update("game", to).await?.name
        }
        "versions.update" => {
            let to = VersionUpdate { name, max_duration: 5.into(), ..VersionUpdate::default() };
            client.versions().update("game", "1", to).await?.name
        }
        "endpoint_storages.update" => {
            let to = EndpointStorageUpdate { name, bucket: Some("b".into()), ..EndpointStorageUpdate::default() };
            client.endpoint_storages().update("logs", to).await?.name
        }
        _ => {
            let to = PullProfileUpdate { name, destination: Some("/d".into()), ..PullProfileUpdate::default() };
            client.pull_profiles().update("logs", "configs", to).await?.name
        }
    })
}

#[tokio::test]
async fn a_renaming_update_whose_response_is_lost_succeeds() {
    for operation in ["applications.update", "versions.update", "endpoint_storages.update", "pull_profiles.update"] {
        for times in [1, 2] {
            let (emulator, client) = furnished().await;
            emulator.inject(Fault::reset(operation).after().times(times)).unwrap();
            assert_eq!(rename(&client, operation).await.unwrap(), "new", "{operation}");
            assert_eq!(*called(&emulator).last().unwrap(), get_of(operation));
            let error = rename(&client, operation).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotFound, "without a lost response the old name is not found: {error}");
        }
    }
}

async fn lose(emulator: &Emulator, operation: &str) {
    emulator.inject(Fault::reset(operation).after().times(1)).unwrap();
}

#[tokio::test]
async fn a_delete_whose_response_is_lost_succeeds() {
    let (emulator, client) = furnished().await;
    emulator.seed_tags("game", ["a", "b", "c"]).await.unwrap();
    client.pull_profiles().link("logs", "configs", "game", "1").await.unwrap();
    emulator.clear_requests();
    lose(&emulator, "pull_profiles.unlink").await;
    client.pull_profiles().unlink("logs", "configs", "game", "1").await.unwrap();
    lose(&emulator, "pull_profiles.delete").await;
    client.pull_profiles().delete("logs", "configs").await.unwrap();
    lose(&emulator, "endpoint_storages.delete").await;
    client.endpoint_storages().delete("logs").await.unwrap();
    lose(&emulator, "versions.delete").await;
    client.versions().delete("game", "1").await.unwrap();
    lose(&emulator, "applications.delete").await;
    client.applications().delete("game").await.unwrap();
    lose(&emulator, "container_registry.delete_tag").await;
    client.container_registry().delete_tag("game", "a").await.unwrap();
    lose(&emulator, "container_registry.delete_tags").await;
    let selection = TagSelection { tags: vec!["b".into()], ..TagSelection::default() };
    let deleted = client.container_registry().delete_tags("game", selection).await.unwrap();
    assert_eq!(deleted.results.unwrap()[0].status, Some(204), "the lost attempt deleted it");
    assert_eq!(deleted.summary.unwrap().success, Some(1));
    let twice: Vec<_> = called(&emulator).chunks(2).map(|pair| pair[0] == pair[1]).collect();
    assert_eq!(twice, [true; 7]);

    let error = client.applications().delete("game").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "without a lost response it is not found: {error}");
    let left = client.container_registry().list_tags("game").collect().await.unwrap();
    assert_eq!(left.len(), 1);
}

#[tokio::test]
async fn idempotent_changes_are_made_twice() {
    let (emulator, client) = furnished().await;
    lose(&emulator, "pull_profiles.link").await;
    client.pull_profiles().link("logs", "configs", "game", "1").await.unwrap();
    lose(&emulator, "versions.update").await;
    let change = VersionUpdate { docker_tag: Some("b43".into()), ..VersionUpdate::default() };
    assert_eq!(client.versions().update("game", "1", change).await.unwrap().docker_tag, "b43");
    assert_eq!(called(&emulator), ["pull_profiles.link", "pull_profiles.link", "versions.update", "versions.update"]);
    client.pull_profiles().unlink("logs", "configs", "game", "1").await.unwrap();
}
