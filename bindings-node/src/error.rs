//! Errors in JavaScript.

use edgegap_bridge::error_json;
use edgegap_sdk::Error;

/// Converts an error to a JavaScript error whose message is its JSON; `ts/failure.ts` converts that
/// to an error class.
pub(crate) fn to_napi(error: Error) -> napi::Error {
    napi::Error::from_reason(error_json(&error))
}
