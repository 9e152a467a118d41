//! Everything that is generated from the core's description, and the check that it was.

use std::fs;

use edgegap_sdk::{contract_hash, describe};
use serde_json::{Value, json};

use crate::layout;
use crate::step::Result;

/// Writes the generated files, or with `check` fails if one is not what would be written.
pub(crate) fn run(check: bool) -> Result {
    let mut drifted = Vec::new();
    for (name, content) in files() {
        let path = layout::root().join(&name);
        if fs::read_to_string(&path).is_ok_and(|old| old == content) {
            continue;
        }
        if check {
            drifted.push(name);
            continue;
        }
        let folder = path.parent().unwrap_or(&path);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, content))
            .map_err(|error| format!("cannot write {name}: {error}"))?;
        eprintln!("wrote {name}");
    }
    if drifted.is_empty() {
        Ok(())
    } else {
        Err(format!("not up to date: {}; run `cargo xtask generate`", drifted.join(", ")))
    }
}

fn files() -> Vec<(String, String)> {
    vec![("tests/contract/api.json".to_owned(), description())]
}

/// The description, with its hash and where it comes from in front.
fn description() -> String {
    let mut out = json!({
        "generated": "by `cargo xtask generate` from core/src/operations and core/src/models; do not edit",
        "contract": contract_hash(),
    });
    if let (Value::Object(out), Value::Object(description)) = (&mut out, describe()) {
        out.extend(description);
    }
    format!("{out:#}\n")
}
