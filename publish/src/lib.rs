//! Publishes game server versions on [Edgegap](https://edgegap.com) from a manifest: plan, apply,
//! prune.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod apply;
mod caller;
mod desired;
mod error;
mod manifest;
mod object;
mod origin;
mod plan;
mod prune;
mod step;

pub use apply::{Apply, ApplyOptions, Cursor};
pub use desired::{
    Desired, DesiredObject, DesiredProfile, DesiredStorage, DesiredVersion, Prune, PruneAction, PruneTags,
    PruneVersions,
};
pub use error::{Error, Result};
pub use manifest::{Format, Inputs, Level, Loaded, Place, Problem, Problems, load, read};
pub use object::ObjectKind;
pub use plan::{
    Action, Counts, FieldChange, FieldState, ItemChange, ItemField, ItemState, Plan, PlanOptions, PlannedAction,
    Values, plan,
};
pub use prune::{PruneCounts, PruneOptions, PrunePlan, PruneSteps, prune};
pub use step::{ObjectStep, Step, Summary, WaitingStep};
