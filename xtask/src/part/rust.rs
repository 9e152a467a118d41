//! core, bridge, emulator: dependencies, tests with a real registry, the main job.

use crate::emulator::Emulator;
use crate::step::{Result, cargo, command, output, run};
use crate::test::LONG;
use crate::{layout, parity, registry, reliability};

/// Crates that must not come in through a dependency: they need a C library or a build system of their own.
const FORBIDDEN: [&str; 4] = ["openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys"];
const MOST_CRATES: usize = 140;

pub(crate) fn test(long: bool) -> Result {
    let mut documentation = cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
    run("documentation", documentation.env("RUSTDOCFLAGS", "-D warnings"))?;
    dependencies()?;
    let registry = registry::unpack()?;
    let mut tests = cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]);
    tests.env(registry::VARIABLE, registry).env(reliability::VARIABLE, reliability::path("rust"));
    tests.env("SDK_TEST_PARITY", parity::vectors_of("rust"));
    if long {
        tests.env(LONG, "1");
    }
    run("tests", &mut tests)?;
    let names = output(&mut cargo(&["test", "--workspace", "--locked", "--tests", "--quiet", "--", "--list"]))?;
    parity::Report::Cargo(&names).keep("rust")?;
    main_job()
}

/// The vectors whose names contain this one.
pub(crate) fn play_vectors(name: &str) -> Result {
    run("vectors in Rust", &mut cargo(&["test", "--locked", "-p", "edgegap-tests", "--test", "vectors", "--", name]))
}

/// What a user of the core compiles stays small and needs no C library but the C compiler's own.
fn dependencies() -> Result {
    eprintln!("\n── dependencies");
    let tree =
        output(&mut cargo(&["tree", "-p", "edgegap-sdk", "-e", "normal,build", "--prefix", "none", "--locked"]))?;
    let mut crates: Vec<_> =
        tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).collect();
    crates.sort_unstable();
    crates.dedup();
    if let Some(name) = crates.iter().find(|name| FORBIDDEN.contains(name)) {
        return Err(format!("edgegap-sdk depends on {name}"));
    }
    if crates.len() >= MOST_CRATES {
        return Err(format!("edgegap-sdk depends on {} crates, {MOST_CRATES} or more", crates.len()));
    }
    eprintln!("edgegap-sdk: {} crates, none of {}", crates.len(), FORBIDDEN.join(", "));
    Ok(())
}

/// The main job on an emulator of its own, and twice on one that goes on: what exists may not make it fail.
fn main_job() -> Result {
    run(
        "build of the main job",
        &mut cargo(&[
            "build",
            "--locked",
            "--package",
            "edgegap-emulator",
            "--package",
            "edgegap-sdk",
            "--examples",
            "--bins",
        ]),
    )?;
    let example = layout::program("debug/examples", "publish");
    let mut alone = command(&example, &[]);
    run("main job without settings", alone.env_remove("EDGEGAP_TOKEN").env_remove("EDGEGAP_BASE_URL"))?;
    let emulator = Emulator::start("debug", &[])?;
    for round in ["first", "second"] {
        let mut job = command(&example, &[]);
        job.env("EDGEGAP_BASE_URL", &emulator.url).env("EDGEGAP_TOKEN", &emulator.token);
        run(&format!("main job on a running emulator, {round} time"), &mut job)?;
    }
    Ok(())
}
