//! The typed API as a program uses it, with an emulator in the same process.

mod ensure;
mod errors;
mod fields;
mod life;
mod lists;
mod lost;
mod names;

use std::time::Duration;

use edgegap_emulator::Emulator;
use edgegap_sdk::{
    Client, ClientBuilder, NewApplication, NewEndpointStorage, NewPullProfile, NewVersion, OutputFormat, SourceType,
};

/// Starts an emulator, and makes a client with short waits between attempts.
async fn start() -> (Emulator, Client) {
    let emulator = Emulator::start().await.unwrap();
    let client = client_of(&emulator).build().unwrap();
    (emulator, client)
}

fn client_of(emulator: &Emulator) -> ClientBuilder {
    Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .backoff(Duration::from_millis(1), Duration::from_millis(2))
}

/// Starts an emulator with an application `game`, its version `1`, a storage `logs` and its profile
/// `configs`.
async fn furnished() -> (Emulator, Client) {
    let (emulator, client) = start().await;
    client.applications().create(application("game")).await.unwrap();
    client.endpoint_storages().create(storage("logs")).await.unwrap();
    let version = NewVersion { endpoint_storage: Some("logs".into()), ..version("1") };
    client.versions().create("game", version).await.unwrap();
    client.pull_profiles().create("logs", profile("configs")).await.unwrap();
    emulator.clear_requests();
    (emulator, client)
}

fn application(name: &str) -> NewApplication {
    NewApplication { name: name.into(), is_active: true, image: "aWNvbg==".into(), ..NewApplication::default() }
}

fn version(name: &str) -> NewVersion {
    NewVersion {
        name: name.into(),
        docker_repository: "docker.io".into(),
        docker_image: "studio/game".into(),
        docker_tag: "b42".into(),
        req_cpu: 1024,
        req_memory: 2048,
        ..NewVersion::default()
    }
}

fn storage(name: &str) -> NewEndpointStorage {
    NewEndpointStorage {
        name: name.into(),
        access_key_id: "AKIA".into(),
        secret_access_key: "storage-secret-51c7".into(),
        endpoint: "https://s3.example.com".into(),
        bucket: "builds".into(),
        output_format: Some(OutputFormat::Ndjson),
        ..NewEndpointStorage::default()
    }
}

fn profile(name: &str) -> NewPullProfile {
    NewPullProfile {
        name: name.into(),
        source: "/configs/game".into(),
        source_type: SourceType::Folder,
        destination: "/game/configs".into(),
        ..NewPullProfile::default()
    }
}

/// The operations of the requests in the log, in order.
fn called(emulator: &Emulator) -> Vec<&'static str> {
    emulator.requests().iter().filter_map(|request| request.operation).collect()
}
