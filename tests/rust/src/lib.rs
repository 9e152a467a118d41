//! The executable contract, run against the Rust surface.
//!
//! [`load`](load::load) reads the vectors, and [`play`](play::play) makes the call of one against
//! the scripted server, through the generic call or through the typed methods. The judge of the
//! scripted server compares the outcome with the expectation. [`held`], [`child`] and [`secrets`]
//! are for tests of connections and of the environment, which the vectors cannot see.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod child;
pub mod held;
pub mod load;
pub mod parity;
pub mod play;
mod report;
pub mod secrets;
pub mod typed;
pub mod vector;

pub use edgegap_scripted_server::schemas;
