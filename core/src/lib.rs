//! The SDK for Edgegap's application-management API: applications, versions, container registry tags, endpoint storages (log storages)
//! and pull profiles. A community project, not the vendor's.
//!
//! ```no_run
//! # async fn f() -> edgegap_sdk::Result<()> {
//! use edgegap_sdk::{Client, VersionUpdate};
//!
//! let client = Client::new()?; // EDGEGAP_TOKEN; EDGEGAP_BASE_URL for another address
//! let mut versions = client.versions().list("my-game");
//! while let Some(version) = versions.next().await? {
//!     if version.name.starts_with("old-") {
//!         let off = VersionUpdate { is_active: Some(false), ..Default::default() };
//!         client.versions().update("my-game", version.name, off).await?;
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! * Arguments are checked before anything is sent, and everything that is wrong is reported at once: [`Error::violations`].
//! * What may be repeated is repeated ([`Options`]); a create whose response was lost is neither duplicated nor reported as failed.
//! * [`ErrorKind`] says what the caller can do.
//! * Dropping a future closes its connection.
//! * No secret is shown by `Debug`, in an error or in a log.
//!
//! Everything that other languages need goes through [`Client::dispatch`] and [`describe`].
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod call;
mod client;
mod description;
mod error;
mod execute;
mod http;
mod json;
mod list;
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
pub use description::{contract_hash, describe};
pub use error::{Error, ErrorKind, Result};
#[doc(hidden)]
pub use http::progress;
#[doc(hidden)]
pub use json::{JsonValue, Name};
pub use list::List;
pub use models::*;
pub use options::Options;
pub use patch::Patch;
pub use reply::{Attempt, Meta, Page, Reply};
pub use resources::{Applications, ContainerRegistry, EndpointStorages, OPERATIONS, PullProfiles, Versions};
pub use schema::{model, operation};
pub use settings::{Setting, Source};
pub use timestamp::Timestamp;
pub use violation::{Violation, ViolationCode, Violations};
