//! Publishes game server versions on [Edgegap](https://edgegap.com) from a manifest: plan, apply,
//! prune.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use edgegap_publish::{Apply, Format, Inputs, PlanOptions, plan, read};
//!
//! // For the live service: `Client::new()?`, which reads EDGEGAP_TOKEN.
//! let emulator = edgegap_emulator::Emulator::start().await?;
//! let builder = edgegap_sdk::Client::builder().base_url(emulator.url());
//! let client = builder.token(emulator.token()).build()?;
//!
//! let manifest = "format = 1\n[app]\nname = \"space-arena\"\n"; // `load` reads a file
//! let inputs = Inputs { environment: std::env::vars().collect(), ..Inputs::default() };
//! let desired = read(manifest, Format::Toml, "edgegap.toml".as_ref(), &inputs)?.desired;
//! let plan = plan(&client, &desired, &PlanOptions::default()).await?;
//! println!("{plan}");
//! let mut apply = Apply::new(&client, &plan, &desired)?;
//! while let Some(step) = apply.next().await {
//!     println!("{}", step?);
//! }
//! # Ok(())
//! # }
//! ```
//! * [`plan`] compares a manifest with the account and changes nothing. [`Plan::to_json`] gives a
//!   file without secrets.
//! * [`Apply`] changes one object per step, and waits until the service reports a new
//!   `docker_tag`. It refuses an account, a manifest or an object that changed since the plan. A
//!   run that breaks off can be run again.
//! * [`prune`] lists old versions and tags; [`PruneSteps`] disables or deletes them.
//! * [`preflight`] looks for the images, buckets and sources of pull profiles.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod apply;
mod caller;
mod desired;
mod dispatch;
mod error;
mod manifest;
mod object;
mod origin;
mod plan;
mod preflight;
mod prune;
mod schema;
mod step;

pub use apply::{Apply, ApplyOptions, Cursor};
pub use desired::{
    Desired, DesiredObject, DesiredProfile, DesiredStorage, DesiredVersion, Prune, PruneAction, PruneTags,
    PruneVersions,
};
#[doc(hidden)]
pub use dispatch::{dispatch, error_of, find_operation};
pub use error::{Error, Result};
pub use manifest::{Format, Inputs, Level, Loaded, Place, Problem, Problems, load, looks_secret, read};
pub use object::ObjectKind;
pub use plan::{
    Action, Counts, FieldChange, FieldState, ItemChange, ItemField, ItemState, Plan, PlanOptions, PlannedAction,
    Values, plan,
};
pub use preflight::{Finding, PreflightOptions, preflight};
pub use prune::{PruneCounts, PruneOptions, PrunePlan, PruneSteps, prune};
#[cfg(feature = "schema")]
#[doc(hidden)]
pub use schema::made_schemas;
pub use schema::{body_schemas, event_schema, manifest_schema, plan_schema};
pub use step::{ObjectStep, Step, Summary, WaitingStep};
