//! What the measuring programs share.
#![forbid(unsafe_code)]

mod by_hand;

use std::time::Duration;

pub use by_hand::{Application, ByHand};
use edgegap_sdk::{Client, NewApplication, NewEnv, NewPort, NewVersion, Protocol, Result};

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

/// What this process has used of the processors, in steps of 10 ms; zero where there is no `/proc`.
pub fn processor_time() -> Duration {
    /// `USER_HZ`, which Linux fixes for what it shows to programs.
    const TICKS_PER_SECOND: u64 = 100;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name, which may hold anything, in brackets: user and system time are the 12th and 13th.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND)
}
