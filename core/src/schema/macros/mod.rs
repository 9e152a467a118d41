//! The macros that make Rust types and tables from one definition.

pub(crate) mod model;
pub(crate) mod resource;
pub(crate) mod string_enum;
