//! Errors on their way to JavaScript.

use std::panic::{AssertUnwindSafe, catch_unwind};

use edgegap_bridge::error_json;
use edgegap_sdk::{Error, ErrorKind};

/// An error whose message is the boundary's JSON; `ts/error.ts` makes the class of it.
pub(crate) fn thrown(error: Error) -> napi::Error {
    napi::Error::from_reason(error_json(&error))
}

/// Runs what blocks on a thread of Node's pool, where nobody else catches a panic.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> napi::Result<T> {
    let bug = |_| {
        let message =
            "a bug of this SDK ended the call; please report it with the lines that were written to standard error";
        Err(Error::of_host(ErrorKind::Internal, message, None))
    };
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(bug).map_err(thrown)
}
