//! What the service accepts in a body: one static table per model.
//!
//! These tables are the emulator's own reading of the API and are shared with nobody, so that a bound that is wrong in the
//! SDK shows against them instead of agreeing with itself. They are plain data: [`MODELS`] lists them all, and a test of the
//! SDK compares name by name what it knows itself.
//!
//! ```
//! use edgegap_emulator::rules::{MODELS, Presence};
//!
//! let version = MODELS.iter().find(|model| model.name == "Version").unwrap();
//! let max_duration = version.field("max_duration").unwrap();
//! assert_eq!((max_duration.bounds.min, max_duration.bounds.max), (Some(-1), Some(1440)));
//! assert_eq!(max_duration.update, Presence::Nullable);
//! ```

mod application;
mod check;
mod container_registry;
mod endpoint_storage;
mod field;
mod pull_profile;
mod record;
mod version;
mod violation;

pub use application::APPLICATION;
pub use container_registry::TAG_SELECTION;
pub use endpoint_storage::ENDPOINT_STORAGE;
pub use field::{Bounds, Field, Kind, Model, Presence, Relation, Reply, Rule, Slot};
pub use pull_profile::PULL_PROFILE;
pub use version::{ENV, PORT, VERSION};

pub(crate) use record::Record;
pub(crate) use violation::Violations;

/// The text that stands in answers for a registry login and for the value of a hidden variable.
pub const MASK: &str = "This value is set and encrypted";

/// Every model, nested ones included.
pub static MODELS: &[&Model] = &[&APPLICATION, &VERSION, &PORT, &ENV, &ENDPOINT_STORAGE, &PULL_PROFILE, &TAG_SELECTION];
