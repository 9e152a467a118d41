//! The native library of the C# binding: clients, queues and emulators of `edgegap-bridge`, exported through UniFFI.
//!
//! Every export is an ordinary function that returns. **Nothing here ever calls into the other language**: one thread of it waits in
//! [`Queue::next`]. Mono, which Unity's runtime is a fork of, hangs at process exit and at domain unload when a foreign thread has entered it.
//!
//! What crosses is JSON text in the form of `tests/contract/boundary.md`. Panics are caught by UniFFI and arrive as an unexpected error. The C#
//! side, `sdk/Runtime/Native`, mirrors these files by hand; stock `uniffi_bindgen` makes Python, Kotlin, Swift and Ruby of the same library.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]

mod client;
#[cfg(feature = "emulator")]
mod emulator;
mod failure;
mod identity;
mod queue;

pub use client::Client;
#[cfg(feature = "emulator")]
pub use emulator::Emulator;
pub use failure::Failure;
pub use identity::{contract, version};
pub use queue::{Completion, Queue};

/// What a call allocates on one thread is freed on another, for which the C library's allocator takes locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

uniffi::setup_scaffolding!("edgegap_native");
