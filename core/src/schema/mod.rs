//! The tables that everything else is derived from: models with their fields and rules, and
//! operations.

pub(crate) mod constraint;
pub(crate) mod description;
pub mod model;
pub(crate) mod names;
pub mod operation;
pub(crate) mod resource;
pub(crate) mod secrecy;
pub(crate) mod serialize;
