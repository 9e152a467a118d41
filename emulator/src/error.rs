//! The error type of the emulator.

use std::path::Path;

use crate::setting::Setting;

/// The kind of an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting or a request is not valid, or the system refuses what it needs.
    #[default]
    Invalid,
    /// An emulator in another process does not respond.
    Connection,
    /// An emulator in another process does not accept the token.
    Authentication,
}

/// An error of the emulator. Its message contains the cause, the location and a fix.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    /// The settings to change. The program shows the argument or variable of each.
    settings: Vec<Setting>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Error {
        Error { kind: ErrorKind::Invalid, message: message.into(), settings: Vec::new(), source: None }
    }

    pub(crate) fn with_source(
        message: impl Into<String>,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Error {
        Error { source: Some(Box::new(source)), ..Error::new(message) }
    }

    pub(crate) fn data_file(path: &Path, why: &str) -> Error {
        Error::new(format!("The data file {} cannot be used: {why}.", path.display())).about(&[Setting::Data])
    }

    pub(crate) fn kind_of(self, kind: ErrorKind) -> Error {
        Error { kind, ..self }
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Adds the settings to change.
    pub(crate) fn about(self, settings: &[Setting]) -> Error {
        Error { settings: settings.to_vec(), ..self }
    }

    pub(crate) fn settings(&self) -> &[Setting] {
        &self.settings
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}
