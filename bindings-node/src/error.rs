//! Errors on their way to JavaScript.

use edgegap_bridge::error_json;
use edgegap_sdk::Error;

/// An error whose message is the boundary's JSON; `ts/error.ts` makes the class of it.
pub(crate) fn thrown(error: Error) -> napi::Error {
    napi::Error::from_reason(error_json(&error))
}
