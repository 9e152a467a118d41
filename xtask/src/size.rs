//! Sizes of what is shipped, and their bounds.

use crate::step::Result;

/// Bytes as MiB.
pub(crate) fn mib(bytes: u64) -> f64 {
    bytes as f64 / 1048576.0
}

/// Shows a size, and fails if it is over its bound. Both are bytes.
pub(crate) fn at_most(what: &str, bytes: u64, largest: u64) -> Result {
    eprintln!("{what}: {:.2} MiB, at most {} MiB", mib(bytes), mib(largest));
    if bytes > largest {
        return Err(format!("{what}: {bytes} bytes, more than {largest}"));
    }
    Ok(())
}
