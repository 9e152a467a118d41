//! What the native library is made of, with the licences: `Third Party Notices.md` of what is published.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::step::{Result, cargo, output};

/// The crates of a package with their licences, and the texts of those that ask for it.
pub(super) fn of(package: &str) -> Result<String> {
    let tree = ["tree", "--locked", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let tree = output(&mut cargo(&tree))?;
    let metadata = output(&mut cargo(&["metadata", "--locked", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata: {error}"))?;
    let mut crates = BTreeMap::new();
    for line in tree.lines() {
        let mut words = line.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        let wanted = version.trim_start_matches('v');
        let found = metadata["packages"].as_array().into_iter().flatten();
        let found = found.into_iter().find(|found| found["name"] == name && found["version"] == wanted);
        // What is of this repository has the licence of the whole.
        if let Some(found) = found.filter(|found| !found["source"].is_null()) {
            crates.insert(format!("{name} {wanted}"), found);
        }
    }
    let mut list = String::from("\n## Crates in the native library\n\n| crate | licence |\n| --- | --- |\n");
    let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, found) in &crates {
        list.push_str(&format!("| {name} | {} |\n", found["license"].as_str().unwrap_or("see its text below")));
        let folder = Path::new(found["manifest_path"].as_str().unwrap_or_default()).parent();
        for text in folder.map(licences).unwrap_or_default() {
            texts.entry(text).or_default().push(name);
        }
    }
    list.push_str("\n## Their texts\n");
    for (text, names) in texts {
        list.push_str(&format!("\n### {}\n\n```text\n{}\n```\n", names.join(", "), text.trim_end()));
    }
    Ok(list)
}

/// The texts of licences in the folder of a crate.
fn licences(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let is_one = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"].iter().any(|start| name.starts_with(start))
    };
    paths.retain(|path| path.is_file() && is_one(path));
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).map(|text| text.replace("\r\n", "\n")).collect()
}
