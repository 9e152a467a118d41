//! Everything that has to pass. No part is skipped: what is missing is set up or stops the run.

use crate::generate;
use crate::parity;
use crate::part::Part;
use crate::reliability;
use crate::step::{Result, cargo, run};
use crate::supply_chain;

/// Runs what all parts share, and these parts; with `long`, what has a long form in that one.
pub(crate) fn run_parts(parts: &[Part], long: bool) -> Result {
    eprintln!("── drift");
    generate::run(true)?;
    supply_chain::check()?;
    run("format", &mut cargo(&["fmt", "--all", "--check"]))?;
    run("lints", &mut cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))?;
    parts.iter().try_for_each(|part| part.test(long))?;
    let tested: Vec<_> = parts.iter().map(|part| part.id()).collect();
    reliability::check(&tested)?;
    // Only a run of all parts has all results, and no older ones.
    if Part::ALL.iter().all(|part| parts.contains(part)) {
        parity::run(true)?;
    }
    eprintln!("\nAll parts passed: drift, format, lints, {}.", tested.join(", "));
    Ok(())
}

/// Runs every fuzz target for a while. Which while is for the program to read from the environment.
pub(crate) fn fuzz() -> Result {
    let target = ["run", "--locked", "--profile", "fuzz", "--package", "edgegap-fuzz"];
    run("fuzz targets", &mut cargo(&target))
}
