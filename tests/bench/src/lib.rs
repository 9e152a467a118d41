//! What the measuring programs share.
#![forbid(unsafe_code)]

mod by_hand;

use std::time::Duration;

pub use by_hand::{ByHand, version_by_hand};
use edgegap_sdk::{Client, NewApplication, NewEnv, NewPort, NewVersion, Protocol, Result};

/// How many versions the server of prepared replies has.
pub const VERSIONS: usize = 10_000;
/// How many of them are on a page.
pub const PAGE: usize = 100;

/// A client of the server at this address, with the SDK's defaults.
///
/// # Errors
/// `configuration` when the address is wrong.
pub fn client(url: &str, token: &str) -> Result<Client> {
    Client::builder().base_url(url).token(token).build()
}

/// Makes an application; one that is there already is as good.
///
/// # Errors
/// Those of the call.
pub async fn application(client: &Client, name: &str) -> Result<()> {
    let new = NewApplication { name: name.into(), is_active: true, ..Default::default() };
    match client.applications().create(new).await {
        Err(error) if error.kind() != edgegap_sdk::ErrorKind::Conflict => Err(error),
        _ => Ok(()),
    }
}

/// A version of about 1 KB, as a studio has it.
pub fn version(name: impl Into<String>) -> NewVersion {
    NewVersion {
        name: name.into(),
        docker_repository: "registry.edgegap.com".into(),
        docker_image: "my-studio/space-arena".into(),
        docker_tag: "b42".into(),
        private_username: Some("robot$my-studio".into()),
        private_token: Some("example".into()),
        req_cpu: 1024,
        req_memory: 2048,
        max_duration: Some(120),
        ports: Some(vec![
            NewPort::new(7777, Protocol::Udp).named("game"),
            NewPort::new(8080, Protocol::Http).named("status"),
        ]),
        envs: Some((0..4).map(|i| NewEnv::new(format!("SETTING_{i}"), "x".repeat(60))).collect()),
        ..Default::default()
    }
}

/// Resident memory of a process in KiB, from `/proc`; none where there is no such thing.
pub fn resident(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}

/// What this process has used of the processors.
pub fn processor_time() -> Duration {
    #[cfg(unix)]
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).try_into().unwrap_or_default();
    // Benchmarks run on Linux; elsewhere the programs only compile.
    #[cfg(not(unix))]
    let used = Duration::ZERO;
    used
}
