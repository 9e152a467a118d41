//! The rules for request bodies: one static table per model.
//!
//! These tables are independent of the SDK's, so that a wrong bound in one of them causes a
//! difference instead of agreeing with itself. They are plain data: [`MODELS`] contains all of
//! them, and a test of the SDK compares them field by field with its own.
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
pub use field::{BodyKind, Bounds, Field, Kind, Model, Presence, Relation, Rule, Visibility};
pub use pull_profile::PULL_PROFILE;
pub use version::{ENV, PORT, VERSION};

pub(crate) use record::Record;
pub(crate) use violation::Violations;

/// The placeholder in responses for a registry login and for the value of a hidden variable.
pub const MASK: &str = "This value is set and encrypted";

/// All models, including nested ones.
pub static MODELS: &[&Model] = &[&APPLICATION, &VERSION, &PORT, &ENV, &ENDPOINT_STORAGE, &PULL_PROFILE, &TAG_SELECTION];
