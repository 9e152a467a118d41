//! Measurements: release builds, one machine, both sides in one run. One file per part.

mod canned;
pub(crate) mod csharp;
pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod rust;
mod table;
