//! The common part of the Python, Node and C# bindings, so that each of them only translates.
//!
//! * One process-wide **background runtime** ([`runtime`]) runs every call of a [`Client`] and
//!   every [`Emulator`]. It is created on first use and never dropped.
//! * A [`Queue`] belongs to one consumer: an asyncio loop, a Node environment or an AppDomain.
//!   Submitting a call returns a ticket, and its [`Completion`] waits in the queue until the
//!   consumer fetches it. **No thread of this crate ever runs code of another language.** The
//!   consumer only gets a wake-up when its queue stops being empty.
//! * A [`BlockingClient`] makes calls on the calling thread, for languages that block.
//! * Values that belong to a process stay there: a forked child neither uses nor drops them.
//!
//! A panic in a call becomes an error of kind `internal`. All data crosses as JSON in the form of
//! `tests/contract/boundary.md`.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod blocking;
mod client;
mod close_signal;
#[cfg(feature = "emulator")]
mod emulator;
mod log;
mod operation;
mod process_local;
mod queue;
mod reply;
pub mod runtime;
mod settings;
mod sigpipe;
mod spin;

pub use blocking::{BlockingCall, BlockingClient};
pub use client::{Client, closed_error};
pub use edgegap_sdk::LogEntry;
#[cfg(feature = "emulator")]
pub use emulator::{Emulator, Work};
pub use log::{entries_json, log, log_success};
pub use queue::{Completion, FirstPoll, Queue, Ticket};
pub use reply::{Outcome, error_json, guard, parse, reply_json};
pub use sigpipe::Shield;
