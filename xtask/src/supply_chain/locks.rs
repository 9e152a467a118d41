//! Checks of the lock files of npm and pip: every package is pinned with a hash, and none has the
//! URL of a host.

use serde_json::Value;

use super::policy::Policy;
use crate::step::Result;
use crate::{file, layout};

const NPM: &str = "bindings-node/package-lock.json";
const PIP: &str = "bindings-python";

/// The problems of all lock files.
pub(super) fn faults(policy: &Policy) -> Result<Vec<String>> {
    let lock: Value = file::read_json(&layout::root().join(NPM))?;
    let mut faults = of_npm(policy, &lock);
    let folder = layout::root().join(PIP);
    let locked = file::with_extension(&folder, "txt")?;
    if locked.is_empty() {
        faults.push(format!("{PIP} has no requirements"));
    }
    for path in locked {
        let (wanted, locked) = (file::read(&path.with_extension("in"))?, file::read(&path)?);
        faults.extend(of_pip(&wanted, &locked).into_iter().map(|fault| format!("{}: {fault}", path.display())));
    }
    Ok(faults)
}

/// The problems of the npm lock file. The package must not have dependencies at run time.
fn of_npm(policy: &Policy, lock: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, entry) in lock["packages"].as_object().into_iter().flatten() {
        if name.is_empty() {
            let needed = entry["dependencies"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| format!("npm: {name} is a dependency at run time"));
            faults.extend(needed);
            continue;
        }
        if !entry["integrity"].is_string() || !entry["resolved"].is_null() {
            faults.push(format!("npm: {name} has no hash, or has a URL"));
        }
        if let Err(reason) = policy.tool_licence(entry["license"].as_str()) {
            faults.push(format!("npm: {name}: {reason}"));
        }
    }
    if lock["packages"].as_object().is_none_or(|packages| packages.len() < 2) {
        faults.push("npm: the lock file is empty".to_owned());
    }
    faults
}

/// The problems of a pip lock file: versions that differ from the wanted ones, and missing hashes.
fn of_pip(source: &str, locked: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let joined = locked.replace("\\\n", " ");
    let entries: Vec<&str> = joined.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).collect();
    for entry in &entries {
        if !entry.contains("==") || !entry.contains("--hash=sha256:") {
            faults.push(format!("{entry} is not pinned with hashes"));
        }
    }
    for wanted in source.lines().filter(|line| line.contains("==")) {
        // A marker says on which systems it is wanted.
        let wanted = wanted.split([' ', ';']).next().unwrap_or_default().replace('_', "-");
        if !entries.iter().any(|entry| entry.split([' ', ';']).next() == Some(&wanted)) {
            faults.push(format!("{wanted} is wanted, but not locked"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unlocked_packages_are_found() {
        let policy = Policy::read().unwrap();
        assert_eq!(faults(&policy).unwrap(), Vec::<String>::new());
        let sound = json!({"integrity": "sha512-x", "license": "MIT"});
        let lock = |more: Value| json!({"packages": {"": {}, "node_modules/a": sound, "node_modules/b": more}});
        assert_eq!(of_npm(&policy, &lock(sound.clone())), Vec::<String>::new());
        for wrong in [
            json!({"license": "MIT"}),
            json!({"integrity": "x", "license": "GPL-3.0-only"}),
            json!({"integrity": "x", "license": "MIT", "resolved": "x"}),
        ] {
            assert_eq!(of_npm(&policy, &lock(wrong)).len(), 1);
        }
        assert_eq!(of_npm(&policy, &json!({})).len(), 1);
        assert_eq!(
            of_pip(
                "a_b==1 ; python_version < '4'\n",
                "# x\na-b==1 ; python_version < '4' \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n"
            ),
            Vec::<String>::new()
        );
        assert_eq!(of_pip("a==2\n", "a==1 \\\n    --hash=sha256:1\nb==1\nc>=1 --hash=sha256:1\n").len(), 3);
    }
}
