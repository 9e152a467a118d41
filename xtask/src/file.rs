//! Files and folders, with errors that name them.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::step::Result;

/// Reads a text file.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Reads a JSON file.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    serde_json::from_str(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file and creates its folder if needed.
pub(crate) fn write(path: &Path, content: &str) -> Result {
    create(path.parent().unwrap_or(path))?;
    fs::write(path, content).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Copies a file and creates its folder if needed. An existing file is replaced, never written
/// into: a process may have it open.
pub(crate) fn copy(from: &Path, to: &Path) -> Result {
    let temporary = to.with_extension("new");
    create(to.parent().unwrap_or(to))?;
    fs::copy(from, &temporary)
        .and_then(|_| fs::rename(&temporary, to))
        .map_err(|error| format!("cannot copy {} to {}: {error}", from.display(), to.display()))
}

/// Creates a folder and its parents.
pub(crate) fn create(folder: &Path) -> Result {
    fs::create_dir_all(folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))
}

/// Removes a folder with everything in it.
pub(crate) fn remove(folder: &Path) -> Result {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).map_err(|error| format!("cannot remove {}: {error}", folder.display()))
}

/// The files in a folder with this extension, sorted.
pub(crate) fn with_extension(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let entries = folder.read_dir().map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut found: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|own| own == extension))
        .collect();
    found.sort();
    Ok(found)
}

/// The size of a file in bytes.
pub(crate) fn size(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|file| file.len()).map_err(|error| format!("{}: {error}", path.display()))
}
