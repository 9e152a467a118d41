//! The file that appears when the emulator is ready.

use std::fs;
use std::path::{Path, PathBuf};

use super::private_file::{self, PrivateFile};
use crate::error::Error;
use crate::setting::Setting;

/// The file is complete whenever it exists. It contains a token, so only its owner can read it. It
/// is removed when this is dropped, unless another emulator has replaced it.
pub(super) struct ReadyFile {
    path: PathBuf,
    file: Option<PrivateFile>,
    published: Option<String>,
}

impl ReadyFile {
    /// Creates the file under another name, so that errors are found early.
    pub(super) fn create(path: PathBuf) -> Result<ReadyFile, Error> {
        let file = private_file::create(&path).map_err(|why| describe(&path, &why))?;
        Ok(ReadyFile { path, file: Some(file), published: None })
    }

    /// Writes the content and gives the file its name.
    pub(super) fn publish(&mut self, content: String) -> Result<(), Error> {
        if let Some(file) = self.file.take() {
            file.publish(&content).map_err(|why| describe(&self.path, &why))?;
            self.published = Some(content);
        }
        Ok(())
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        if let Some(content) = &self.published
            && fs::read(&self.path).is_ok_and(|found| found == content.as_bytes())
        {
            // It may have been removed already.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn describe(path: &Path, why: &str) -> Error {
    Error::new(format!("The ready file {} cannot be written: {why}.", path.display())).about(&[Setting::ReadyFile])
}
