//! Fields: absent, null or with a value, secrets and their masks, and values that are refused
//! before they are sent.

use edgegap_sdk::{ErrorKind, NewEnv, NewVersion, Patch, RestartPolicy, VersionUpdate, ViolationCode};

use super::{called, furnished, storage, version};

const MASK: &str = "This value is set and encrypted";

#[tokio::test]
async fn absent_null_and_a_value_differ() {
    let (_emulator, client) = furnished().await;
    let versions = client.versions();
    let set = VersionUpdate {
        max_duration: 60.into(),
        command: "/server".into(),
        arguments: "-x".into(),
        is_active: Some(false),
        ..VersionUpdate::default()
    };
    let now = versions.update("game", "1", set).await.unwrap();
    assert_eq!((now.max_duration, now.command.as_deref(), now.is_active), (Some(60), Some("/server"), Some(false)));

    let other = VersionUpdate { docker_tag: Some("b43".into()), ..VersionUpdate::default() };
    let now = versions.update("game", "1", other).await.unwrap();
    assert_eq!((now.max_duration, now.command.as_deref(), now.is_active), (Some(60), Some("/server"), Some(false)));

    let cleared = VersionUpdate {
        max_duration: Patch::Null,
        command: Patch::Null,
        arguments: "".into(),
        ..VersionUpdate::default()
    };
    let now = versions.update("game", "1", cleared).await.unwrap();
    assert_eq!((now.max_duration, now.command, now.arguments), (Some(1440), None, None));
    assert_eq!((now.is_active, now.docker_tag.as_str()), (Some(false), "b43"));

    let zero = VersionUpdate { max_duration: 0.into(), ..VersionUpdate::default() };
    assert_eq!(versions.update("game", "1", zero).await.unwrap().max_duration, Some(0));
    let emptied = VersionUpdate { envs: Some(vec![]), ports: Some(vec![]), ..VersionUpdate::default() };
    let now = versions.update("game", "1", emptied).await.unwrap();
    assert_eq!((now.envs, now.ports), (Some(vec![]), Some(vec![])));
}

#[tokio::test]
async fn an_update_without_changes_is_refused() {
    let (emulator, client) = furnished().await;
    let error = client.versions().update("game", "1", VersionUpdate::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
    assert_eq!(called(&emulator), [""; 0]);
}

#[tokio::test]
async fn secrets_come_back_masked_and_the_mask_is_not_sent_back() {
    let (emulator, client) = furnished().await;
    let versions = client.versions();
    let sent = NewVersion {
        private_username: Some("registry-user".into()),
        private_token: Some("registry-secret-9d21".into()),
        envs: Some(vec![NewEnv::new("OPEN", "seen"), NewEnv::hidden("KEY", "hidden-secret-77aa")]),
        ..version("2")
    };
    assert!(!format!("{sent:?}").contains("secret-"), "{sent:?}");
    let created = versions.create("game", sent).await.unwrap();
    for found in
        [&created, &versions.get("game", "2").await.unwrap(), &versions.list("game").collect().await.unwrap()[1]]
    {
        assert_eq!(found.private_username.as_deref(), Some(MASK));
        assert_eq!(found.private_token.as_deref(), Some(MASK));
        let envs = found.envs.as_ref().unwrap();
        assert_eq!((envs[0].value.as_deref(), envs[0].is_hidden), (Some("seen"), Some(false)));
        assert_eq!((envs[1].value.as_deref(), envs[1].is_hidden), (Some(MASK), Some(true)));
    }
    let unset = versions.get("game", "1").await.unwrap();
    assert_eq!((unset.private_username, unset.private_token), (None, None), "an unset login is no masked one");

    emulator.clear_requests();
    // A program reads an object, modifies it, and writes it.
    let envs = created
        .envs
        .unwrap()
        .into_iter()
        .map(|env| NewEnv { is_hidden: env.is_hidden, ..NewEnv::new(env.key.unwrap(), env.value.unwrap()) });
    let written = VersionUpdate {
        envs: Some(envs.collect()),
        private_username: created.private_username,
        private_token: created.private_token,
        ..VersionUpdate::default()
    };
    let error = versions.update("game", "2", written).await.unwrap_err();
    let found: Vec<_> = error.violations().iter().map(|violation| (violation.path.as_str(), violation.code)).collect();
    let masked = ["private_username", "private_token", "envs[1].value"].map(|path| (path, ViolationCode::Masked));
    assert_eq!((error.kind(), found), (ErrorKind::Validation, masked.to_vec()));
    assert_eq!(called(&emulator), [""; 0], "nothing was sent");

    let hidden_again = VersionUpdate { envs: Some(vec![NewEnv::hidden("KEY", "new")]), ..VersionUpdate::default() };
    let now = versions.update("game", "2", hidden_again).await.unwrap();
    assert_eq!(now.envs.unwrap()[0].value.as_deref(), Some(MASK));
}

#[tokio::test]
async fn all_violations_are_reported_at_once() {
    let (emulator, client) = furnished().await;
    let wrong = NewVersion {
        docker_repository: "https://docker.io".into(),
        docker_image: "Studio/Game:latest".into(),
        req_cpu: 99,
        req_memory: 10_000,
        max_duration: Some(1441),
        endpoint_storage: Some(String::new()),
        termination_grace_period_seconds: Some(4),
        envs: Some(vec![NewEnv::new("", "x".repeat(4097))]),
        ..version(&"x".repeat(65))
    };
    let error = client.versions().create("game", wrong).await.unwrap_err();
    let mut paths: Vec<_> = error.violations().iter().map(|violation| violation.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let expected = [
        "docker_image",
        "docker_repository",
        "endpoint_storage",
        "envs[0].key",
        "envs[0].value",
        "max_duration",
        "name",
        "req_cpu",
        "req_memory",
        "termination_grace_period_seconds",
    ];
    assert_eq!((error.kind(), paths), (ErrorKind::Validation, expected.to_vec()));
    let secret = super::NewEndpointStorage { endpoint: "s3.example.com".into(), ..storage("") };
    let error = client.endpoint_storages().create(secret).await.unwrap_err();
    assert_eq!(error.violations().len(), 2, "{error}");
    assert!(!format!("{error} {error:?}").contains("storage-secret"), "{error:?}");
    assert_eq!(called(&emulator), [""; 0]);
}

#[tokio::test]
async fn extra_fields_reach_the_service() {
    let (emulator, client) = furnished().await;
    let mut sent = version("2");
    sent.extra.insert("use_telemetry".into(), true.into());
    client.versions().create("game", sent).extra_body("registry_profile", "eu").await.unwrap();
    let body = emulator.requests()[0].body.clone().unwrap();
    assert_eq!((&body["use_telemetry"], &body["registry_profile"]), (&true.into(), &"eu".into()));
    let refused = client.versions().create("game", version("3")).extra_body("no_such_member", 1).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::BadRequest, "{refused}");
    assert!(refused.message().contains("no_such_member"), "{refused}");
    let unknown = NewVersion { restart_policy: Some(RestartPolicy::from("sometimes")), ..version("4") };
    let error = client.versions().create("game", unknown).await.unwrap_err();
    assert_eq!((error.kind(), error.violations()[0].path.as_str()), (ErrorKind::Validation, "restart_policy"));
}
