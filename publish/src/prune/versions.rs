//! The versions that a prune disables or deletes.

use std::cmp::Reverse;
use std::collections::HashSet;

use edgegap_sdk::Version;

use super::pattern::matches;
use super::{PrunePlan, is_protected, planned};
use crate::desired::{Desired, PruneAction, PruneVersions};
use crate::object::ObjectKind;
use crate::plan::Action;

/// Adds the versions that a rule lets go.
pub(super) fn select(plan: &mut PrunePlan, desired: &Desired, rule: &PruneVersions, live: &[Version]) {
    let is_candidate = |version: &&Version| rule.matches.as_ref().is_none_or(|pattern| matches(pattern, &version.name));
    let mut candidates: Vec<_> = live.iter().filter(is_candidate).collect();
    // A version without a time may be the newest.
    candidates.sort_by_key(|version| (version.create_time.is_some(), Reverse(version.create_time)));
    let used = used(desired);
    let old = candidates.into_iter().skip(rule.keep).filter(|version| {
        let is_kept = is_protected(desired, &version.name) || used.contains(version.name.as_str());
        !is_kept && version.create_time.is_some()
    });
    let action = match rule.then {
        PruneAction::Disable => Action::Disable,
        PruneAction::Delete => Action::Delete,
    };
    let pruned = old.filter(|version| action == Action::Delete || version.is_active != Some(false));
    let mut actions: Vec<_> = pruned
        .map(|version| {
            let created = version.create_time.map(|time| time.to_string());
            let mut planned = planned(ObjectKind::Version, &[&version.name], action, created);
            planned.last_updated = version.last_updated.map(|time| time.to_string());
            planned
        })
        .collect();
    actions.reverse();
    plan.kept_versions = live.len() - actions.len();
    plan.actions.extend(actions);
}

/// The versions that the manifest names.
fn used(desired: &Desired) -> HashSet<&str> {
    let named = desired.versions.iter().map(|version| version.object.name.as_str());
    let profiles = desired.storages.iter().flat_map(|storage| &storage.profiles);
    named.chain(profiles.flat_map(|profile| profile.link.iter().map(String::as_str))).collect()
}
