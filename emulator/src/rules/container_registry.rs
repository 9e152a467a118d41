//! The tags of a bulk delete.

use super::Kind::Strings;
use super::Presence::{Absent, Required};
use super::{Field, Model};

/// The body of `container_registry.delete_tags`.
pub static TAG_SELECTION: Model = Model {
    name: "TagSelection",
    noun: "a selection of tags",
    fields: &[Field::new("tags", Strings, Required, Absent).at_least(1)],
    ignored: &[],
    relations: &[],
};
