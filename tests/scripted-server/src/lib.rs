//! A server that plays the scripted replies of a test vector and records what it was asked.
//!
//! A [`Script`] is a list of exchanges: the request that is expected next and the reply to it.
//! [`Playing`] serves one script on loopback ports of its own, so that resets and stalls of one
//! vector never touch another, and compares the requests itself: a runner only looks at
//! [`Report::mismatches`] and [`Report::unused`].
//!
//! Rust runners use [`Playing`] directly. The program of this package offers the same over HTTP
//! ([`Control`]) to runners in other languages.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod certificate;
mod compare;
mod control;
mod ending;
mod placeholder;
mod playing;
mod ports;
mod reply;
mod runner;
mod script;
mod stream;
mod wire;

pub use certificate::{Certificates, Identity, Trust};
pub use compare::same_json;
pub use control::Control;
pub use playing::{Playing, Recorded, Report};
pub use runner::serve_runner;
pub use script::{End, Exchange, ExpectedRequest, Framing, HeaderText, Origin, Repeat, Reply, Script};
pub use stream::{BROKEN_RECORD, alert, linger};
pub use wire::{Connection, Request};
