//! The file that appears when the emulator is ready.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::setting::Setting;

/// The file is complete whenever it exists: it is written under another name first. It is removed
/// when this is dropped, unless another emulator has replaced it.
pub(super) struct ReadyFile {
    path: PathBuf,
    temporary: PathBuf,
    file: File,
    published: Option<String>,
}

impl ReadyFile {
    /// Creates the file under its other name, so that errors are found early.
    pub(super) fn create(path: PathBuf) -> Result<ReadyFile, Error> {
        let wrong = |why: &str| Err(describe(&path, why));
        // The file is replaced by a rename: the reader of a pipe would wait forever.
        match fs::metadata(&path) {
            Ok(found) if found.is_dir() => return wrong("it is a directory"),
            Ok(found) if !found.is_file() => return wrong("it is a pipe or a device: use the path of a file"),
            _ => {}
        }
        let Some(name) = path.file_name() else { return wrong("it is a directory") };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if !folder.is_dir() {
            return wrong(&format!("the directory {} does not exist", folder.display()));
        }
        let temporary = folder.join(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
        let file = create_private(&temporary).or_else(|error| match error.kind() {
            // A process that had the same id was killed.
            ErrorKind::AlreadyExists => fs::remove_file(&temporary).and_then(|()| create_private(&temporary)),
            _ => Err(error),
        });
        match file {
            Ok(file) => Ok(ReadyFile { path, temporary, file, published: None }),
            Err(error) => wrong(&error.to_string()),
        }
    }

    /// Writes the content and gives the file its name.
    pub(super) fn publish(&mut self, content: String) -> Result<(), Error> {
        self.file
            .write_all(content.as_bytes())
            .and_then(|()| fs::rename(&self.temporary, &self.path))
            .map_err(|error| describe(&self.path, &error.to_string()))?;
        self.published = Some(content);
        Ok(())
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        let path = match &self.published {
            None => &self.temporary,
            Some(content) if fs::read(&self.path).is_ok_and(|found| found == content.as_bytes()) => &self.path,
            Some(_) => return,
        };
        // It may have been removed already.
        let _ = fs::remove_file(path);
    }
}

fn describe(path: &Path, why: &str) -> Error {
    Error::new(format!("The ready file {} cannot be written: {why}.", path.display())).about(&[Setting::ReadyFile])
}

/// The file contains a token, so only its owner can read it.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
