//! The copies of objects for a create: `tests/as_new.json`, which other languages may be compared
//! with too, and the way from an emulator and back.

use edgegap_emulator::Emulator;
use edgegap_sdk::{Application, Client, ErrorKind, PullProfile, Version, ViolationCode};
use edgegap_sdk::{NewApplication, NewEndpointStorage, NewEnv, NewPort, NewVersion, Protocol};
use serde::Serialize;
use serde_json::{Value, json};

fn json(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

async fn start() -> (Emulator, Client) {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::builder().base_url(emulator.url()).token(emulator.token()).environment([("", "")]);
    let client = client.build().unwrap();
    (emulator, client)
}

#[tokio::test]
async fn what_only_the_service_sets_is_left_out() {
    let (_emulator, client) = start().await;
    let cases: Vec<Value> = serde_json::from_str(include_str!("../../as_new.json")).unwrap();
    for case in cases {
        let new = match case["model"].as_str().unwrap() {
            "Application" => json(read::<Application>(&case["read"]).as_new()),
            "Version" => json(read::<Version>(&case["read"]).as_new()),
            "PullProfile" => json(read::<PullProfile>(&case["read"]).as_new()),
            other => panic!("{other}"),
        };
        assert_eq!(new, case["new"], "{}", case["name"]);
        let Some(masked) = case["masked"].as_array() else { continue };
        let error = client.versions().create("my-game", read(&new)).await.unwrap_err();
        let paths: Vec<_> = error.violations().iter().map(|one| (one.path.as_str(), one.code)).collect();
        let expected: Vec<_> = masked.iter().map(|path| (path.as_str().unwrap(), ViolationCode::Masked)).collect();
        assert_eq!(paths, expected);
        let advice = "private_token: is the placeholder that the service returns in place of a hidden value, and \
                      would overwrite it: set the real value, or remove the field";
        assert!(error.message().contains(advice), "{error}");
        assert!(error.message().contains("set the real value, or remove the object that has it"), "{error}");
    }
}

#[tokio::test]
async fn a_required_value_that_was_not_read_is_rejected() {
    let (_emulator, client) = start().await;
    let version: Version = read(&json!({
        "name": "1", "docker_repository": "docker.io", "docker_image": "me/game", "docker_tag": "b1",
        "req_cpu": 1024, "req_memory": 1024, "ports": [{"name": "a"}], "envs": [{}],
    }));
    let error = client.versions().create("my-game", version.as_new()).await.unwrap_err();
    let paths: Vec<_> = error.violations().iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["ports[0].port", "ports[0].protocol", "envs[0].key", "envs[0].value"], "{error}");
}

#[tokio::test]
async fn an_object_that_was_read_is_created_again_under_another_name() {
    let (_emulator, client) = start().await;
    let game = NewApplication { name: "my-game".into(), is_active: true, ..Default::default() };
    client.applications().create(game).await.unwrap();
    let version = NewVersion {
        name: "1".into(),
        docker_repository: "docker.io".into(),
        docker_image: "me/game".into(),
        docker_tag: "b1".into(),
        req_cpu: 1024,
        req_memory: 1024,
        private_username: Some("me".into()),
        private_token: Some("token".into()),
        ports: Some(vec![NewPort::new(7777, Protocol::Udp).named("game")]),
        envs: Some(vec![NewEnv::new("A", "b"), NewEnv::hidden("SECRET", "s")]),
        ..Default::default()
    };
    client.versions().create("my-game", version).await.unwrap();

    let game = client.applications().get("my-game").await.unwrap();
    let copy = NewApplication { name: "other".into(), ..game.as_new() };
    assert_eq!(client.applications().create(copy).await.unwrap().image, game.image);

    let read = client.versions().get("my-game", "1").await.unwrap();
    let mut copy = read.as_new();
    copy.name = "2".into();
    let error = client.versions().create("my-game", copy.clone()).await.unwrap_err();
    assert_eq!((error.kind(), error.violations().len()), (ErrorKind::Validation, 3), "{error}");
    (copy.private_username, copy.private_token) = (Some("me".into()), Some("token".into()));
    copy.envs = Some(vec![NewEnv::new("A", "b"), NewEnv::hidden("SECRET", "s")]);
    let created = client.versions().create("my-game", copy).await.unwrap();
    assert_eq!(created.ports, read.ports);
    let again = NewVersion { name: "1".into(), ..created.as_new() };
    assert_eq!(again, read.as_new());

    let storage = NewEndpointStorage {
        name: "maps".into(),
        access_key_id: "AKIA".into(),
        secret_access_key: "secret".into(),
        endpoint: "https://s3.example.com".into(),
        bucket: "builds".into(),
        ..Default::default()
    };
    client.endpoint_storages().create(storage).await.unwrap();
    let storage = client.endpoint_storages().get("maps").await.unwrap();
    let mut copy = NewEndpointStorage { name: "other".into(), ..storage.as_new() };
    let error = client.endpoint_storages().create(copy.clone()).await.unwrap_err();
    assert_eq!(error.message(), "endpoint_storages.create: secret_access_key: may not be empty");
    copy.secret_access_key = "secret".into();
    client.endpoint_storages().create(copy).await.unwrap();
}
