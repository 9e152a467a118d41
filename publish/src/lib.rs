//! Publishes game server versions on [Edgegap](https://edgegap.com) from a manifest: plan, apply,
//! prune.
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
pub use manifest::{Format, Inputs, Level, Loaded, Place, Problem, Problems, load, read};
pub use object::ObjectKind;
pub use plan::{
    Action, Counts, FieldChange, FieldState, ItemChange, ItemField, ItemState, Plan, PlanOptions, PlannedAction,
    Values, plan,
};
pub use preflight::{Finding, PreflightOptions, preflight};
pub use prune::{PruneCounts, PruneOptions, PrunePlan, PruneSteps, prune};
pub use schema::{body_schemas, manifest_schema};
pub use step::{ObjectStep, Step, Summary, WaitingStep};
