//! The Python package beside requests, httpx and aiohttp.

use std::process::Command;

use serde_json::Value;

use super::canned::Canned;
use super::table::{self, Row};
use crate::native;
use crate::step::{Result, output};

/// Runs all measurements and prints them. `python` makes the command of the Python that has the peers.
pub(crate) fn run_all(python: impl Fn(&[&str]) -> Command) -> Result {
    let server = Canned::start()?;
    let script = crate::layout::root().join("tests/bench/python/run.py");
    let lines = output(python(&[]).arg(script).args([&server.url, "canned"]))?;
    let figure = |line| serde_json::from_str(line).map_err(|error| format!("no figure: {error} in {line:?}"));
    let figures = lines.lines().map(figure).collect::<Result<Vec<Value>>>()?;
    let [sequence, at_once, import, memory] = figures.as_slice() else {
        return Err(format!("four figures were expected: {lines}"));
    };
    let library = native::shipped_mb("_native")?;
    let number = |figure: &Value, name: &str| figure[name].as_f64().unwrap_or_default();
    table::print(&[
        Row::times("sync GET in sequence, requests", sequence, "edgegap_us", "requests", 6.5),
        Row::times("sync GET in sequence, httpx", sequence, "edgegap_us", "httpx", 3.5),
        Row::times("asyncio GET, 64 in flight, aiohttp", at_once, "edgegap_us", "aiohttp", 3.5),
        Row::times("asyncio GET, 64 in flight, httpx", at_once, "edgegap_us", "httpx", 30.0),
        Row::at_most("import edgegap over bare Python", number(import, "import_ms"), "ms", 25.0),
        Row::at_most("resident memory, 100,000 calls over 10,000", number(memory, "ratio"), "x", 1.1),
        Row::at_most("native library, emulator included", library, "MB", 5.24),
    ]);
    Ok(())
}
