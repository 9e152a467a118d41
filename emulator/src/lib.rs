//! An emulator of Edgegap's application-management API: applications, versions, container registry
//! tags, endpoint storages and pull profiles. It listens on a local port, and implements the
//! documented statuses, masked values and pages.
//!
//! ```
//! use edgegap_emulator::{Emulator, Fault};
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let emulator = Emulator::start().await?;
//! println!("EDGEGAP_BASE_URL={} EDGEGAP_TOKEN={}", emulator.url(), emulator.token());
//!
//! // Inject a fault: the next create is carried out and its response is lost.
//! emulator.inject(Fault::reset("versions.create").after().times(1))?;
//! emulator.set_quota(2, None);
//! emulator.seed_tags("my-game-server", ["v1", "v2"]).await?;
//!
//! for request in emulator.requests() {
//!     println!("{} {} {:?}", request.method, request.path, request.status);
//! }
//! emulator.stop().await;
//! # Ok::<(), edgegap_emulator::Error>(())
//! # }).unwrap();
//! ```
//!
//! The state is in memory, or with [`Builder::data`] in a file. A change to a file is acknowledged
//! after it was written to the disk, and survives `kill -9`. The emulator is also a program:
//! `edgegap-emulator --port 8080 --data state.redb`. Its arguments and environment variables are
//! documented in [`program`].
//!
//! # Control interface
//! Other processes use the functions of [`Emulator`] over HTTP, in Rust with [`Emulator::attach`].
//! Clients on the same machine need no token, clients on other machines need a valid one:
//!
//! | request | effect |
//! | --- | --- |
//! | `GET /_emulator/` | the page of the emulator, in a browser |
//! | `GET /_emulator` | returns the version, URL and settings |
//! | `GET /_emulator/help` | describes all requests and their fields |
//! | `GET /_emulator/openapi/control.json` | the same as OpenAPI 3.1 |
//! | `GET /_emulator/openapi/api.json` | the operations of the API as OpenAPI 3.1 |
//! | `GET`, `DELETE /_emulator/requests` | lists or clears the request log |
//! | `GET /_emulator/requests/{id}` | returns one request |
//! | `GET /_emulator/events` | a stream of what happens |
//! | `GET`, `POST`, `DELETE /_emulator/faults` | lists, injects (see [`Fault`]) or clears faults |
//! | `DELETE /_emulator/faults/{id}` | removes one fault |
//! | `GET`, `PUT /_emulator/quota` | `{"applications": 2, "versions": null}` |
//! | `PUT /_emulator/tokens` | `{"tokens": ["..."]}` replaces the valid tokens |
//! | `POST /_emulator/tags` | `{"image": "game", "tags": ["v1", {"tag": "v2", "size_mb": 12.5}]}` |
//! | `GET`, `PUT /_emulator/state` | returns or replaces all objects and seeded tags |
//! | `GET /_emulator/scenes/demo` | returns a state that comes with the emulator |
//! | `POST /_emulator/reset` | restores the initial state |
//! | `/_emulator/api/v1/...` | the API without a token and without faults |
//!
//! A tag may also have a `digest`, `sha256:...`.
//!
//! # Registry
//! With [`Builder::registry`] tags come from an OCI registry, and `verify_image` queries that
//! registry whatever host `docker_repository` names. A registry does not store the time of a push:
//! `last_push_at` is the build time of the image. Deleting a tag that shares its artifact with
//! others deletes that tag only; deleting the last one deletes the artifact.
// Not `indexing_slicing`: it also reports `value["name"]` of JSON, which does not panic.
#![warn(clippy::expect_used, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod attached;
mod builder;
mod config;
mod control;
mod dispatch;
mod emulator;
mod error;
mod events;
mod fault;
mod level;
mod log;
mod outcome;
pub mod program;
mod registry;
mod request;
mod resource;
mod response;
pub mod rules;
mod scene;
mod server;
mod service;
mod setting;
mod store;
mod timestamp;

pub use attached::{Attach, AttachedEmulator};
pub use builder::Builder;
pub use config::{DEFAULT_TOKEN, parse_host};
pub use control::install_page;
pub use emulator::Emulator;
pub use error::{Error, ErrorKind};
pub use fault::{FAULT_KINDS, Fault, FaultKind, InjectedFault, When};
pub use log::RequestRecord;
pub use registry::SeedTag;
pub use request::OPERATIONS;
pub use scene::SCENES;
