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
//! * What may be repeated is repeated ([`Options`]); a create whose answer was lost is neither duplicated nor reported as failed.
//! * [`ErrorKind`] says what the caller can do.
//! * Dropping a future closes its connection.
//! * No secret is shown by `Debug`, in an error or in a log.
//!
//! Everything that other languages need goes through [`Client::dispatch`] and [`describe`].
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod advice;
mod answer;
mod arguments;
mod base_url;
mod builder;
mod call;
mod canonical;
mod certificate_form;
mod charset;
mod client;
mod coding;
mod connected;
mod description;
mod engine;
mod environment;
mod error;
mod error_body;
mod failure;
mod family;
mod icon;
mod image_rules;
mod list;
mod member_rules;
pub mod model;
mod models;
pub mod operation;
mod operations;
mod options;
mod paging;
mod patch;
mod pem;
#[cfg(feature = "probe")]
#[doc(hidden)]
pub mod probe;
#[doc(hidden)]
pub mod progress;
mod proxy;
mod reason;
mod recovery;
mod registry_host;
mod reply;
mod resolver;
mod resource;
mod retry;
mod rules;
mod run;
mod secret;
mod settings;
mod source;
mod stray;
mod timestamp;
mod tls;
mod tls_error;
mod token;
mod transport;
mod tree;
mod variables;
mod violation;
mod vocabulary;
mod walker;

pub use builder::ClientBuilder;
pub use call::Call;
pub use client::Client;
pub use description::{Description, contract_hash, describe, paragraph};
pub use error::{Error, ErrorKind, Result};
pub use list::List;
pub use models::*;
pub use operations::{Applications, ContainerRegistry, EndpointStorages, OPERATIONS, PullProfiles, Versions};
pub use options::Options;
pub use patch::Patch;
pub use reply::{Attempt, Meta, Page, Reply};
pub use settings::Setting;
pub use source::Source;
pub use timestamp::Timestamp;
#[doc(hidden)]
pub use tree::{Name, Tree};
pub use violation::{Report, Violation, ViolationCode};
