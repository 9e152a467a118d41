//! The native addon of the npm package `edgegap-sdk`: `edgegap-bridge` for Node.
//!
//! * [`queue`]: the calls of one environment, of the main thread or a worker. JavaScript keeps the
//!   promises, the queue keeps tickets. It keeps the event loop alive while calls are pending.
//! * [`client`] and [`emulator`]: the objects of the bridge. Operations that block run on Node's
//!   thread pool.
//! * [`log`]: the lines of the log.
//! * `error`: errors cross as the JSON of `tests/contract/boundary.md`, in the message of a
//!   JavaScript error.
//!
//! Promises, error classes and models are TypeScript in `ts/`. The addon uses Node-API 8, which
//! every Node since 18 has. Every entry catches panics, which would abort the process.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]

pub mod client;
mod client_group;
pub mod contract;
#[cfg(feature = "emulator")]
pub mod emulator;
mod error;
pub mod log;
#[cfg(feature = "emulator")]
pub mod program;
pub mod queue;

/// A call allocates memory on one thread and frees it on another. The C library's allocator takes
/// locks for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
