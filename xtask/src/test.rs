//! All tests. No part is skipped: missing tools are installed, or the run fails.

use crate::generate;
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
