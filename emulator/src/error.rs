//! The error type of the emulator.

use std::path::Path;

use crate::setting::Setting;

/// An error of the emulator. Its message contains the cause, the location and a fix.
#[derive(Debug)]
pub struct Error {
    message: String,
    /// The settings to change. The program shows the argument or variable of each.
    settings: Vec<Setting>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Error {
        Error { message: message.into(), settings: Vec::new(), source: None }
    }

    pub(crate) fn with_source(
        message: impl Into<String>,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Error {
        Error { message: message.into(), settings: Vec::new(), source: Some(Box::new(source)) }
    }

    pub(crate) fn data_file(path: &Path, why: &str) -> Error {
        Error::new(format!("The data file {} cannot be used: {why}.", path.display())).about(&[Setting::Data])
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
