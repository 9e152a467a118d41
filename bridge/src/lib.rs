//! What the Python, Node and C# bindings share, so that each of them only translates.
//!
//! * A process-wide **background runtime** ([`runtime`]) carries every call of a [`Client`] and every [`Emulator`]. It is made on first use and
//!   never dropped.
//! * A [`Queue`] belongs to one consumer: an asyncio loop, a Node environment, an AppDomain. A call is submitted, a ticket comes back, and its
//!   [`Completion`] waits in the queue until the consumer fetches it. **No thread of this crate ever runs code of another language**; all that
//!   the consumer hears is a wake-up when its queue stops being empty.
//! * A [`BlockingClient`] makes calls on the thread that asks for them, for languages that block.
//! * What belongs to a process stays there: after a fork it is neither used nor dropped ([`local`]).
//!
//! A panic in a call becomes an error of kind `internal`. Everything crosses as JSON values in the form of `tests/contract/boundary.md`.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod blocking;
mod client;
#[cfg(feature = "emulator")]
mod emulator;
mod gate;
pub mod local;
mod queue;
mod reply;
pub mod runtime;
mod settings;
mod sigpipe;
mod spin;

pub use blocking::{BlockingCall, BlockingClient};
pub use client::Client;
#[cfg(feature = "emulator")]
pub use emulator::Emulator;
pub use queue::{Beginner, Completion, Queue, Ticket};
pub use reply::{Outcome, bug, error_json, parse, reply_json};
pub use sigpipe::Shield;
