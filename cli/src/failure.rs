//! Why a command failed: the exit code, a message for people, and a document for programs.

use std::io;

use edgegap_sdk::{Error, ErrorKind};
use serde_json::{Value, json};

use crate::exit;

/// The result of a step of a command.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a command failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: u8,
    /// Empty if there is nobody to tell, as behind `| head -1`.
    pub(crate) message: String,
    /// True if the message has its own form, with the word "error".
    pub(crate) is_rendered: bool,
    /// The error as JSON.
    error: Value,
    /// The error of the call that failed.
    cause: Option<Error>,
}

impl Failure {
    /// A failure with an exit code.
    pub(crate) fn new(code: u8, message: impl Into<String>) -> Self {
        let message = message.into();
        let kind = match code {
            exit::USAGE => "usage",
            exit::TOKEN => "authentication",
            exit::INTERRUPTED => "interrupted",
            _ => "failed",
        };
        Self { code, error: json!({"kind": kind, "message": message}), message, is_rendered: false, cause: None }
    }

    /// Wrong arguments, or input that cannot be used.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(exit::USAGE, message)
    }

    /// Standard output cannot be written. This is not an error if its reader closed it.
    pub(crate) fn output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(exit::DONE, ""),
            _ => Self::new(exit::FAILED, format!("standard output cannot be written: {error}")),
        }
    }

    /// The error of the call that failed, if it was one.
    pub(crate) fn cause(&self) -> Option<&Error> {
        self.cause.as_ref()
    }

    /// The same failure with another message for people.
    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// The same failure with a message that has its own form.
    pub(crate) fn rendered(self, message: String) -> Self {
        Self { message, is_rendered: true, ..self }
    }

    /// The same failure with another member in its document.
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        if let Some(error) = self.error.as_object_mut() {
            error.insert(name.to_owned(), value);
        }
        self
    }

    /// The error as a document.
    pub(crate) fn document(&self) -> Value {
        json!({"format": "edgegap.error/1", "exit_code": self.code, "error": self.error})
    }

    /// The error as an event.
    pub(crate) fn event(&self) -> Value {
        json!({"kind": "error", "exit_code": self.code, "error": self.error})
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = error.message().to_owned();
        Self { code: code(&error), message, is_rendered: false, error: error.to_json(), cause: Some(error) }
    }
}

impl From<edgegap_publish::Error> for Failure {
    fn from(error: edgegap_publish::Error) -> Self {
        match error {
            edgegap_publish::Error::Sdk(error) => error.into(),
            error => Self {
                code: error.exit_code(),
                message: error.to_string(),
                is_rendered: false,
                error: error.to_json(),
                cause: None,
            },
        }
    }
}

impl From<edgegap_emulator::Error> for Failure {
    fn from(error: edgegap_emulator::Error) -> Self {
        let code = match error.kind() {
            edgegap_emulator::ErrorKind::Connection => exit::UNREACHABLE,
            edgegap_emulator::ErrorKind::Authentication => exit::TOKEN,
            _ => exit::FAILED,
        };
        Self::new(code, error.to_string())
    }
}

/// The exit code of a failed call.
fn code(error: &Error) -> u8 {
    // The service answers, but still with another value.
    let is_answered = error.attempts().last().is_some_and(|attempt| attempt.outcome.starts_with('2'));
    if error.kind() == ErrorKind::Timeout && error.operation() == Some("versions.wait") && is_answered {
        return exit::IMAGE;
    }
    edgegap_publish::Error::Sdk(error.clone()).exit_code()
}
