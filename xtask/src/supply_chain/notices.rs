//! The crates in a native library, with the texts of their licences. cargo-about does not know
//! which crates one library links, and would have to be installed with `cargo install`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::crates::{Metadata, Package};
use crate::step::Result;

/// Depth of the search for texts in a crate: some contain third-party sources in folders.
const DEEPEST: usize = 4;

/// The crates in the library of a package, and the texts of their licences.
pub(crate) fn of(package: &str) -> Result<String> {
    let mut crates: Vec<_> = Metadata::read()?.linked(package)?.crates;
    // Crates of this repository have the licence of the package.
    crates.retain(|package| package.source.is_some());
    crates.sort_by_key(|package| (package.name.clone(), package.version.clone()));
    Ok(text(&crates))
}

fn text(crates: &[Package]) -> String {
    let mut text = String::from(
        "\n## Crates in the native library\n\nIt also contains the standard library of Rust, MIT or Apache-2.0.\n\n",
    );
    text.push_str("| crate | licence | source |\n| --- | --- | --- |\n");
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut without = Vec::new();
    for package in crates {
        let (licence, source) =
            (package.license.as_deref().unwrap_or("see its text"), package.repository.as_deref().unwrap_or("-"));
        let _ = writeln!(text, "| {} {} | {licence} | {source} |", package.name, package.version);
        let mut found = Vec::new();
        search(&package.folder(), DEEPEST, &mut found);
        if found.is_empty() {
            let by =
                if package.authors.is_empty() { String::new() } else { format!(", by {}", package.authors.join(", ")) };
            without.push(format!("{} {}: {licence}{by}", package.name, package.version));
        }
        for licence in found {
            let names = texts.entry(licence).or_default();
            if !names.contains(&package.name) {
                names.push(package.name.clone());
            }
        }
    }
    if !without.is_empty() {
        let _ = writeln!(text, "\nThe packages of these crates contain no text:\n\n* {}", without.join("\n* "));
    }
    text.push_str("\n## Licence texts\n");
    for (licence, names) in texts {
        let _ = writeln!(text, "\n### {}\n\n```text\n{}\n```", names.join(", "), licence.trim_end());
    }
    text
}

/// Finds the texts of licences in a folder.
fn search(folder: &Path, depth: usize, found: &mut Vec<String>) {
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth > 1 {
                search(&path, depth - 1, found);
            }
        } else if is_licence(&path) {
            // A file that is not text is not a licence.
            found.extend(fs::read_to_string(&path).ok().map(|text| text.replace("\r\n", "\n")));
        }
    }
}

fn is_licence(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
    let extension = Path::new(&name).extension().unwrap_or_default().to_string_lossy().into_owned();
    let starts = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
    starts.iter().any(|start| name.starts_with(start))
        && !["RS", "C", "H", "PY", "JSON", "TOML"].contains(&extension.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_linked_crate_is_named_with_its_text() {
        let text = of("edgegap-node").unwrap();
        for name in
            ["reqwest", "rustls", "ring", "libmimalloc-sys", "napi", "redb", "windows-sys", "security-framework"]
        {
            assert!(text.contains(&format!("\n| {name} ")), "{name}");
        }
        for absent in ["| serde_derive ", "| napi-derive ", "| cc ", "| edgegap-sdk ", "| jsonschema ", "| pyo3 "] {
            assert!(!text.contains(absent), "{absent} is not linked in");
        }
        assert!(text.contains("Microsoft Corporation, Daan Leijen"), "the licence of the C sources in libmimalloc-sys");
        assert!(
            text.contains("Permission is hereby granted") && text.contains("OpenSSL") || text.contains("BoringSSL"),
            "ring"
        );
    }
}
