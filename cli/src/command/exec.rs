//! `edgegap emulator exec`: a command with an emulator of its own.

use std::ffi::OsString;

use clap::ArgMatches;
use edgegap_emulator::Emulator;
use edgegap_emulator::program::execute;
use serde_json::Value;
use tokio::process::Command;

use super::state::{read_scene, state_request, write_state};
use crate::failure::{Failure, Result};
use crate::session::Session;

/// The exit code of a shell for a command that does not exist.
const NOT_FOUND: u8 = 127;

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let words: Vec<&OsString> = matches.get_many("command").into_iter().flatten().collect();
    let Some((program, arguments)) = words.split_first() else { return Err(Failure::usage("name a command")) };
    let emulator = Emulator::builder().environment(session.host.variables()).start().await?;
    if let Some(path) = matches.get_one::<String>("seed") {
        emulator.load(read_scene(session, path).await?).await?;
    }
    let mut command = Command::new(program);
    command.args(arguments).current_dir(session.host.path("."));
    command.env_clear().envs(session.host.variables());
    command.env("EDGEGAP_BASE_URL", emulator.url()).env("EDGEGAP_TOKEN", emulator.token());
    let code = execute(command).await;
    if let (Ok(_), Some(path)) = (&code, matches.get_one::<String>("snapshot_on_exit")) {
        write_state(session, path, matches, &emulator.control("GET", state_request(matches), &Value::Null).await?)?;
    }
    emulator.stop().await;
    code.map_err(|error| Failure::new(NOT_FOUND, format!("{}: {error}", program.to_string_lossy())))
}
