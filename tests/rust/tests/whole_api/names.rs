//! Renaming, and what refers to what was renamed or is gone; names that no URL likes.

use edgegap_sdk::{
    ApplicationUpdate, Client, EndpointStorageUpdate, ErrorKind, PullProfileUpdate, Result, VersionUpdate,
};

use super::{application, called, furnished, profile, start, storage, version};

async fn rename_all(client: &Client) -> Result<()> {
    let name = Some("renamed".to_owned());
    let to = ApplicationUpdate { name: name.clone(), ..ApplicationUpdate::default() };
    client.applications().update("game", to).await?;
    let to = VersionUpdate { name: name.clone(), ..VersionUpdate::default() };
    client.versions().update("renamed", "1", to).await?;
    let to = EndpointStorageUpdate { name: name.clone(), ..EndpointStorageUpdate::default() };
    client.endpoint_storages().update("logs", to).await?;
    let to = PullProfileUpdate { name, ..PullProfileUpdate::default() };
    client.pull_profiles().update("renamed", "configs", to).await?;
    Ok(())
}

#[tokio::test]
async fn references_follow_a_renamed_object() {
    let (_emulator, client) = furnished().await;
    let profiles = client.pull_profiles();
    let link = profiles.link("logs", "configs", "game", "1").await.unwrap();
    let before = client.versions().get("game", "1").await.unwrap();
    rename_all(&client).await.unwrap();

    let version = client.versions().get("renamed", "renamed").await.unwrap();
    assert_eq!(version.endpoint_storage.as_deref(), Some("renamed"));
    assert_eq!((version.create_time, &version.docker_tag), (before.create_time, &before.docker_tag));
    assert_eq!(client.versions().list("renamed").collect().await.unwrap(), [version]);
    assert_eq!(profiles.list("renamed").collect().await.unwrap()[0].name, "renamed");
    let same = profiles.link("renamed", "renamed", "renamed", "renamed").await.unwrap();
    assert_eq!(same.create_time, link.create_time, "it is the link that there was");
    assert_eq!([same.app, same.app_version, same.endpoint, same.pull_profile], ["renamed"; 4]);
    profiles.unlink("renamed", "renamed", "renamed", "renamed").await.unwrap();

    let gone = [
        client.applications().get("game").await.unwrap_err(),
        client.versions().get("game", "1").await.unwrap_err(),
        client.versions().get("renamed", "1").await.unwrap_err(),
        client.endpoint_storages().get("logs").await.unwrap_err(),
        profiles.get("renamed", "configs").await.unwrap_err(),
    ];
    for error in gone {
        assert_eq!((error.kind(), error.status()), (ErrorKind::NotFound, Some(404)), "{error}");
    }
    // The old names are free.
    client.applications().create(application("game")).await.unwrap();
    client.endpoint_storages().create(storage("logs")).await.unwrap();
    assert!(client.versions().list("game").collect().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_taken_name_is_refused_unless_it_is_the_own_one() {
    let (_emulator, client) = furnished().await;
    client.applications().create(application("other")).await.unwrap();
    client.versions().create("game", version("2")).await.unwrap();
    client.endpoint_storages().create(storage("other")).await.unwrap();
    client.pull_profiles().create("logs", profile("other")).await.unwrap();
    let rename = async |to: &str, version: &str| {
        let name = Some(to.to_owned());
        let update = ApplicationUpdate { name: name.clone(), ..ApplicationUpdate::default() };
        let application = client.applications().update("game", update).await.map(|now| now.name);
        let update = VersionUpdate { name: Some(version.to_owned()), ..VersionUpdate::default() };
        let version = client.versions().update("game", "1", update).await.map(|now| now.name);
        let update = EndpointStorageUpdate { name: name.clone(), ..EndpointStorageUpdate::default() };
        let storage = client.endpoint_storages().update("logs", update).await.map(|now| now.name);
        let update = PullProfileUpdate { name, ..PullProfileUpdate::default() };
        let profile = client.pull_profiles().update("logs", "configs", update).await.map(|now| now.name);
        [application, version, storage, profile]
    };
    let kinds = rename("other", "2").await.map(|renamed| renamed.unwrap_err().kind());
    assert_eq!(kinds, [ErrorKind::Conflict, ErrorKind::BadRequest, ErrorKind::BadRequest, ErrorKind::BadRequest]);
    let update = ApplicationUpdate { name: Some("game".into()), ..ApplicationUpdate::default() };
    assert_eq!(client.applications().update("game", update).await.unwrap().name, "game");
    let update = VersionUpdate { name: Some("1".into()), ..VersionUpdate::default() };
    assert_eq!(client.versions().update("game", "1", update).await.unwrap().name, "1");
    assert_eq!(client.versions().list("game").total().await.unwrap(), Some(2));
}

#[tokio::test]
async fn deleting_an_object_deletes_only_its_parts() {
    let (_emulator, client) = furnished().await;
    let profiles = client.pull_profiles();
    profiles.link("logs", "configs", "game", "1").await.unwrap();
    client.endpoint_storages().delete("logs").await.unwrap();
    assert_eq!(profiles.get("logs", "configs").await.unwrap_err().kind(), ErrorKind::NotFound);
    let version_now = client.versions().get("game", "1").await.unwrap();
    assert_eq!(version_now.endpoint_storage.as_deref(), Some("logs"), "it dangles");

    // A storage of the same name is another one: the profile and its link do not come back.
    client.endpoint_storages().create(storage("logs")).await.unwrap();
    assert!(profiles.list("logs").collect().await.unwrap().is_empty());
    profiles.create("logs", profile("configs")).await.unwrap();
    assert_eq!(profiles.unlink("logs", "configs", "game", "1").await.unwrap_err().kind(), ErrorKind::NotFound);

    profiles.link("logs", "configs", "game", "1").await.unwrap();
    client.applications().delete("game").await.unwrap();
    client.applications().create(application("game")).await.unwrap();
    assert!(client.versions().list("game").collect().await.unwrap().is_empty());
    client.versions().create("game", version("1")).await.unwrap();
    assert_eq!(profiles.unlink("logs", "configs", "game", "1").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(profiles.get("logs", "configs").await.unwrap().name, "configs", "a profile outlives its links");
}

#[tokio::test]
async fn every_character_of_a_name_survives_the_path() {
    let (emulator, client) = start().await;
    for name in ["Example App", "a/b", "50%", "a?b#c", "a+b&c=d", "ä ö 🎮", "%2E%2E", "...", "a\\b;c:d@e"] {
        client.applications().create(application(name)).await.unwrap();
        assert_eq!(client.applications().get(name).await.unwrap().name, name);
        client.versions().create(name, version(name)).await.unwrap();
        assert_eq!(client.versions().get(name, name).await.unwrap().name, name);
        client.versions().delete(name, name).await.unwrap();
        client.applications().delete(name).await.unwrap();
    }
    emulator.clear_requests();
    for name in ["", ".", ".."] {
        let error = client.versions().delete("game", name).await.unwrap_err();
        assert_eq!((error.kind(), error.violations()[0].path.as_str()), (ErrorKind::Validation, "version"), "{name:?}");
        let error = client.applications().create(application(name)).await.unwrap_err();
        assert_eq!((error.kind(), error.violations()[0].path.as_str()), (ErrorKind::Validation, "name"), "{name:?}");
    }
    assert_eq!(called(&emulator), [""; 0], "nothing was sent");
}
