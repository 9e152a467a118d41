//! Everything that has to pass. No part is skipped: what is missing is set up or stops the run.

use crate::generate;
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

/// Runs every fuzz target for a while. Which while is for the program to read from the environment.
pub(crate) fn fuzz() -> Result {
    let target = ["run", "--locked", "--profile", "fuzz", "--package", "edgegap-fuzz"];
    run("fuzz targets", &mut cargo(&target))
}
