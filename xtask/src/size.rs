//! Limits for the sizes of packages.

use crate::step::Result;

/// Bytes of a megabyte: one million.
pub(crate) const MB: u64 = 1_000_000;

/// Maximum size of a native library in a package, in bytes. The aim is 5.2 MB, which no target
/// reaches; a package that grows further fails.
pub(crate) const LARGEST_LIBRARY: u64 = 6 * MB;

/// Maximum size of a native library that has the program `edgegap` too. The aim is 6.5 MB.
pub(crate) const LARGEST_LIBRARY_WITH_PROGRAM: u64 = 7 * MB + MB * 6 / 10;

/// Converts bytes to megabytes.
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / MB as f64
}

/// Prints a size in bytes, and fails if it is over the limit.
pub(crate) fn at_most(what: &str, bytes: u64, largest: u64) -> Result {
    eprintln!("{what}: {:.2} MB, at most {} MB", megabytes(bytes), megabytes(largest));
    if bytes > largest {
        return Err(format!("{what}: {bytes} bytes, more than {largest}"));
    }
    Ok(())
}
