//! Everything that has to pass. No part is skipped: what is missing is set up or stops the run.

use crate::generate;
use crate::part::Part;
use crate::reliability;
use crate::step::{Result, cargo, run};

/// Runs what all parts share, and these parts.
pub(crate) fn run_parts(parts: &[Part]) -> Result {
    eprintln!("── drift");
    generate::run(true)?;
    run("format", &mut cargo(&["fmt", "--all", "--check"]))?;
    run("lints", &mut cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))?;
    parts.iter().try_for_each(|part| part.test())?;
    reliability::check(parts)?;
    let names: Vec<_> = parts.iter().map(|part| format!("{part:?}")).collect();
    eprintln!("\nAll parts passed: drift, format, lints, {}.", names.join(", "));
    Ok(())
}
