//! SDK for [Edgegap](https://edgegap.com)'s application-management API: applications, versions,
//! container registry tags, endpoint storages (log storages) and pull profiles. A community
//! project, not affiliated with Edgegap.
//!
//! ```
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use edgegap_emulator::Emulator;
//! use edgegap_sdk::{ApplicationUpdate, Client, NewApplication};
//!
//! // For the live service: `Client::new()?`, which reads EDGEGAP_TOKEN.
//! let emulator = Emulator::start().await?;
//! let client = Client::builder().base_url(emulator.url()).token(emulator.token()).build()?;
//!
//! let game = NewApplication { name: "my-game".into(), is_active: true, ..Default::default() };
//! client.applications().create(game).await?;
//! let off = ApplicationUpdate { is_active: Some(false), ..Default::default() };
//! client.applications().update("my-game", off).await?;
//! let mut applications = client.applications().list(); // reads page by page
//! while let Some(application) = applications.next().await? {
//!     println!("{}: {}", application.name, application.is_active);
//! }
//! # Ok(())
//! # }
//! ```
//! * Arguments are validated before a request is sent, and all violations are reported at once:
//!   [`Error::violations`].
//! * Failed requests are retried where that is safe ([`Options`]). A create whose response was lost
//!   is not duplicated, and not reported as failed if it worked.
//! * [`ErrorKind`] tells the caller how to react.
//! * Dropping a future closes its connection.
//! * `Debug`, errors and logs never show a secret.
//!
//! Other languages use [`Client::dispatch`] and [`describe`].
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod call;
#[doc(hidden)]
pub mod check;
mod client;
#[doc(hidden)]
pub mod compare;
mod error;
mod execute;
mod http;
mod json;
mod list;
mod log;
mod models;
mod options;
mod patch;
#[cfg(feature = "probe")]
#[doc(hidden)]
pub mod probe;
mod redact;
mod reply;
mod request;
mod resources;
mod response;
mod rules;
mod schema;
mod settings;
mod timestamp;
mod violation;

pub use call::Call;
pub use client::{Client, ClientBuilder};
pub use error::{Error, ErrorKind, Result};
#[doc(hidden)]
pub use execute::exhausted;
pub use execute::{DryRun, DryRunRequest};
#[doc(hidden)]
pub use http::{Exhausted, Outside, progress};
#[doc(hidden)]
pub use json::{JsonValue, Name};
pub use list::List;
pub use log::LogLevel;
#[doc(hidden)]
pub use log::{CallEvent, LogEntry};
pub use models::*;
pub use options::Options;
pub use patch::Patch;
pub use reply::{Action, Attempt, Change, Meta, Page, Reply};
pub use resources::{Applications, ContainerRegistry, EndpointStorages, OPERATIONS, PullProfiles, Versions};
pub use schema::description::{Description, contract_hash, describe};
pub use schema::operation::Resource;
#[doc(hidden)]
pub use schema::secrecy::{cut as cut_text, redact as redact_secrets, visit as visit_secrets};
#[doc(hidden)]
pub use schema::serialize::paragraph;
pub use schema::{model, operation};
#[doc(hidden)]
pub use settings::source::Language;
pub use settings::{Setting, Source};
pub use timestamp::Timestamp;
pub use violation::{Violation, ViolationCode, Violations};
