//! The Node package beside global fetch, undici and axios.

use std::path::{Path, PathBuf};

use super::rust::seed_application;
use crate::emulator::Emulator;
use crate::native::{built, shipped_mb};
use crate::step::{Result, cargo, command, run};

/// Runs all measurements and prints them. `folder` makes the one that has the peers and the package with a native part.
pub(crate) fn run_all(folder: impl Fn(&Path) -> Result<PathBuf>) -> Result {
    let packages = ["--package", "edgegap-bench", "--package", "edgegap-emulator"];
    run("release build of the server", cargo(&["build", "--release", "--locked", "--bins"]).args(packages))?;
    let library = built("native", "edgegap_node");
    let folder = folder(&library)?;
    let emulator = Emulator::start("release", &[])?;
    seed_application(&emulator)?;
    let mut measure = command("node", &["run.mjs", &emulator.url, &emulator.token]);
    run("Node beside its peers", measure.current_dir(folder))?;
    println!("{{\"figure\": \"native part of Node\", \"mb\": {:.2}}}", shipped_mb("edgegap_node")?);
    Ok(())
}
