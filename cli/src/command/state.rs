//! The state of an emulator in a file.

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

/// Writes a state to a file.
pub(super) fn write_state(session: &Session<'_>, path: &str, state: &Value) -> Result<()> {
    std::fs::write(session.host.path(path), format!("{state:#}\n"))
        .map_err(|error| Failure::new(exit::FAILED, format!("{path}: {error}")))
}
