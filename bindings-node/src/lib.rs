//! The native addon of the npm package `edgegap-sdk`: `edgegap-bridge` for Node, and nothing more.
//!
//! * [`queue`]: the calls of one environment, the main thread's or a worker's. JavaScript keeps the promises, this keeps tickets. It holds the
//!   event loop while calls are under way and lets go of it after the last one.
//! * [`client`] and [`emulator`]: the bridge's objects; what blocks runs on Node's own thread pool.
//! * `thrown`: errors cross as the JSON of `tests/contract/boundary.md`, in the message of a JavaScript error.
//!
//! Everything else, promises, classes of errors and models, is TypeScript in `ts/`. Node-API 8, which every Node since 18 has. A panic is caught at
//! every entry: it would abort the process.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]

pub mod client;
pub mod contract;
#[cfg(feature = "emulator")]
pub mod emulator;
mod family;
#[cfg(feature = "emulator")]
pub mod program;
pub mod queue;
mod thrown;

/// What a call allocates on one thread is freed on another, for which the C library's allocator takes locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
