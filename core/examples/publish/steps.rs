//! The steps of publishing. Each creates what is missing and updates what is there.

use edgegap_sdk::{
    ApplicationUpdate, Client, EndpointStorageUpdate, ErrorKind, Image, NewApplication, Patch, PullProfileUpdate,
    Result, VersionUpdate,
};

use crate::settings::{Settings, beside};

/// Creates the application with its icon, or refreshes the icon.
pub(crate) async fn application(client: &Client, settings: &Settings) -> Result<()> {
    let name = &settings.application;
    let icon = Image::from_file(beside("icon.png"));
    let new = NewApplication { name: name.clone(), is_active: true, image: icon.clone(), ..Default::default() };
    match client.applications().create(new).await {
        Ok(application) => println!("  application {} created", application.name),
        Err(error) if error.kind() == ErrorKind::Conflict => {
            let update = ApplicationUpdate { is_active: Some(true), image: Some(icon), ..Default::default() };
            client.applications().update(name, update).await?;
            println!("  application {name} updated");
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Creates the bucket that takes the logs, or sets its keys anew. A taken name is a `bad_request`
/// here, like any other bad argument, so look first.
pub(crate) async fn storage(client: &Client, settings: &Settings) -> Result<()> {
    let new = settings.storage.clone();
    match client.endpoint_storages().get(&new.name).await {
        Ok(_) => {
            let update = EndpointStorageUpdate {
                access_key_id: Some(new.access_key_id),
                secret_access_key: Some(new.secret_access_key),
                ..Default::default()
            };
            client.endpoint_storages().update(&new.name, update).await?;
            println!("  storage {} updated", new.name);
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let storage = client.endpoint_storages().create(new).await?;
            println!("  storage {} created", storage.name);
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Creates the pull profile that copies the balance file into each container, or points it to where
/// the file is now.
pub(crate) async fn profile(client: &Client, settings: &Settings) -> Result<()> {
    let (storage, new) = (&settings.storage.name, settings.profile.clone());
    match client.pull_profiles().get(storage, &new.name).await {
        Ok(_) => {
            let update = PullProfileUpdate {
                source: Some(new.source),
                destination: Some(new.destination),
                ..Default::default()
            };
            client.pull_profiles().update(storage, &new.name, update).await?;
            println!("  pull profile {} updated", new.name);
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let profile = client.pull_profiles().create(storage, new).await?;
            println!("  pull profile {} created", profile.name);
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// What a mistake looks like: nothing is sent, and everything that is wrong is said at once.
pub(crate) async fn a_mistake(client: &Client, settings: &Settings) -> Result<()> {
    let mut wrong = settings.version.clone();
    wrong.docker_repository = "https://registry.edgegap.com".into();
    wrong.req_memory = 4096;
    wrong.termination_grace_period_seconds = Some(2);
    match client.versions().create(&settings.application, wrong).await {
        Err(error) if error.kind() == ErrorKind::Validation => {
            println!("  a version with mistakes was refused before anything was sent:");
            for violation in error.violations() {
                println!("    {violation}");
            }
            Ok(())
        }
        Err(error) => Err(error),
        Ok(version) => panic!("a version with mistakes was accepted: {version:?}"),
    }
}

/// Creates the version; one that is there already gets the new image.
pub(crate) async fn version(client: &Client, settings: &Settings) -> Result<()> {
    let (application, new) = (&settings.application, &settings.version);
    match client.versions().create(application, new.clone()).await {
        Ok(version) => println!("  version {} created", version.name),
        Err(error) if error.kind() == ErrorKind::Conflict => {
            update_version(client, settings).await?;
            println!("  version {} updated", new.name);
        }
        Err(error) => return Err(error),
    }
    // The same again, as a build that is started twice would do it: the conflict is no reason to
    // fail.
    match client.versions().create(application, new.clone()).await {
        Err(error) if error.kind() == ErrorKind::Conflict => {
            update_version(client, settings).await?;
            println!("  version {} was there when it was created again (status 409), so it was updated", new.name);
            Ok(())
        }
        Err(error) => Err(error),
        Ok(version) => panic!("the version exists twice: {version:?}"),
    }
}

/// Lists are replaced whole, so they are sent whole, hidden values included.
async fn update_version(client: &Client, settings: &Settings) -> Result<()> {
    let new = settings.version.clone();
    let update = VersionUpdate {
        docker_tag: Some(new.docker_tag),
        private_username: new.private_username,
        private_token: new.private_token,
        ports: new.ports,
        envs: new.envs,
        ..Default::default()
    };
    client.versions().update(&settings.application, &new.name, update).await?;
    Ok(())
}

/// Links the profile to the version: without that it does nothing.
pub(crate) async fn link(client: &Client, settings: &Settings) -> Result<()> {
    let profiles = client.pull_profiles();
    let (storage, profile) = (&settings.storage.name, &settings.profile.name);
    let link = profiles.link(storage, profile, &settings.application, &settings.version.name).await?;
    println!("  pull profile {} linked to {} {}", link.pull_profile, link.app, link.app_version);
    Ok(())
}

/// Changes one field, resets another to the service's default, and reads both back.
pub(crate) async fn tune(client: &Client, settings: &Settings) -> Result<()> {
    let (application, name) = (&settings.application, &settings.version.name);
    let update = VersionUpdate { is_active: Some(true), max_duration: Patch::Null, ..Default::default() };
    client.versions().update(application, name, update).await?;
    let version = client.versions().get(application, name).await?;
    println!(
        "  version {name} read back: active {}, at most {} minutes",
        version.is_active.unwrap_or_default(),
        version.max_duration.unwrap_or_default()
    );
    Ok(())
}

/// Lists the versions page by page.
pub(crate) async fn summary(client: &Client, settings: &Settings) -> Result<()> {
    let application = client.applications().get(&settings.application).await?;
    println!(
        "\n{}: {}, icon of {} characters",
        application.name,
        state(application.is_active),
        application.image.len()
    );
    let mut versions = client.versions().list(&application.name).limit(10);
    while let Some(page) = versions.next_page().await? {
        for version in page.value {
            let image = format!("{}/{}:{}", version.docker_repository, version.docker_image, version.docker_tag);
            let active = state(version.is_active.unwrap_or(true));
            println!(
                "  {:<12} {:<50} {:>5} CPU {:>5} MB  {active}",
                version.name, image, version.req_cpu, version.req_memory
            );
            for port in version.ports.unwrap_or_default() {
                let protocol = port.protocol.map(|protocol| protocol.to_string()).unwrap_or_default();
                println!("    {:>5}/{protocol:<4} {}", port.port.unwrap_or_default(), port.name.unwrap_or_default());
            }
            for env in version.envs.unwrap_or_default() {
                println!("    {}={}", env.key.unwrap_or_default(), env.value.unwrap_or_default());
            }
        }
    }
    Ok(())
}

fn state(is_active: bool) -> &'static str {
    if is_active { "active" } else { "not active" }
}
