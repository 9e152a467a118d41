//! All tests. No part is skipped: missing tools are installed, or the run fails.

use serde::Deserialize;

use crate::file;
use crate::generate;
use crate::layout;
use crate::native;
use crate::parity;
use crate::part::{Part, node, python};
use crate::reliability;
use crate::step::{Result, cargo, run};
use crate::style;
use crate::supply_chain;

/// The workspace, and the projects outside of it.
const RUST_PROJECTS: [&str; 3] = ["Cargo.toml", "fuzz/Cargo.toml", "tests/bench/rust-peer/Cargo.toml"];

/// Runs the shared checks and the given parts, with `long` in their long form, with `tools` also
/// inside the tools of users.
pub(crate) fn run_parts(parts: &[Part], long: bool, tools: bool) -> Result {
    style::check()?;
    eprintln!("\n── drift");
    generate::run(true)?;
    supply_chain::check()?;
    for project in RUST_PROJECTS {
        run("format", &mut cargo(&["fmt", "--all", "--check", "--manifest-path", project]))?;
    }
    run("lints", &mut cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))?;
    parts.iter().try_for_each(|part| part.test(long))?;
    if tools {
        parts.iter().try_for_each(|part| part.test_tools())?;
    }
    let tested: Vec<_> = parts.iter().map(|part| part.id()).collect();
    reliability::check(&tested)?;
    // Only a run of all parts has new results of all languages.
    if Part::ALL.iter().all(|part| parts.contains(part)) {
        parity::run(true)?;
    }
    eprintln!("\nAll parts passed: style, drift, format, lints, {}.", tested.join(", "));
    Ok(())
}

/// Plays the vectors whose names contain this one, in the languages of these parts.
pub(crate) fn play_vectors(name: &str, parts: &[Part]) -> Result {
    let vectors = vectors()?;
    // A runner that finds nothing to play would succeed.
    for part in parts {
        if !vectors.iter().any(|vector| vector.name.contains(name) && vector.is_for(*part)) {
            return Err(format!("no vector for {part:?} has `{name}` in its name"));
        }
    }
    native::build("debug")?;
    native::build_servers()?;
    parts.iter().try_for_each(|part| part.play_vectors(name))
}

/// Runs the code in the documents, in the languages of these parts.
pub(crate) fn run_documents(parts: &[Part]) -> Result {
    native::build("debug")?;
    parts.iter().try_for_each(|part| part.run_documents())
}

/// A vector, as far as it says where it is played.
#[derive(Clone, Deserialize)]
struct Vector {
    name: String,
    languages: Option<Vec<String>>,
    surface: Option<Vec<String>>,
}

impl Vector {
    /// True if the tests of a part play this vector. Python and Node have no untyped surface.
    fn is_for(&self, part: Part) -> bool {
        let is_typed = self.surface.as_ref().is_none_or(|all| all.iter().any(|surface| surface == "typed"));
        self.languages.as_ref().is_none_or(|all| all.iter().any(|language| language == part.id()))
            && (is_typed || matches!(part, Part::Rust | Part::Csharp))
    }
}

fn vectors() -> Result<Vec<Vector>> {
    let files = file::with_extension(&layout::root().join("tests/vectors"), "json")?;
    let lists = files.iter().filter(|path| !path.ends_with("vector.schema.json"));
    Ok(lists.map(|path| file::read_json::<Vec<Vector>>(path)).collect::<Result<Vec<_>>>()?.concat())
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
