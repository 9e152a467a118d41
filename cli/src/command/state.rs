//! The state of an emulator in a file.

use serde_json::Value;

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
