//! The tables that everything else is derived from: models with their fields and rules, and
//! operations.

pub mod model;
pub(crate) mod names;
pub mod operation;
pub(crate) mod resource;
pub(crate) mod secrecy;
