//! The steps of an apply or a prune: what was done, what is waited for, and the totals.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

use crate::object::{ObjectKind, plain};
use crate::plan::{Action, PlannedAction};

/// A step of an apply or a prune, as an event. As JSON it is an object with `kind`, in the form
/// that `--output ndjson` prints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// An object would be changed. Nothing was sent.
    Planned(ObjectStep),
    /// The service does not report a new `docker_tag` yet. More steps of the same object follow.
    Waiting(WaitingStep),
    /// An object was changed.
    Done(ObjectStep),
    /// Everything is done. The last step.
    Summary(Summary),
}

/// The step of one object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ObjectStep {
    /// Kind of the object.
    pub object: ObjectKind,
    /// Name for display: `dev`, `logs/balance`, `logs/balance:dev`.
    pub name: String,
    /// What is done.
    pub action: Action,
    /// Names of the fields that were updated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The new `docker_tag` of a version, once the service has taken it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docker_tag: Option<String>,
    /// False if there was nothing to do: a link to remove did not exist.
    pub changed: bool,
    /// Duration of the step in milliseconds, waits included.
    pub elapsed_ms: u64,
}

/// A version whose new `docker_tag` is waited for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WaitingStep {
    /// Kind of the object.
    pub object: ObjectKind,
    /// Name for display.
    pub name: String,
    /// The `docker_tag` that is waited for.
    pub wanted: String,
    /// The `docker_tag` that the service shows. Empty until it shows the new one.
    pub live: String,
    /// Time since the wait began, in milliseconds.
    pub elapsed_ms: u64,
    /// Time after which the wait ends with an error, in milliseconds.
    pub timeout_ms: u64,
}

/// The totals of an apply or a prune.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Summary {
    /// True for a prune.
    #[serde(default)]
    pub is_prune: bool,
    /// Objects that were created.
    pub created: u64,
    /// Objects that were updated.
    pub changed: u64,
    /// Versions that were deleted and created again.
    pub recreated: u64,
    /// Links that were sent. They may have existed.
    pub linked: u64,
    /// Links that were removed.
    pub unlinked: u64,
    /// Versions that were disabled.
    pub disabled: u64,
    /// Objects that were deleted.
    pub deleted: u64,
    /// Duration in milliseconds, waits included.
    pub elapsed_ms: u64,
    /// HTTP exchanges.
    pub requests: u64,
    /// Exchanges that repeated another one.
    pub retries: u64,
}

impl Summary {
    /// Counts a finished step.
    pub(crate) fn add(&mut self, step: &ObjectStep) {
        if !step.changed {
            return;
        }
        match step.action {
            Action::Create => self.created += 1,
            Action::Update => self.changed += 1,
            Action::Recreate => self.recreated += 1,
            Action::Link => self.linked += 1,
            Action::Unlink => self.unlinked += 1,
            Action::Disable => self.disabled += 1,
            Action::Delete => self.deleted += 1,
            Action::Unchanged => {}
        }
    }
}

/// Columns of the text of a step, before its duration.
const TEXT: usize = 44;

/// A line of progress, without a line break: `  ok  version dev has b43    19.4 s`.
impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Planned(step) => write!(f, "  --  {} would be {}", step.title(), step.verb()),
            Self::Waiting(step) => {
                let live = if step.live.is_empty() { "pending".to_owned() } else { plain(&step.live) };
                let (name, wanted) = (plain(&step.name), plain(&step.wanted));
                let text = format!("{} {name}: waiting for {wanted} (live: {live})", step.object.noun());
                write!(f, "  ..  {text:TEXT$}  {} s", step.elapsed_ms / 1000)
            }
            Self::Done(step) => {
                let text = match &step.docker_tag {
                    Some(tag) if step.action == Action::Update => format!("{} has {}", step.title(), plain(tag)),
                    _ if !step.changed => format!("{} was {} before", step.title(), step.verb()),
                    _ => format!("{} {}", step.title(), step.verb()),
                };
                write!(f, "  ok  {text:TEXT$}  {}", Seconds(step.elapsed_ms, false))
            }
            Self::Summary(summary) => write!(f, "{summary}"),
        }
    }
}

impl ObjectStep {
    pub(crate) fn new(action: &PlannedAction, fields: Vec<String>, changed: bool, elapsed_ms: u64) -> Self {
        let (object, name, action) = (action.object, action.name.clone(), action.action);
        Self { object, name, action, fields, docker_tag: None, changed, elapsed_ms }
    }

    /// `version dev`. A link is about its profile.
    fn title(&self) -> String {
        match (self.object, self.name.split_once(':')) {
            (ObjectKind::Link, Some((profile, _))) => format!("profile {}", plain(profile)),
            _ => format!("{} {}", self.object.noun(), plain(&self.name)),
        }
    }

    fn verb(&self) -> String {
        let version = || plain(self.name.split_once(':').map_or("", |(_, version)| version));
        match self.action {
            Action::Create => "created".to_owned(),
            Action::Update => "updated".to_owned(),
            Action::Recreate => "created again".to_owned(),
            Action::Link => format!("linked to {}", version()),
            Action::Unlink => format!("unlinked from {}", version()),
            Action::Disable => "disabled".to_owned(),
            Action::Delete => "deleted".to_owned(),
            Action::Unchanged => "unchanged".to_owned(),
        }
    }
}

/// `Applied: 1 created, 1 changed in 20 s, 4 requests, 1 retry.`
impl Display for Summary {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.created, "created"),
            (self.changed, "changed"),
            (self.recreated, "created again"),
            (self.unlinked, "unlinked"),
            (self.disabled, "disabled"),
            (self.deleted, "deleted"),
        ];
        let counts: Vec<_> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        let done = if self.is_prune { "Pruned" } else { "Applied" };
        let counts = if counts.is_empty() { "nothing changed".to_owned() } else { counts.join(", ") };
        let (requests, retries) = (self.requests, self.retries);
        let plural = if requests == 1 { "" } else { "s" };
        write!(f, "{done}: {counts} in {}, {requests} request{plural}", Seconds(self.elapsed_ms, true))?;
        match retries {
            0 => f.write_str("."),
            1 => f.write_str(", 1 retry."),
            _ => write!(f, ", {retries} retries."),
        }
    }
}

/// A duration in milliseconds as seconds, optionally rounded from 10 s.
struct Seconds(u64, bool);

impl Display for Seconds {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let seconds = self.0 as f64 / 1000.0;
        if self.1 && self.0 >= 10_000 { write!(f, "{seconds:.0} s") } else { write!(f, "{seconds:.1} s") }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn done(object: ObjectKind, name: &str, action: Action, elapsed_ms: u64) -> ObjectStep {
        ObjectStep {
            object,
            name: name.into(),
            action,
            fields: Vec::new(),
            docker_tag: None,
            changed: true,
            elapsed_ms,
        }
    }

    #[test]
    fn steps_are_lines() {
        let create = done(ObjectKind::Profile, "logs/balance", Action::Create, 200);
        let update = done(ObjectKind::Version, "dev", Action::Update, 19_400);
        let link = done(ObjectKind::Link, "logs/balance:dev", Action::Link, 100);
        let waiting = WaitingStep {
            object: ObjectKind::Version,
            name: "dev".into(),
            wanted: "b43".into(),
            live: "b42".into(),
            elapsed_ms: 7_900,
            timeout_ms: 120_000,
        };
        for (step, line) in [
            (Step::Done(create.clone()), "  ok  profile logs/balance created                  0.2 s"),
            (Step::Done(link.clone()), "  ok  profile logs/balance linked to dev            0.1 s"),
            (Step::Waiting(waiting.clone()), "  ..  version dev: waiting for b43 (live: b42)      7 s"),
            (
                Step::Waiting(WaitingStep { live: String::new(), ..waiting }),
                "  ..  version dev: waiting for b43 (live: pending)  7 s",
            ),
            (
                Step::Done(ObjectStep { docker_tag: Some("b43".into()), ..update.clone() }),
                "  ok  version dev has b43                           19.4 s",
            ),
            (Step::Done(update), "  ok  version dev updated                           19.4 s"),
            (
                Step::Done(ObjectStep { action: Action::Unlink, changed: false, ..link }),
                "  ok  profile logs/balance was unlinked from dev before  0.1 s",
            ),
            (Step::Planned(create), "  --  profile logs/balance would be created"),
        ] {
            assert_eq!(step.to_string(), line);
        }
    }

    #[test]
    fn a_summary_is_a_sentence() {
        let summary =
            Summary { created: 1, changed: 1, elapsed_ms: 19_700, requests: 4, retries: 1, ..Summary::default() };
        assert_eq!(summary.to_string(), "Applied: 1 created, 1 changed in 20 s, 4 requests, 1 retry.");
        let nothing = Summary { linked: 1, elapsed_ms: 90, requests: 1, ..Summary::default() };
        assert_eq!(nothing.to_string(), "Applied: nothing changed in 0.1 s, 1 request.");
        let pruned = Summary { is_prune: true, disabled: 2, requests: 4, retries: 2, ..Summary::default() };
        assert_eq!(pruned.to_string(), "Pruned: 2 disabled in 0.0 s, 4 requests, 2 retries.");
    }

    #[test]
    fn a_step_is_json_with_its_kind() {
        let step = Step::Done(done(ObjectKind::Version, "dev", Action::Create, 3));
        let json = json!({"kind": "done", "object": "version", "name": "dev", "action": "create", "changed": true,
                          "elapsed_ms": 3});
        assert_eq!(serde_json::to_value(&step).unwrap(), json);
        assert_eq!(serde_json::from_value::<Step>(json).unwrap(), step);
    }
}
