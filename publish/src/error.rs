//! The error of this crate.

use std::fmt;

use edgegap_sdk::ErrorKind;
use serde_json::{Value, json};

use crate::manifest::Problems;

/// The error of a plan, an apply or a prune.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The manifest has problems.
    Manifest(Problems),
    /// An option, a plan file or the manifest asks for what cannot be done.
    Invalid(String),
    /// A call failed.
    Sdk(edgegap_sdk::Error),
    /// The plan does not fit: an object, the account or the manifest has changed since.
    Moved(String),
    /// The service accepted a new `docker_tag` and did not take it over in time.
    NotTaken(String),
    /// Something would be deleted or disabled, and the caller did not agree to it.
    Confirm(String),
}

/// `Result` with the error of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The exit code of a program that ends with this error:
    ///
    /// | code | meaning |
    /// | --- | --- |
    /// | 1 | another failure |
    /// | 2 | the manifest, an option or a setting is wrong, or consent is missing |
    /// | 3 | the service refuses the call |
    /// | 4 | the service refuses the token |
    /// | 5 | a name is taken, or something changed since the plan |
    /// | 6 | the image cannot be pulled, or its tag was not taken over |
    /// | 7 | network, timeout, rate limit or a failure of the service |
    /// | 8 | the call may have been carried out although it failed |
    /// | 130 | the call was cancelled |
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Manifest(_) | Self::Invalid(_) | Self::Confirm(_) => 2,
            Self::Moved(_) => 5,
            Self::NotTaken(_) => 6,
            Self::Sdk(error) => exit_code(error),
        }
    }

    /// The error as JSON, with `kind` and `message`. That of a failed call has its own form.
    pub fn to_json(&self) -> Value {
        let kind = match self {
            Self::Manifest(problems) => {
                let message = self.to_string();
                return json!({"kind": "manifest", "message": message, "problems": problems});
            }
            Self::Invalid(_) => "invalid",
            Self::Sdk(error) => return error.to_json(),
            Self::Moved(_) => "moved",
            Self::NotTaken(_) => "not_taken",
            Self::Confirm(_) => "confirm",
        };
        json!({"kind": kind, "message": self.to_string()})
    }
}

/// The exit code for a failed call.
fn exit_code(error: &edgegap_sdk::Error) -> u8 {
    if error.maybe_applied() {
        return 8;
    }
    match error.kind() {
        ErrorKind::Validation | ErrorKind::Configuration => 2,
        // Without a status the client itself refused the call.
        ErrorKind::Permission if error.status().is_none() => 2,
        ErrorKind::NotFound | ErrorKind::BadRequest => 3,
        ErrorKind::Authentication | ErrorKind::Permission => 4,
        ErrorKind::Conflict => 5,
        ErrorKind::Image => 6,
        ErrorKind::RateLimited
        | ErrorKind::Server
        | ErrorKind::Timeout
        | ErrorKind::Connection
        | ErrorKind::Tls
        | ErrorKind::Decode => 7,
        ErrorKind::Cancelled => 130,
        _ => 1,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manifest(problems) => problems.fmt(f),
            Self::Sdk(error) => error.fmt(f),
            Self::Invalid(message) | Self::Moved(message) | Self::NotTaken(message) | Self::Confirm(message) => {
                f.write_str(message)
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Manifest(problems)
    }
}

impl From<edgegap_sdk::Error> for Error {
    fn from(error: edgegap_sdk::Error) -> Self {
        Self::Sdk(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(kind: ErrorKind) -> Error {
        Error::Sdk(edgegap_sdk::Error::from_binding(kind, "m", None))
    }

    #[test]
    fn exit_codes_follow_the_kind() {
        let codes: Vec<_> = ErrorKind::ALL.into_iter().map(|kind| failed(kind).exit_code()).collect();
        assert_eq!(codes, [2, 2, 4, 2, 3, 5, 6, 7, 3, 7, 7, 7, 7, 7, 130, 1, 1]);
        assert_eq!(Error::Moved("m".into()).exit_code(), 5);
        assert_eq!(Error::NotTaken("m".into()).exit_code(), 6);
        assert_eq!(Error::Confirm("m".into()).exit_code(), 2);
        let update = edgegap_sdk::operation::Operation::find("versions.update");
        let lost = edgegap_sdk::Error::from_binding(ErrorKind::Connection, "m", update);
        assert_eq!(Error::Sdk(lost.after(std::time::Duration::ZERO, true)).exit_code(), 8);
    }
}
