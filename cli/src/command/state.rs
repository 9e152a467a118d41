//! The state of an emulator in a file.

use std::fs::File;
use std::io::Write;

use clap::ArgMatches;
use serde_json::Value;

use crate::exit;
use crate::failure::{Failure, Result};
use crate::session::Session;

/// The state in a file, or in standard input for `-`.
pub(super) async fn read_state(session: &Session<'_>, path: &str) -> Result<Value> {
    let bytes = match path {
        "-" => session.host.input().read_all().await,
        path => std::fs::read(session.host.path(path)),
    };
    let bytes = bytes.map_err(|error| Failure::usage(format!("{path}: {error}")))?;
    serde_json::from_slice(&bytes).map_err(|error| Failure::usage(format!("{path}: is not valid JSON: {error}")))
}

/// The scene in a file, or the one that comes with the emulator and has this name.
pub(super) async fn read_scene(session: &Session<'_>, path: &str) -> Result<Value> {
    if edgegap_emulator::SCENES.contains(&path) { Ok(path.into()) } else { read_state(session, path).await }
}

/// The request for a state, with the secrets that the arguments ask for.
pub(super) fn state_request(matches: &ArgMatches) -> &'static str {
    if matches.get_flag("include_secrets") { "state?include_secrets=true" } else { "state" }
}

/// Writes a state to a file. Only its owner can read a new file with secrets.
pub(super) fn write_state(session: &Session<'_>, path: &str, matches: &ArgMatches, state: &Value) -> Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if matches.get_flag("include_secrets") {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = matches;
    let written = options.open(session.host.path(path)).and_then(|mut file| writeln!(file, "{state:#}"));
    written.map_err(|error| Failure::new(exit::FAILED, format!("{path}: {error}")))
}
