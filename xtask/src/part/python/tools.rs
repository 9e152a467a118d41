//! Tests inside the tools that people use the package with.

use crate::step::Result;

/// Runs the tests of all tools.
pub(crate) fn test() -> Result {
    Ok(())
}
