//! The Python package beside requests, httpx and aiohttp with dataclasses.

use super::Subject::Python;
use super::canned::Canned;
use super::figure::{Figure, Unit};
use super::machine::version;
use super::report::Report;
use super::side::Sides;
use super::workload::{Case, baseline, side};
use super::{size, start};
use crate::layout;
use crate::part::python::bench_python;
use crate::step::Result;

pub(super) const CASES: &[Case] = &[
    Case::in_sequence(
        "GET in sequence",
        "get",
        &[side("edgegap", 1000), side("requests", 400), side("httpx", 400), baseline("socket", 1000)],
    ),
    Case::at_once(&[side("edgegap", 5000), side("aiohttp", 2000), side("httpx", 300), baseline("socket", 5000)]),
    Case::in_sequence("create", "create", &[side("edgegap", 1000), side("requests", 300), side("httpx", 300)]),
    Case::in_sequence("list of 100 versions", "list", &[side("edgegap", 60), side("requests", 40), side("httpx", 40)]),
    Case::closing(&[side("edgegap", 60), side("requests", 60), side("httpx", 60)]),
    Case::first_over_tls(&[side("edgegap", 1), side("requests", 1), side("httpx", 1)]),
];

#[cfg(test)]
pub(super) const OTHERS: &[&str] = &[super::workload::PAGING, super::workload::MEMORY, IMPORT, LIBRARY, WHEEL];

const IMPORT: &str = "import over bare Python";
const LIBRARY: &str = "native library";
const WHEEL: &str = "wheel";

pub(super) fn measure(report: &mut Report) -> Result {
    let python = bench_python()?;
    let server = Canned::start()?;
    let script = layout::root().join("tests/bench/python/side.py");
    let program = |_: &str| {
        let mut command = python(&[]);
        command.arg(&script);
        Some(command)
    };
    let peers = include_str!("../../../bindings-python/requirements-bench.in");
    let peers = peers.lines().filter(|line| line.contains("==")).map(|line| line.replace("==", " "));
    report.uses(Python, &std::iter::once(version(python(&["--version"]))).chain(peers).collect::<Vec<_>>());
    let sides = Sides { subject: Python, server: &server, program: &program };
    sides.times(CASES, report)?;
    sides.paging(report)?;
    sides.resident(report)?;
    let import = start::over(|| python(&["-c", "print()"]), || python(&["-c", "import edgegap; print()"]))?;
    report.add(Figure::plain(Python, IMPORT, Unit::Milliseconds, import));
    size::library(Python, LIBRARY, "_native", report)?;
    size::packaged(Python, WHEEL, "python", "whl", report);
    Ok(())
}
