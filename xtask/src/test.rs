//! Everything that has to pass. No part is skipped: what is missing is set up or stops the run.

use std::fs;

use serde_json::Value;

use crate::generate;
use crate::layout;
use crate::native;
use crate::parity;
use crate::part::Part;
use crate::reliability;
use crate::step::{Result, cargo, run};
use crate::supply;

/// Makes tests of a random kind long where they are short otherwise.
pub(crate) const LONG: &str = "SDK_TEST_LONG";

/// Runs what all parts share, and these parts; with `long`, what has a long form in that one.
pub(crate) fn run_parts(parts: &[Part], long: bool) -> Result {
    eprintln!("── drift");
    generate::run(true)?;
    supply::check()?;
    run("format", &mut cargo(&["fmt", "--all", "--check"]))?;
    run("lints", &mut cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))?;
    parts.iter().try_for_each(|part| part.test(long))?;
    reliability::check(parts)?;
    // Only a run of all parts has all results, and no older ones.
    if Part::ALL.iter().all(|part| parts.contains(part)) {
        parity::run(true)?;
    }
    let names: Vec<_> = parts.iter().map(|part| format!("{part:?}")).collect();
    eprintln!("\nAll parts passed: drift, format, lints, {}.", names.join(", "));
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

/// Runs every fuzz target for a while. Which while is for the program to read from the environment.
pub(crate) fn fuzz() -> Result {
    let target = ["run", "--locked", "--profile", "fuzz", "--package", "edgegap-fuzz"];
    run("fuzz targets", &mut cargo(&target))
}
