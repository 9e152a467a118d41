//! Secrets: a program in any language uses canaries and prints everything that it has. No canary
//! may be in its output.
//!
//! `tests/secrets/canaries.json` has the canaries and the scenarios, and `tests/secrets/README.md`
//! describes the program. [`try_out`] plays the scenarios, runs the program and reads every byte.

mod canary;
mod plan;
mod said;

use std::path::PathBuf;
use std::process::{Command, Stdio};

pub use self::canary::Canaries;
use self::plan::Plan;
pub use self::plan::VARIABLE;

/// Runs a program against the scenarios and returns every fault of its output.
pub async fn try_out(mut program: Command) -> Result<Vec<String>, String> {
    let list = plan::read()?;
    let plan = Plan::start(&list).await?;
    let file = plan.write()?;
    for (name, _) in std::env::vars() {
        if name.to_lowercase().ends_with("_proxy") || name.starts_with("EDGEGAP_") {
            program.env_remove(name);
        }
    }
    program
        .env(VARIABLE, file.path())
        .env("EDGEGAP_LOG", "debug")
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "1")
        .stdin(Stdio::null());
    let name = format!("{program:?}");
    let done = tokio::task::spawn_blocking(move || program.output())
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error| format!("{name}: {error}"))?;
    let mut faults = said::faults(&plan, &list, &done);
    if !done.status.success() {
        faults.push(format!("{name} ended with {}: {}", done.status, String::from_utf8_lossy(&done.stderr)));
    }
    Ok(faults)
}

/// The folder of the list.
fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../secrets"))
}
