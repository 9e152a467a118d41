//! How much an account may have.

use serde::{Deserialize, Serialize};

/// The plan's limits; `None` is without limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Quota {
    /// Applications of the account.
    pub(crate) applications: Option<u64>,
    /// Versions of each application.
    pub(crate) versions: Option<u64>,
}
