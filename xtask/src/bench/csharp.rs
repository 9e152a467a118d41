//! C# under Mono beside HttpClient and Json.NET, the unload of a domain, memory.

use std::process::Command;

use super::rust::seed_application;
use crate::emulator::Emulator;
use crate::native;
use crate::step::{Result, cargo, run};

/// Runs all measurements and prints them. `program` makes the command of the measuring program with these arguments.
pub(crate) fn run_all(program: impl Fn(&[&str]) -> Command) -> Result {
    let packages = ["--package", "edgegap-bench", "--package", "edgegap-emulator"];
    run("release build of the server", cargo(&["build", "--release", "--locked", "--bins"]).args(packages))?;
    for what in ["sequential", "concurrent", "memory", "unload"] {
        let emulator = Emulator::start("release", &[])?;
        seed_application(&emulator)?;
        run(&format!("C#: {what}"), &mut program(&[what, &emulator.url, &emulator.token]))?;
    }
    println!("{{\"figure\": \"native library of C#\", \"mb\": {:.2}}}", native::shipped_mb("edgegap_native")?);
    Ok(())
}
