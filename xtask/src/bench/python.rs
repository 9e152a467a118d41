//! The Python package beside requests, httpx and aiohttp.

use std::process::Command;

use super::rust::seed_application;
use crate::emulator::Emulator;
use crate::native;
use crate::step::{Result, cargo, run};

/// Runs all measurements and prints them. `python` makes the command of the Python that has the peers.
pub(crate) fn run_all(python: impl Fn(&[&str]) -> Command) -> Result {
    let packages = ["--package", "edgegap-bench", "--package", "edgegap-emulator"];
    run("release build of the server", cargo(&["build", "--release", "--locked", "--bins"]).args(packages))?;
    let emulator = Emulator::start("release", &[])?;
    seed_application(&emulator)?;
    let script = crate::layout::root().join("tests/bench/python/run.py");
    let mut measure = python(&[]);
    run("Python beside its peers", measure.arg(script).args([&emulator.url, &emulator.token]))?;
    let size = std::fs::metadata(native::built("release", "_native")).map_err(|error| error.to_string())?.len();
    println!("{{\"figure\": \"native library of Python\", \"mb\": {:.2}}}", size as f64 / 1e6);
    Ok(())
}
