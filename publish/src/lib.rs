//! Publishes game server versions on [Edgegap](https://edgegap.com) from a manifest: plan, apply,
//! prune.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod desired;
mod manifest;

pub use desired::{
    Desired, DesiredObject, DesiredProfile, DesiredStorage, DesiredVersion, Prune, PruneAction, PruneTags,
    PruneVersions,
};
pub use manifest::{Format, Inputs, Level, Loaded, Place, Problem, Problems, load, read};
