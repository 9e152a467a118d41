//! Stands in front of an emulator, spoils what goes through, and judges what a client made of it.
//!
//! A [`Cell`] is one call under one fault: an emulator of its own with a few objects in it, and a
//! port in front of it behind which things go wrong as `tests/faults/table.json` says. When the
//! call is over, the runner tells the cell how it ended; the cell looks at what is in the emulator
//! and says every difference from the table. So runners in all languages make calls and judge
//! nothing.
//!
//! The program of this package offers cells over HTTP ([`Control`]); `tests/faults/README.md` says
//! how.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod calls;
mod cell;
mod control;
mod exchange;
mod front;
mod judge;
mod stage;
mod table;
mod words;

pub use calls::{Calls, Class};
pub use cell::{Before, Cell, Entry, Setup, Verdict};
pub use control::Control;
pub use stage::Stages;
pub use table::{Expected, Fault, Group, Table, Trouble};
