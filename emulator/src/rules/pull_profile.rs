//! A pull profile.

use super::Kind::{Enum, String};
use super::Presence::{Optional, Required};
use super::{Field, Model, Rule};

/// The pull profile of the API.
pub static PULL_PROFILE: Model = Model {
    name: "PullProfile",
    noun: "a pull profile",
    fields: &[
        Field::new("name", String, Required, Optional).at_least(1).rule(Rule::Name),
        Field::new("source", String, Required, Optional),
        Field::new("source_type", Enum(&["File", "Folder"]), Required, Optional),
        Field::new("destination", String, Required, Optional),
        Field::timestamp("create_time"),
        Field::timestamp("last_updated"),
    ],
    ignored: &[],
    relations: &[],
};
