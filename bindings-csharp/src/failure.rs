//! Errors in another language.

use std::fmt;

use edgegap_bridge::error_json;
use edgegap_sdk::Error;

/// An error in the form of `error` in `tests/contract/boundary.md`.
#[derive(Debug, uniffi::Error)]
pub enum Failure {
    /// The error as JSON.
    Failed {
        /// The JSON.
        json: String,
    },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Failed { json: error_json(&error) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Failed { json } = self;
        f.write_str(json)
    }
}

impl std::error::Error for Failure {}
