//! Everything that is generated from the core's description, and the check that it is up to date.
//!
//! The files in `xtask/templates` look like the files that they produce. They are rendered by
//! askama, which is in the tree through UniFFI: it checks the templates when xtask is compiled, and
//! they use the core's own types.

mod api;
mod as_new;
pub(crate) mod csharp;
mod docs;
mod example;
mod filters;
mod format;
pub(crate) mod meta;
pub(crate) mod npm;
mod python;
mod python_type;
mod sample;
mod text;
mod typescript;

use std::fs;

use askama::Template;
use edgegap_publish::{body_schemas, made_schemas, manifest_schema};
use edgegap_sdk::{Description, contract_hash, describe};
use serde_json::{Value, json};

use crate::file;
use crate::layout::root;
use crate::step::Result;

/// One generated file: its path from the root, and its content.
type File = (String, String);

/// Writes the generated files and removes others from their folders. With `check` it fails instead
/// if there is a difference.
pub(crate) fn run(check: bool) -> Result {
    let files = files();
    let mut drifted = Vec::new();
    for (name, content) in &files {
        let path = root().join(name);
        if fs::read_to_string(&path).is_ok_and(|old| old == *content) {
            continue;
        }
        if check {
            drifted.push(name.clone());
            continue;
        }
        file::write(&path, content)?;
        eprintln!("wrote {name}");
    }
    for name in left_over(&files) {
        if check {
            drifted.push(name);
            continue;
        }
        fs::remove_file(root().join(&name)).map_err(|error| format!("cannot remove {name}: {error}"))?;
        eprintln!("removed {name}");
    }
    if drifted.is_empty() {
        Ok(())
    } else {
        Err(format!("not up to date: {}; run `cargo xtask generate`", drifted.join(", ")))
    }
}

fn files() -> Vec<File> {
    let api = Description::new();
    let mut files = vec![("tests/contract/api.json".to_owned(), format!("{:#}\n", description()))];
    files.extend(python::files(&api));
    files.extend(typescript::files(&api));
    let csharp = csharp::files(&api);
    files.extend(meta::files(&csharp));
    files.extend(csharp);
    files.push(docs::file(&api));
    files.extend(npm::files());
    files.push(("docs/schemas/manifest.schema.json".to_owned(), format!("{:#}\n", manifest_schema())));
    for (name, schema) in made_schemas() {
        let text = format!("{schema:#}\n");
        files.push((format!("docs/schemas/{name}"), text.clone()));
        // The crate contains its own copy: a package has nothing from outside of its folder.
        files.push((format!("publish/src/schema/{name}"), text));
    }
    files.push(("docs/schemas/operations.schema.json".to_owned(), format!("{:#}\n", body_schemas())));
    files
}

/// A file from its template.
fn render(template: &impl Template) -> String {
    template.render().expect("a template only writes to memory") + "\n"
}

/// The description, with its hash and where it comes from in front.
fn description() -> Value {
    let mut out = json!({
        "generated": "by `cargo xtask generate` from core/src; do not edit",
        "contract": contract_hash(),
    });
    if let (Value::Object(out), Value::Object(description)) = (&mut out, describe()) {
        out.extend(description);
    }
    out
}

/// Folders in which everything is generated.
const FOLDERS: [&str; 3] = [python::FOLDER, typescript::FOLDER, csharp::FOLDER];

/// Files in the generated folders that would not be generated any more.
fn left_over(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(root().join(folder)).into_iter().flatten().flatten() {
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            let is_file = entry.path().is_file() && !name.ends_with(".meta");
            if is_file && !files.iter().any(|(known, _)| *known == name) {
                found.push(name);
            }
        }
    }
    found.extend(meta::left_over(files));
    found
}
