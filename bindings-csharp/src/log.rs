//! The lines of the log. C# writes them.

use edgegap_bridge::{entries_json, parse};

use crate::failure::Failure;

/// The entries of a completed call in a log of this level, as JSON.
#[uniffi::export]
pub fn log(call: String, level: String) -> Result<String, Failure> {
    Ok(entries_json(&edgegap_bridge::log(&parse(&call)?, &level)))
}
