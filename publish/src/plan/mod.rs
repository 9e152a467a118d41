//! A plan: what has to change so that the account has what a manifest asks for.

mod action;
pub(crate) mod difference;
mod display;
pub(crate) mod json;
mod live;
mod text;
mod unlink;

pub use action::{Action, FieldChange, FieldState, ItemChange, ItemField, ItemState, PlannedAction, Values};

use edgegap_sdk::Client;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::difference::{Difference, Rules, new_fields};
use self::live::Live;
use self::unlink::Unlinks;
use crate::desired::{Desired, DesiredObject, DesiredVersion};
use crate::error::{Error, Result};
use crate::object::{ObjectId, ObjectKind, complete, plain};
use crate::origin::Origin;

/// Options of [`plan`].
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Sends secrets that cannot be compared, even if nothing else differs.
    pub resend_secrets: bool,
    /// Links to remove: `PROFILE:VERSION` or `STORAGE/PROFILE:VERSION`.
    pub unlink: Vec<String>,
    /// Deletes and creates versions again to change fields that an update cannot change.
    pub recreate: bool,
}

/// What has to change so that the account has what a manifest asks for. It has no secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    #[serde(flatten)]
    pub(crate) origin: Origin,
    #[serde(default)]
    pub(crate) resend_secrets: bool,
    /// Versions that are left out, because their name is a variable that is not set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) left_out: Vec<String>,
    /// All objects of the manifest, in the order in which they are changed.
    pub(crate) actions: Vec<PlannedAction>,
}

/// The number of changes of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Counts {
    /// Objects that are created. A version that is created again counts here and as deleted.
    pub create: usize,
    /// Objects that are updated.
    pub change: usize,
    /// Objects and links that are deleted.
    pub delete: usize,
    /// Calls that change something, those for links included.
    pub calls: usize,
}

/// Compares what a manifest asks for with what the account has. Nothing is changed.
///
/// # Errors
/// `Invalid` if an existing version has another value of a field that an update cannot change, or
/// an option is invalid; `Sdk` if a call fails.
pub async fn plan(client: &Client, desired: &Desired, options: &PlanOptions) -> Result<Plan> {
    let unlinks = Unlinks::parse(&options.unlink, desired)?;
    let live = Live::read(client, desired).await?;
    let mut comparing = Comparing { desired, live, options, actions: Vec::new(), fixed: Vec::new() };
    comparing.objects();
    comparing.links();
    if !comparing.fixed.is_empty() {
        return Err(Error::Invalid(comparing.fixed.join("\n")));
    }
    let unlinks = unlinks.links.iter().map(|link| PlannedAction::new(link, Action::Unlink));
    let actions = comparing.actions.into_iter().chain(unlinks).collect();
    Ok(Plan {
        origin: Origin::new(client, desired),
        resend_secrets: options.resend_secrets,
        left_out: desired.left_out.clone(),
        actions,
    })
}

impl Plan {
    /// True if nothing differs, as far as it can be compared. Links do not count.
    pub fn is_empty(&self) -> bool {
        self.actions.iter().all(|action| matches!(action.action, Action::Unchanged | Action::Link))
    }

    /// The number of changes.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for action in &self.actions {
            counts.calls += action.calls();
            match action.action {
                Action::Create => counts.create += 1,
                Action::Update | Action::Disable => counts.change += 1,
                Action::Recreate => {
                    counts.create += 1;
                    counts.delete += 1;
                }
                Action::Unlink | Action::Delete => counts.delete += 1,
                Action::Unchanged | Action::Link => {}
            }
        }
        counts
    }

    /// All objects of the manifest, in the order in which they are changed: application, storages,
    /// profiles, versions, links.
    pub fn actions(&self) -> &[PlannedAction] {
        &self.actions
    }

    /// Name of the application.
    pub fn app(&self) -> &str {
        &self.origin.app
    }

    /// Hash of the manifest that the plan was made from.
    pub fn hash(&self) -> &str {
        &self.origin.hash
    }
}

/// A comparison in progress.
struct Comparing<'a> {
    desired: &'a Desired,
    live: Live,
    options: &'a PlanOptions,
    actions: Vec<PlannedAction>,
    /// Messages about fields that differ and that an update cannot change.
    fixed: Vec<String>,
}

impl Comparing<'_> {
    fn objects(&mut self) {
        let desired = self.desired;
        self.object(ObjectKind::Application, &[], &desired.app, false);
        for storage in &desired.storages {
            self.object(ObjectKind::Storage, &[], &storage.object, false);
        }
        for storage in &desired.storages {
            for profile in &storage.profiles {
                self.object(ObjectKind::Profile, &[&storage.object.name], &profile.object, false);
            }
        }
        for DesiredVersion { object, recreate } in &desired.versions {
            self.object(ObjectKind::Version, &[], object, *recreate || self.options.recreate);
        }
    }

    fn object(&mut self, kind: ObjectKind, parent: &[&str], desired: &DesiredObject, recreate: bool) {
        let id = ObjectId::new(kind, parent.iter().copied().chain([desired.name.as_str()]));
        let Some(model) = kind.model() else { return };
        let Some(live) = self.live.get(kind, id.path.iter()) else {
            let fields = new_fields(&complete(kind, &desired.body), model);
            self.actions.push(PlannedAction { fields, ..PlannedAction::new(&id, Action::Create) });
            return;
        };
        let rules = Rules { strict: self.desired.strict, resend: self.options.resend_secrets };
        let difference = Difference::new(desired, live, model, rules);
        let fixed = difference.fixed();
        let action = match (fixed.is_empty(), difference.update.is_empty()) {
            (false, _) => Action::Recreate,
            (true, false) => Action::Update,
            (true, true) => Action::Unchanged,
        };
        if !fixed.is_empty() && !recreate {
            self.fixed.push(fixed_message(kind, desired, &fixed));
        }
        let (mut fields, last_updated) = (difference.fields(), last_updated(live));
        if action == Action::Recreate {
            fields.extend(difference.lost(model));
        }
        self.actions.push(PlannedAction { fields, last_updated, ..PlannedAction::new(&id, action) });
    }

    /// All links of the manifest. No call lists links, and linking again has no effect.
    fn links(&mut self) {
        for storage in &self.desired.storages {
            for profile in &storage.profiles {
                self.actions.extend(profile.link.iter().map(|version| {
                    let path = [&storage.object.name, &profile.object.name, version];
                    PlannedAction::new(&ObjectId::new(ObjectKind::Link, path), Action::Link)
                }));
            }
        }
    }
}

/// The message for fields that differ and that an update cannot change.
fn fixed_message(kind: ObjectKind, desired: &DesiredObject, fixed: &[String]) -> String {
    let place = if desired.place.is_empty() { String::new() } else { format!("{}: ", desired.place) };
    let it = if fixed.len() == 1 { "it" } else { "them" };
    format!(
        "{place}the {} `{}` exists with another value: {}. An update cannot change {it}: use a new name, or allow the \
         version to be deleted and created again with `recreate`",
        kind.noun(),
        plain(&desired.name),
        fixed.join(", ")
    )
}

/// The time of an object's last change.
pub(crate) fn last_updated(live: &Value) -> Option<String> {
    live.get("last_updated").and_then(Value::as_str).map(str::to_owned)
}
