//! A pull profile.

use super::Kind::{Text, Word};
use super::Presence::{Optional, Required};
use super::{Field, Model, Rule};

/// The pull profile of the API.
pub static PULL_PROFILE: Model = Model {
    name: "PullProfile",
    noun: "a pull profile",
    fields: &[
        Field::new("name", Text, Required, Optional).at_least(1).rule(Rule::Name),
        Field::new("source", Text, Required, Optional),
        Field::new("source_type", Word(&["File", "Folder"]), Required, Optional),
        Field::new("destination", Text, Required, Optional),
        Field::stamp("create_time"),
        Field::stamp("last_updated"),
    ],
    ignored: &[],
    relations: &[],
};
