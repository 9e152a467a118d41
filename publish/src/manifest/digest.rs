//! SHA-256 as text.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// A digest, which `Display` shows in hexadecimal.
pub(super) struct Digest(Vec<u8>);

pub(super) fn digest(content: &[u8]) -> Digest {
    Digest(Sha256::digest(content).to_vec())
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
