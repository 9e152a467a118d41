//! A server that plays the scripted replies of a test vector and judges the vector: the requests
//! that it received and the outcome that a runner reports.
//!
//! A [`Script`] is a list of exchanges: the request that is expected next and the reply to it.
//! [`Playing`] serves one script on loopback ports of its own, so that resets and stalls of one
//! vector never affect another, and compares the requests ([`Report::differences`]). [`Judge`]
//! compares the [`Outcome`] of the call. A runner makes the call and reports, nothing else.
//!
//! The Rust runner uses both directly. The program of this package offers the same over HTTP
//! ([`Control`]) to runners in other languages.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod certificate;
mod compare;
mod control;
mod ending;
mod json;
mod judge;
mod outcome;
mod placeholder;
mod playing;
mod ports;
mod reply;
mod runner;
pub mod schemas;
mod script;
mod stream;
mod wire;

pub use certificate::{Certificates, Identity, Trust};
pub use control::Control;
pub use judge::{Drain, ENDLESS, Judge, TOKEN};
pub use outcome::{Outcome, Reply as OutcomeReply};
pub use playing::{Playing, Recorded, Report};
pub use runner::serve_runner;
pub use script::{End, Exchange, ExpectedRequest, Framing, HeaderValue, Origin, Repeat, Reply, Script};
pub use stream::{BROKEN_RECORD, alert, linger};
pub use wire::{Connection, Request};
