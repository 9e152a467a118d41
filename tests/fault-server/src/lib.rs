//! A proxy in front of an emulator that injects faults, and verifies the outcome of each call.
//!
//! A [`Cell`] is one call under one fault. It has its own emulator with a few objects, and a proxy
//! that injects the fault as `tests/faults/table.json` defines it. After the call, the runner sends
//! the outcome to the cell. The cell compares it, and the state of the emulator, with the table,
//! and returns all differences. Runners in all languages therefore only make calls.
//!
//! The program of this package provides cells over HTTP ([`Control`]), as `tests/faults/README.md`
//! describes.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod calls;
mod cell;
mod control;
mod exchange;
mod inject;
mod judge;
mod proxy;
mod suite;
mod summary;
mod table;

pub use calls::{Calls, Class};
pub use cell::{Before, Cell, Entry, Setup, Verdict};
pub use control::Control;
pub use suite::Suite;
pub use table::{Expected, Fault, Group, Injection, Table};
