//! A file that only its owner can read, and that is complete whenever it exists.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file under another name, which is removed when this is dropped.
pub(super) struct PrivateFile {
    path: PathBuf,
    temporary: PathBuf,
    file: File,
}

/// Creates the file under its other name, so that errors are found early.
pub(super) fn create(path: &Path) -> Result<PrivateFile, String> {
    // The file is replaced by a rename: the reader of a pipe would wait forever.
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => return Err("it is a directory".into()),
        Ok(found) if !found.is_file() => return Err("it is a pipe or a device: use the path of a file".into()),
        _ => {}
    }
    let Some(name) = path.file_name() else { return Err("it is a directory".into()) };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(format!("the directory {} does not exist", folder.display()));
    }
    let temporary = folder.join(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let file = create_new(&temporary).or_else(|error| match error.kind() {
        // A process that had the same id was killed.
        ErrorKind::AlreadyExists => fs::remove_file(&temporary).and_then(|()| create_new(&temporary)),
        _ => Err(error),
    });
    let file = file.map_err(|error| error.to_string())?;
    Ok(PrivateFile { path: path.to_owned(), temporary, file })
}

impl PrivateFile {
    /// Writes the content and gives the file its name.
    pub(super) fn publish(mut self, content: &str) -> Result<(), String> {
        self.file
            .write_all(content.as_bytes())
            .and_then(|()| fs::rename(&self.temporary, &self.path))
            .map_err(|error| error.to_string())
    }
}

impl Drop for PrivateFile {
    fn drop(&mut self) {
        // It does not exist any more if it got its name.
        let _ = fs::remove_file(&self.temporary);
    }
}

fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
