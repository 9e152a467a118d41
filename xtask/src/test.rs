//! All tests. No part is skipped: missing tools are installed, or the run fails.

use std::fs;

use serde_json::Value;

use crate::generate;
use crate::layout;
use crate::native;
use crate::parity;
use crate::part::{Part, node, python};
use crate::reliability;
use crate::step::{Result, cargo, run};
use crate::supply_chain;

/// The workspace, and the projects outside of it.
const RUST_PROJECTS: [&str; 3] = ["Cargo.toml", "fuzz/Cargo.toml", "tests/bench/rust-peer/Cargo.toml"];

/// Runs the shared checks and the given parts, with `long` in their long form.
pub(crate) fn run_parts(parts: &[Part], long: bool) -> Result {
    eprintln!("── drift");
    generate::run(true)?;
    supply_chain::check()?;
    for project in RUST_PROJECTS {
        run("format", &mut cargo(&["fmt", "--all", "--check", "--manifest-path", project]))?;
    }
    run("lints", &mut cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))?;
    parts.iter().try_for_each(|part| part.test(long))?;
    let tested: Vec<_> = parts.iter().map(|part| part.id()).collect();
    reliability::check(&tested)?;
    // Only a run of all parts has new results of all languages.
    if Part::ALL.iter().all(|part| parts.contains(part)) {
        parity::run(true)?;
    }
    eprintln!("\nAll parts passed: drift, format, lints, {}.", tested.join(", "));
    Ok(())
}

/// Plays the vectors whose names contain this one, in the languages of these parts.
pub(crate) fn play_vectors(name: &str, parts: &[Part]) -> Result {
    // A runner that finds nothing to play would succeed.
    if !vector_names()?.iter().any(|vector| vector.contains(name)) {
        return Err(format!("no vector has {name} in its name"));
    }
    native::build("debug")?;
    native::build_servers()?;
    parts.iter().try_for_each(|part| part.play_vectors(name))
}

fn vector_names() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for file in fs::read_dir(layout::root().join("tests/vectors")).map_err(|error| error.to_string())?.flatten() {
        let text = fs::read_to_string(file.path()).unwrap_or_default();
        let vectors: Value = serde_json::from_str(&text).unwrap_or_default();
        let vectors = vectors.as_array().into_iter().flatten();
        names.extend(vectors.filter_map(|vector| Some(vector["name"].as_str()?.to_owned())));
    }
    Ok(names)
}

/// Formats the sources of all languages that have a formatter.
pub(crate) fn format() -> Result {
    for project in RUST_PROJECTS {
        run("rustfmt", &mut cargo(&["fmt", "--all", "--manifest-path", project]))?;
    }
    python::format()?;
    node::format()
}

/// Runs every fuzz target. The program reads the duration from the environment.
pub(crate) fn fuzz() -> Result {
    let target = ["run", "--locked", "--profile", "fuzz", "--package", "edgegap-fuzz"];
    run("fuzz targets", &mut cargo(&target))
}
