//! One life of every object, through all operations.

use std::collections::BTreeSet;

use edgegap_emulator::{OPERATIONS as SERVED, SeedTag};
use edgegap_sdk::{
    ApplicationUpdate, EndpointStorageUpdate, ErrorKind, NewEnv, NewPort, NewVersion, OPERATIONS, OutputFormat,
    Protocol, PullProfileUpdate, RestartPolicy, SourceType, TagSelection, VersionUpdate,
};

use super::{application, called, profile, start, storage, version};

#[tokio::test]
async fn every_operation_works() {
    let (emulator, client) = start().await;
    let digest = format!("sha256:{}", "0".repeat(64));
    let seeds = ["b42", "b43", "b44"].map(|tag| SeedTag::new(tag).digest(&digest));
    emulator.seed_tags("game", seeds).await.unwrap();

    // Applications.
    let applications = client.applications();
    let created = applications.create(application("game")).await.unwrap();
    assert_eq!((created.name.as_str(), created.is_active, created.image.as_str()), ("game", true, "aWNvbg=="));
    assert!(created.create_time.is_some() && created.create_time == created.last_updated);
    assert_eq!(applications.get("game").await.unwrap(), created);
    let off = ApplicationUpdate { is_active: Some(false), image: Some("".into()), ..ApplicationUpdate::default() };
    let updated = applications.update("game", off).await.unwrap();
    assert_eq!((updated.is_active, updated.image.as_str()), (false, ""));
    assert_eq!(updated.create_time, created.create_time);
    assert!(updated.last_updated > created.last_updated);
    assert_eq!(applications.list().collect().await.unwrap(), [updated]);

    // Endpoint storages.
    let storages = client.endpoint_storages();
    let created = storages.create(storage("logs")).await.unwrap();
    assert_eq!((created.bucket.as_str(), &created.output_format), ("builds", &Some(OutputFormat::Ndjson)));
    assert!(!format!("{created:?}").contains("storage-secret"), "it is never returned");
    let moved = EndpointStorageUpdate { bucket: Some("archive".into()), ..EndpointStorageUpdate::default() };
    let updated = storages.update("logs", moved).await.unwrap();
    assert_eq!((updated.bucket.as_str(), updated.access_key_id.as_str()), ("archive", "AKIA"));
    assert_eq!(storages.get("logs").await.unwrap(), updated);
    assert_eq!(storages.list().collect().await.unwrap(), [updated]);

    // Versions.
    let versions = client.versions();
    let full = NewVersion {
        is_active: Some(false),
        req_video: Some(1024),
        max_duration: Some(-1),
        force_cache: Some(false),
        time_to_deploy: Some(60),
        termination_grace_period_seconds: Some(30),
        endpoint_storage: Some("logs".into()),
        command: Some("/game/server".into()),
        arguments: Some("--port 7777".into()),
        dns_config: Some("1.1.1.1".into()),
        will_deploy_in_mainland_china: Some(true),
        ports: Some(vec![
            NewPort::new(7777, Protocol::Udp).named("game"),
            NewPort { tls_upgrade: Some(true), to_check: Some(false), ..NewPort::new(0, Protocol::Ws).named("web") },
        ]),
        envs: Some(vec![NewEnv::new("REGION", "eu")]),
        restart_policy: Some(RestartPolicy::OnFailure),
        verify_image: Some(true),
        docker_image: "game".into(),
        ..version("1")
    };
    let created = versions.create("game", full).await.unwrap();
    assert_eq!(versions.get("game", "1").await.unwrap(), created, "wrapped and bare are the same");
    // `false`, 0 and -1 are values.
    assert_eq!((created.is_active, created.max_duration, created.force_cache), (Some(false), Some(-1), Some(false)));
    assert_eq!((created.req_cpu, created.req_memory, created.req_video), (1024, 2048, Some(1024)));
    assert_eq!((created.time_to_deploy, created.termination_grace_period_seconds), (Some(60), Some(30)));
    assert_eq!(created.endpoint_storage.as_deref(), Some("logs"));
    assert_eq!((created.command.as_deref(), created.arguments.as_deref()), (Some("/game/server"), Some("--port 7777")));
    assert_eq!((created.dns_config.as_deref(), created.will_deploy_in_mainland_china), (Some("1.1.1.1"), Some(true)));
    assert_eq!(created.restart_policy, Some(RestartPolicy::OnFailure));
    let ports: Vec<_> =
        created.ports.iter().flatten().map(|port| (port.port, port.name.as_deref(), port.to_check)).collect();
    assert_eq!(ports, [(Some(7777), Some("game"), Some(true)), (Some(0), Some("web"), Some(false))]);
    assert_eq!(
        created.ports.iter().flatten().map(|port| port.protocol.clone()).collect::<Vec<_>>(),
        [Some(Protocol::Udp), Some(Protocol::Ws)]
    );
    assert_eq!(created.envs.iter().flatten().map(|env| env.value.as_deref()).collect::<Vec<_>>(), [Some("eu")]);
    let new_ports = VersionUpdate { ports: Some(vec![NewPort::new(1, Protocol::Tcp)]), ..VersionUpdate::default() };
    let updated = versions.update("game", "1", new_ports).await.unwrap();
    assert_eq!(updated.ports.as_ref().map(Vec::len), Some(1), "the list is replaced");
    assert_eq!(updated.envs, created.envs);
    assert_eq!(versions.list("game").collect().await.unwrap(), [updated]);

    // Pull profiles.
    let profiles = client.pull_profiles();
    let created = profiles.create("logs", profile("configs")).await.unwrap();
    assert_eq!((created.source.as_str(), &created.source_type), ("/configs/game", &SourceType::Folder));
    let one_file = PullProfileUpdate {
        source: Some("/configs/game.json".into()),
        source_type: Some(SourceType::File),
        ..PullProfileUpdate::default()
    };
    let updated = profiles.update("logs", "configs", one_file).await.unwrap();
    assert_eq!((&updated.source_type, updated.destination.as_str()), (&SourceType::File, "/game/configs"));
    assert_eq!(profiles.get("logs", "configs").await.unwrap(), updated);
    assert_eq!(profiles.list("logs").collect().await.unwrap(), [updated]);
    let link = profiles.link("logs", "configs", "game", "1").await.unwrap();
    let names = [&link.endpoint, &link.pull_profile, &link.app, &link.app_version].map(String::as_str);
    assert_eq!(names, ["logs", "configs", "game", "1"]);
    assert_eq!(profiles.link("logs", "configs", "game", "1").await.unwrap(), link, "linking twice is linking once");
    profiles.unlink("logs", "configs", "game", "1").await.unwrap();
    let error = profiles.unlink("logs", "configs", "game", "1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");

    // Tags.
    let registry = client.container_registry();
    let tags = registry.list_tags("game").collect().await.unwrap();
    assert_eq!(tags.iter().map(|tag| tag.tag.as_deref()).collect::<Vec<_>>(), [Some("b42"), Some("b43"), Some("b44")]);
    let deleted = registry.delete_tag("game", "b43").await.unwrap().artifact.unwrap();
    assert_eq!((deleted.image_hash, deleted.artifact_deleted), (Some(digest), Some(false)));
    let selection = TagSelection { tags: vec!["b42".into(), "b43".into()], ..TagSelection::default() };
    let deleted = registry.delete_tags("game", selection).await.unwrap();
    let statuses: Vec<_> = deleted.results.iter().flatten().map(|result| result.status).collect();
    assert_eq!(statuses, [Some(204), Some(404)]);
    assert_eq!(deleted.summary.unwrap().failed, Some(1));

    // And the end of everything.
    profiles.delete("logs", "configs").await.unwrap();
    versions.delete("game", "1").await.unwrap();
    storages.delete("logs").await.unwrap();
    applications.delete("game").await.unwrap();
    assert_eq!(profiles.get("logs", "configs").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(versions.get("game", "1").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(storages.get("logs").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(applications.get("game").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(applications.list().collect().await.unwrap().is_empty());
    assert!(storages.list().collect().await.unwrap().is_empty());

    // The others are made of requests of these.
    let routes = OPERATIONS.iter().filter(|operation| operation.steps.is_one());
    let all: BTreeSet<_> = routes.map(|operation| operation.id).collect();
    assert_eq!(called(&emulator).into_iter().collect::<BTreeSet<_>>(), all);
    assert_eq!(SERVED.iter().copied().collect::<BTreeSet<_>>(), all);
    assert_eq!(all.len(), 25);
}
