//! Sizes of what is shipped, and their bounds.

use crate::step::Result;

/// Bytes of a megabyte, which has a million.
pub(crate) const MB: u64 = 1_000_000;

/// The most that a native library may have. Bytes.
pub(crate) const LARGEST_LIBRARY: u64 = 5 * MB;

/// Bytes as megabytes.
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / MB as f64
}

/// Shows a size, and fails if it is over its bound. Both are bytes.
pub(crate) fn at_most(what: &str, bytes: u64, largest: u64) -> Result {
    eprintln!("{what}: {:.2} MB, at most {} MB", megabytes(bytes), megabytes(largest));
    if bytes > largest {
        return Err(format!("{what}: {bytes} bytes, more than {largest}"));
    }
    Ok(())
}
