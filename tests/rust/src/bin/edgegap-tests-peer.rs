//! The programs that tests kill. `edgegap-tests-peer emulator ...` is the emulator.
//! `edgegap-tests-peer furnish` creates its objects, and can be run again after it was killed at
//! any time. `edgegap-tests-peer log` makes the calls of `tests/log.json`,
//! `edgegap-tests-peer cancel` one that it cancels.

use std::future::IntoFuture;
use std::process::ExitCode;
use std::time::Duration;

use edgegap_emulator::{Emulator, Fault};
use edgegap_sdk::{
    Client, ErrorKind, NewApplication, NewEndpointStorage, NewPullProfile, NewVersion, PullProfileUpdate, Result,
    SourceType, VersionUpdate,
};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next().as_deref().and_then(|verb| verb.to_str()) {
        Some("emulator") => {
            edgegap_emulator::program::run(std::iter::once("edgegap-emulator".into()).chain(arguments)).into()
        }
        Some("furnish") => run(furnish()),
        Some("log") => run(log()),
        Some("cancel") => run(cancel()),
        _ => {
            eprintln!("edgegap-tests-peer emulator|furnish|log|cancel");
            ExitCode::from(2)
        }
    }
}

fn run(task: impl Future<Output = Result<()>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.expect("a runtime").block_on(task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Makes the calls of `tests/log.json`: one that succeeds, one with a retry, one that is
/// refused, one that is not sent and one that fails.
async fn log() -> Result<()> {
    let emulator = Emulator::start().await.expect("an emulator");
    let backoff = Duration::from_millis(20);
    let client =
        Client::builder().base_url(emulator.url()).token(emulator.token()).backoff(backoff, backoff).build()?;
    let application = NewApplication { name: "my-game".into(), is_active: true, ..NewApplication::default() };
    client.applications().create(application).await?;
    emulator.inject(Fault::status("applications.get", 503).times(1)).expect("a fault");
    client.applications().get("my-game").await?;
    client.versions().get("my-game", "none").await.expect_err("no such version");
    client.applications().get("").await.expect_err("an empty name");
    emulator.inject(Fault::status("applications.get", 403).times(1)).expect("a fault");
    client.applications().get("my-game").await.expect_err("no permission");
    Ok(())
}

/// Drops a call whose response never comes.
async fn cancel() -> Result<()> {
    let emulator = Emulator::start().await.expect("an emulator");
    emulator.inject(Fault::stall("applications.get")).expect("a fault");
    let client = Client::builder().base_url(emulator.url()).token(emulator.token()).build()?;
    let call = client.applications().get("my-game").into_future();
    tokio::time::timeout(Duration::from_millis(50), call).await.expect_err("no response");
    Ok(())
}

/// Creates an application with two versions that load their maps from a storage.
async fn furnish() -> Result<()> {
    let client = Client::new()?;
    let application = NewApplication { name: "game".into(), is_active: true, ..NewApplication::default() };
    there(client.applications().create(application).await)?;
    let storage = NewEndpointStorage {
        name: "maps".into(),
        access_key_id: "AKIA".into(),
        secret_access_key: "storage-secret".into(),
        endpoint: "https://s3.example.com".into(),
        bucket: "builds".into(),
        ..NewEndpointStorage::default()
    };
    there(client.endpoint_storages().create(storage).await)?;
    for name in ["blue", "green"] {
        let version = NewVersion {
            name: name.into(),
            docker_repository: "docker.io".into(),
            docker_image: "studio/game".into(),
            docker_tag: "first".into(),
            req_cpu: 1024,
            req_memory: 2048,
            endpoint_storage: Some("maps".into()),
            ..NewVersion::default()
        };
        there(client.versions().create("game", version).await)?;
        let profile = NewPullProfile {
            name: name.into(),
            source: format!("/maps/{name}"),
            source_type: SourceType::Folder,
            destination: "/game/maps".into(),
            ..NewPullProfile::default()
        };
        there(client.pull_profiles().create("maps", profile).await)?;
        let change = VersionUpdate {
            docker_tag: Some(format!("{name}-2")),
            max_duration: 60.into(),
            ..VersionUpdate::default()
        };
        client.versions().update("game", name, change).await?;
        let change = PullProfileUpdate { destination: Some(format!("/game/{name}")), ..PullProfileUpdate::default() };
        client.pull_profiles().update("maps", name, change).await?;
        client.pull_profiles().link("maps", name, "game", name).await?;
    }
    Ok(())
}

/// A taken name was created by an earlier run. The updates that follow correct the differences.
fn there<T>(made: Result<T>) -> Result<()> {
    match made {
        Err(error) if !matches!(error.kind(), ErrorKind::Conflict | ErrorKind::BadRequest) => Err(error),
        _ => Ok(()),
    }
}
