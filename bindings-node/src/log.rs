//! The lines of the log. JavaScript writes them.

use edgegap_bridge::{entries_json, parse};
use napi_derive::napi;

use crate::error::to_napi;

/// The entries of a completed call in a log of this level, as JSON.
#[napi(catch_unwind)]
pub fn log(call: String, level: String) -> napi::Result<String> {
    let call = parse(&call).map_err(to_napi)?;
    Ok(entries_json(&edgegap_bridge::log(&call, &level)))
}
