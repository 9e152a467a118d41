//! The Node package beside global fetch, undici and axios.

use std::fs;
use std::path::{Path, PathBuf};

use super::rust::seed_application;
use crate::emulator::Emulator;
use crate::native::built;
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
    let size = fs::metadata(&library).map_err(|error| error.to_string())?.len();
    println!("{{\"figure\": \"native part of Node\", \"mb\": {:.2}}}", size as f64 / 1e6);
    Ok(())
}
