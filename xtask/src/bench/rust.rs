//! The core beside hand-written reqwest and serde, and beside the crate `edgegap`. The calls of
//! that crate block, so calls in flight are threads there.

use std::path::PathBuf;
use std::process::Command;

use super::Subject::Rust;
use super::canned::Canned;
use super::figure::{Figure, Unit};
use super::machine::version;
use super::report::Report;
use super::side::Sides;
use super::workload::{Case, baseline, side};
use crate::layout;
use crate::step::{Result, cargo, command, run};

pub(super) const CASES: &[Case] = &[
    Case::in_sequence(
        "GET in sequence",
        "get",
        &[side("edgegap", 2000), side("reqwest", 2000), side(CRATE, 2000), baseline("queue", 2000)],
    ),
    Case::at_once(&[side("edgegap", 10000), side("reqwest", 10000), side(CRATE, 5000), baseline("queue", 10000)]),
    Case::in_sequence("create", "create", &[side("edgegap", 2000), side("reqwest", 2000)]),
    Case::in_sequence("list of 100 versions", "list", &[side("edgegap", 200), side("reqwest", 200)]),
    Case::first_over_tls(&[side("edgegap", 1), side("reqwest", 1)]),
];

#[cfg(test)]
pub(super) const OTHERS: &[&str] = &[super::workload::PAGING, super::workload::MEMORY, INSTRUCTIONS];

const CRATE: &str = "edgegap 0.1.0";
const INSTRUCTIONS: &str = "instructions of one GET, of those of reqwest";

pub(super) fn measure(report: &mut Report) -> Result {
    let peer = peer();
    if let Err(reason) = &peer {
        report
            .note(format!("Rust: {CRATE}, which needs OpenSSL's headers (sudo apt-get install libssl-dev): {reason}"));
    }
    let server = Canned::start()?;
    let program = |side: &str| match side {
        CRATE => peer.as_ref().ok().map(|program| command(program, &[])),
        _ => Some(command(layout::program("release", "side"), &[])),
    };
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    report.uses(
        Rust,
        &[version(command(rustc, &["--version"])), "reqwest 0.13 and serde by hand".to_owned(), CRATE.to_owned()],
    );
    let sides = Sides { subject: Rust, server: &server, program: &program };
    sides.times(CASES, report)?;
    sides.paging(report)?;
    sides.resident(report)?;
    instructions_of_a_get(&sides, report)
}

/// Builds the program for the crate `edgegap`, a project of its own.
fn peer() -> Result<PathBuf> {
    let target = layout::target().join("bench/rust-peer");
    let mut build = cargo(&["build", "--release", "--locked", "--manifest-path", "tests/bench/rust-peer/Cargo.toml"]);
    run(CRATE, build.arg("--target-dir").arg(&target))?;
    Ok(target.join("release/edgegap-bench-peer"))
}

/// Instructions per call after warm-up: the difference between many and few calls, without
/// start-up.
fn instructions_of_a_get(sides: &Sides<'_>, report: &mut Report) -> Result {
    const FEW: u32 = 200;
    const MANY: u32 = 1200;
    if Command::new("valgrind").arg("--version").output().is_err() {
        report.note(format!("Rust: {INSTRUCTIONS}, which valgrind counts: sudo apt-get install valgrind"));
        return Ok(());
    }
    let each = |side: &str| -> Result<f64> {
        let count = |calls| count_instructions(sides, side, calls);
        Ok(count(MANY)?.saturating_sub(count(FEW)?) as f64 / f64::from(MANY - FEW))
    };
    report.add(Figure::once(Rust, INSTRUCTIONS, Unit::Times, each("edgegap")? / each("reqwest")?));
    Ok(())
}

fn count_instructions(sides: &Sides<'_>, side: &str, calls: u32) -> Result<u64> {
    let counted = sides.command(side, "first", false, calls, 1).ok_or("our own side cannot run")?;
    let out = layout::target().join("callgrind.out");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", &format!("--callgrind-out-file={}", out.display())]);
    valgrind.arg(counted.get_program()).args(counted.get_args());
    let ended = valgrind.output().map_err(|error| format!("cannot start valgrind: {error}"))?;
    let said = String::from_utf8_lossy(&ended.stderr);
    let number = said.lines().find_map(|line| line.split("Collected :").nth(1)?.trim().parse().ok());
    number.filter(|_| ended.status.success()).ok_or_else(|| format!("valgrind printed no count: {said}"))
}
