//! Rust beside reqwest and serde by hand, memory of a list, the emulator under load.

use std::process::Command;

use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::layout;
use crate::step::{Result, cargo, output, run};

/// Runs all measurements and prints them.
pub(crate) fn run_all() -> Result {
    let packages = ["--package", "edgegap-bench", "--package", "edgegap-emulator"];
    run("release build", cargo(&["build", "--release", "--locked", "--bins"]).args(packages))?;
    instructions_of_a_get()?;
    memory_of_a_list()?;
    emulator_under_load()
}

/// Instructions per call after warm-up: what many calls cost more than few, so that start-up falls out.
fn instructions_of_a_get() -> Result {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Err("valgrind is needed to count instructions: sudo apt-get install valgrind".to_owned());
    }
    const FEW: u64 = 200;
    const MANY: u64 = 1200;
    let emulator = Emulator::start("release", &[])?;
    seed_application(&emulator)?;
    let mut figures = json!({"figure": "instructions of one GET"});
    for way in ["sdk", "reqwest"] {
        let count = |calls| count_instructions(way, &emulator, calls);
        figures[way] = ((count(MANY)? - count(FEW)?) / (MANY - FEW)).into();
    }
    let ratio = figures["sdk"].as_f64().unwrap_or_default() / figures["reqwest"].as_f64().unwrap_or(1.0);
    figures["ratio"] = ((ratio * 1000.0).round() / 1000.0).into();
    print(&figures);
    Ok(())
}

/// Makes the application that all sides read.
pub(crate) fn seed_application(emulator: &Emulator) -> Result {
    output(bench("load", emulator).args(["get", "1", "0"])).map(|_| ())
}

fn count_instructions(way: &str, emulator: &Emulator, calls: u64) -> Result<u64> {
    let out = layout::target().join("callgrind.out");
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", &format!("--callgrind-out-file={}", out.display())]);
    command.arg(layout::program("release", "one-get")).args([way, &emulator.url, &emulator.token, &calls.to_string()]);
    let ended = command.output().map_err(|error| format!("cannot start valgrind: {error}"))?;
    let said = String::from_utf8_lossy(&ended.stderr);
    let number = said.lines().find_map(|line| line.split("Collected :").nth(1)?.trim().parse().ok());
    number.filter(|_| ended.status.success()).ok_or_else(|| format!("valgrind did not count: {said}"))
}

fn memory_of_a_list() -> Result {
    let emulator = Emulator::start("release", &[])?;
    figure("resident growth of listing", bench("list-memory", &emulator).arg("10000"))
}

fn emulator_under_load() -> Result {
    let emulator = Emulator::start("release", &[])?;
    figure("emulator GET", bench("load", &emulator).arg("get"))?;
    figure("emulator create", bench("load", &emulator).arg("create"))
}

/// A measuring program. `list-memory` takes its server first like the others.
fn bench(name: &str, emulator: &Emulator) -> Command {
    let mut command = Command::new(layout::program("release", name));
    command.args([&emulator.url, &emulator.token]);
    command
}

fn figure(name: &str, command: &mut Command) -> Result {
    let line = output(command)?;
    let mut figures = json!({ "figure": name });
    let measured: Value = serde_json::from_str(&line).map_err(|error| format!("{name}: {error} in {line:?}"))?;
    if let (Value::Object(figures), Value::Object(measured)) = (&mut figures, measured) {
        figures.extend(measured);
    }
    print(&figures);
    Ok(())
}

fn print(figures: &Value) {
    println!("{figures}");
}
