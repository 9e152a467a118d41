//! The program `edgegap`: publishes and manages game server versions on
//! [Edgegap](https://edgegap.com), and carries an emulator to try everything without an account.
//!
//! It is a library too, so that packages for other languages run it in process. [`run`] takes the
//! arguments and a [`Host`], which has everything else: the environment, the working directory and
//! the standard streams. It never ends the process.
//!
//! ```
//! use edgegap_cli::{Host, Streams, run};
//!
//! let host = Host::of_process().environment([("EDGEGAP_TOKEN", "...")]);
//! let host = host.streams(Streams::standard());
//! assert_eq!(run(["edgegap", "--version"], host), 0);
//! ```
//!
//! * Standard output has the result, standard error has progress, questions and errors.
//! * The flags of a resource's commands come from the tables of [`edgegap_sdk`].
//! * No output shows a secret, and no argument is one.
//! * The exit codes are those of [`exit`].
#![warn(clippy::expect_used, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod arguments;
mod ci;
mod command;
pub mod exit;
mod failure;
mod host;
mod interruption;
mod manifest;
mod output;
mod program;
mod session;

pub use host::{Host, Streams};
pub use program::run;
