//! Prunes old versions and tags: those that match the rules of a manifest, are not among the
//! newest, and that nothing protects. A list comes first; nothing changes without consent.

mod display;
pub(crate) mod pattern;
mod steps;
mod tags;
mod versions;

pub use steps::PruneSteps;

use edgegap_sdk::Client;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::desired::{Desired, PruneAction, PruneTags, PruneVersions};
use crate::error::{Error, Result};
use crate::object::ObjectKind;
use crate::origin::Origin;
use crate::plan::json::{document, parse};
use crate::plan::{Action, PlannedAction};
use crate::step::{ObjectStep, Step};

/// The format of the JSON.
const FORMAT: &str = "edgegap.prune/1";

/// Options of [`prune`], which replace the rules of the manifest.
#[derive(Clone, Debug, Default)]
pub struct PruneOptions {
    /// Number of the newest versions that stay.
    pub versions: Option<usize>,
    /// Number of the newest tags that stay.
    pub tags: Option<usize>,
    /// Deletes old versions, instead of what the manifest says.
    pub delete: bool,
}

/// What a prune would disable or delete. It has no secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PrunePlan {
    #[serde(flatten)]
    pub(crate) origin: Origin,
    /// Versions, then tags; the oldest first.
    pub(crate) actions: Vec<PlannedAction>,
    /// Number of versions that stay as they are.
    #[serde(default)]
    pub(crate) kept_versions: usize,
    /// Number of tags that stay.
    #[serde(default)]
    pub(crate) kept_tags: usize,
}

/// The number of changes of a prune.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PruneCounts {
    /// Versions that are disabled.
    pub disable: usize,
    /// Versions and tags that are deleted.
    pub delete: usize,
    /// Calls that change something.
    pub calls: usize,
}

/// Lists the versions and tags that the rules of a manifest let go. Nothing is changed.
///
/// Never listed: versions and tags that `protect` names, versions of the manifest or linked by it,
/// tags of its versions, and what has no time of its creation.
///
/// # Errors
/// `Invalid` if there is no rule, or the tags in use are not known; `Sdk` if a call fails.
pub async fn prune(client: &Client, desired: &Desired, options: &PruneOptions) -> Result<PrunePlan> {
    let rules = &desired.prune;
    let versions = version_rule(rules.versions.as_ref(), options);
    let tags = tag_rule(rules.tags.as_ref(), options);
    if versions.is_none() && tags.is_none() {
        return Err(Error::Invalid(format!(
            "{} has no rule for a prune: add `versions = {{ keep = 5 }}` to [prune], or say how many versions or tags \
             to keep",
            desired.path.display()
        )));
    }
    let mut plan =
        PrunePlan { origin: Origin::new(client, desired), actions: Vec::new(), kept_versions: 0, kept_tags: 0 };
    let live = client.versions().list(&desired.app.name).collect().await?;
    if let Some(rule) = versions {
        versions::select(&mut plan, desired, &rule, &live);
    }
    if let Some(rule) = tags {
        tags::select(client, &mut plan, desired, &rule, live).await?;
    }
    Ok(plan)
}

fn version_rule(rule: Option<&PruneVersions>, options: &PruneOptions) -> Option<PruneVersions> {
    let mut rule = match (rule, options.versions) {
        (Some(rule), keep) => PruneVersions { keep: keep.unwrap_or(rule.keep), ..rule.clone() },
        (None, Some(keep)) => PruneVersions { keep, matches: None, then: PruneAction::default() },
        (None, None) => return None,
    };
    if options.delete {
        rule.then = PruneAction::Delete;
    }
    Some(rule)
}

fn tag_rule(rule: Option<&PruneTags>, options: &PruneOptions) -> Option<PruneTags> {
    match (rule, options.tags) {
        (Some(rule), keep) => Some(PruneTags { keep: keep.unwrap_or(rule.keep), ..rule.clone() }),
        (None, keep) => keep.map(|keep| PruneTags { keep, unused_only: true }),
    }
}

impl PrunePlan {
    /// True if there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// The number of changes.
    pub fn counts(&self) -> PruneCounts {
        let count = |action| self.actions.iter().filter(|planned| planned.action == action).count();
        let calls = self.actions.iter().map(PlannedAction::calls).sum();
        PruneCounts { disable: count(Action::Disable), delete: count(Action::Delete), calls }
    }

    /// The versions and tags that would be disabled or deleted, in this order.
    pub fn actions(&self) -> &[PlannedAction] {
        &self.actions
    }

    /// The steps of a dry run.
    pub fn planned(&self) -> impl Iterator<Item = Step> {
        self.actions.iter().map(|action| Step::Planned(ObjectStep::new(action, Vec::new(), true, 0)))
    }

    /// The plan as JSON, with `format` first. It has no secrets.
    pub fn to_json(&self) -> Value {
        Value::Object(document(FORMAT, self, self.counts()))
    }

    /// Reads a plan from its JSON.
    ///
    /// # Errors
    /// `Invalid` if it is not a plan of a prune, or has another format.
    pub fn from_json(json: &Value) -> Result<Self> {
        parse(FORMAT, json)
    }
}

/// True if a name is protected by the manifest's patterns.
fn is_protected(desired: &Desired, name: &str) -> bool {
    desired.prune.protect.iter().any(|pattern| pattern::matches(pattern, name))
}

/// The action for one object, with the time of its creation.
fn planned(kind: ObjectKind, path: &[&str], action: Action, created: Option<String>) -> PlannedAction {
    let id = crate::object::ObjectId::new(kind, path.iter().copied());
    PlannedAction { created, ..PlannedAction::new(&id, action) }
}
