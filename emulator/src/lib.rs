//! An emulator of Edgegap's application-management API: applications, versions, container registry tags, endpoint storages and
//! pull profiles, with the documented statuses, masking and paging, on a port of this machine.
//!
//! ```
//! use edgegap_emulator::{Emulator, Fault};
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let emulator = Emulator::start().await?;
//! println!("EDGEGAP_BASE_URL={} EDGEGAP_TOKEN={}", emulator.url(), emulator.token());
//!
//! // Trouble, to see what a script makes of it: the next create is carried out and its answer lost.
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
//! State is in memory, or with [`Builder::data`] in a file: a change is answered once it is on the disk, and survives
//! `kill -9`. As a program: `edgegap-emulator --port 8080 --data state.redb`; its arguments and
//! environment variables are in [`program`].
//!
//! # Control
//! Other processes reach what [`Emulator`] offers over HTTP, without a token on this machine, with one from elsewhere:
//!
//! | request | does |
//! | --- | --- |
//! | `GET /_emulator` | says what runs here |
//! | `GET`, `DELETE /_emulator/requests` | lists, forgets requests |
//! | `GET`, `POST`, `DELETE /_emulator/faults` | lists, injects (see [`Fault`]), ends faults |
//! | `GET`, `PUT /_emulator/quota` | `{"applications": 2, "versions": null}` |
//! | `PUT /_emulator/tokens` | `{"tokens": ["..."]}` replaces the tokens that are taken |
//! | `POST /_emulator/tags` | `{"image": "my-game-server", "tags": ["v1", {"tag": "v2", "digest": "sha256:...", "size_mb": 12.5}]}` |
//! | `POST /_emulator/reset` | back to the beginning |
//!
//! # Registry
//! With [`Builder::registry`] tags come from a real OCI registry and `verify_image` asks it, whatever host `docker_repository`
//! names. A registry does not keep the time of a push: `last_push_at` is when the image was built. Deleting a tag that shares
//! its artifact with others deletes that tag only; deleting the last one deletes the artifact.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod answer;
mod arguments;
mod body;
mod builder;
mod control;
mod emulator;
mod environment;
mod error;
mod fault;
mod fields;
mod injection;
mod log;
mod operation;
mod page;
pub mod program;
mod quota;
mod registry;
mod resource;
pub mod rules;
mod server;
mod service;
mod setting;
mod settings;
mod stamp;
mod store;
mod tag;
mod value;

pub use builder::{Builder, DEFAULT_TOKEN};
pub use emulator::Emulator;
pub use error::Error;
pub use fault::{Fault, FaultKind, When};
pub use log::RequestRecord;
pub use operation::OPERATIONS;
pub use tag::SeedTag;
pub use value::parse_host;
