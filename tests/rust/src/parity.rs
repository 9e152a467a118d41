//! The results of a run as a file, from which a table of operations, languages and vectors is made.

use std::fs;
use std::io;
use std::path::Path;

use serde::Serialize;

/// The results of a run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Parity {
    /// The language of the surface.
    pub language: &'static str,
    /// One entry for each vector and surface that ran.
    pub results: Vec<Entry>,
}

/// The result of one vector on one surface.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// Id of the operation.
    pub operation: String,
    /// Name of the vector.
    pub vector: String,
    /// `dispatch` or `typed`.
    pub surface: &'static str,
    /// True if there were no differences.
    pub passed: bool,
}

impl Parity {
    /// Writes the results, sorted so that two equal runs make equal files.
    pub fn write(&mut self, path: &Path) -> io::Result<()> {
        self.results.sort();
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, serde_json::to_string_pretty(self)? + "\n")
    }
}
