//! The native library of the C# binding: clients, queues and emulators of `edgegap-bridge`,
//! exported through UniFFI.
//!
//! Every export is an ordinary function. **This library never calls the other language**: a thread
//! of the other language waits in [`Queue::next`] instead. Mono, and Unity's fork of it, hangs at
//! process exit and at domain unload if a foreign thread has entered it.
//!
//! All data crosses as JSON in the form of `tests/contract/boundary.md`. UniFFI catches panics and
//! reports them as unexpected errors. The C# code in `sdk/Runtime/Native` mirrors these files by
//! hand. Stock `uniffi_bindgen` generates bindings for Python, Kotlin, Swift and Ruby from the same
//! library.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]

mod client;
#[cfg(feature = "emulator")]
mod emulator;
mod failure;
mod identity;
mod log;
mod queue;

pub use client::Client;
#[cfg(feature = "emulator")]
pub use emulator::Emulator;
pub use failure::Failure;
pub use identity::{contract, version};
pub use log::log;
pub use queue::{Completion, Queue};

/// A call allocates memory on one thread and frees it on another. The C library's allocator takes
/// locks for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

uniffi::setup_scaffolding!("edgegap_native");
