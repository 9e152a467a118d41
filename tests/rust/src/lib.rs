//! The executable contract, run against the Rust surface.
//!
//! [`load`](load::load) reads the vectors, [`play`](play::play) makes the call of one against the scripted server, through the generic
//! call or through the typed methods, and [`check`](check::check) says how the outcome differs from the expectation.
//! [`held`], [`child`] and [`secrets`] are for tests of connections and of the environment, which the vectors cannot see.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

// The Rust of the READMEs, as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
#[doc = include_str!("../../../core/README.md")]
#[doc = include_str!("../../../emulator/README.md")]
mod readme {}

pub mod check;
pub mod child;
pub mod held;
pub mod load;
pub mod outcome;
pub mod parity;
pub mod play;
pub mod schemas;
pub mod secrets;
pub mod typed;
pub mod vector;
