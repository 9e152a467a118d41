//! core, bridge and emulator: dependencies, tests with a real registry, the example `publish`, and
//! the Rust in the documents.

mod readme;

pub(crate) use self::readme::run_all as run_documents;
use crate::emulator::Emulator;
use crate::step::{LONG, Result, cargo, command, output, run};
use crate::{debian, layout, parity, registry, reliability};

/// Forbidden dependencies: they need a C library of the system or a build system of their own.
const FORBIDDEN: [&str; 4] = ["openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys"];
const MOST_CRATES: usize = 140;

pub(crate) fn test(long: bool) -> Result {
    // The README of the emulator has lines with curl, which are run.
    if !command("curl", &["--version"]).output().is_ok_and(|output| output.status.success()) {
        debian::install("curl", &["curl"])?;
    }
    let mut documentation = cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
    run("documentation", documentation.env("RUSTDOCFLAGS", "-D warnings"))?;
    dependencies()?;
    // Keeps the crate for cargo-fuzz up to date, without libFuzzer: that would take a C++ compiler.
    let mut fuzz = cargo(&["check", "--locked", "--no-default-features", "--manifest-path", "fuzz/Cargo.toml"]);
    run("fuzz targets for libFuzzer", fuzz.arg("--target-dir").arg(layout::target()))?;
    let mut tests = cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]);
    // The tests with it are for Linux, as Debian's package is.
    if cfg!(target_os = "linux") {
        tests.env(registry::VARIABLE, registry::unpack()?);
    }
    tests.env(reliability::VARIABLE, reliability::path("rust"));
    tests.env("SDK_TEST_PARITY", parity::vectors_of("rust"));
    if long {
        tests.env(LONG, "1");
    }
    run("tests", &mut tests)?;
    let names = output(&mut cargo(&["test", "--workspace", "--locked", "--tests", "--quiet", "--", "--list"]))?;
    parity::Report::Cargo(&names).keep("rust")?;
    example()?;
    run_documents()
}

/// The vectors whose names contain this one.
pub(crate) fn play_vectors(name: &str) -> Result {
    run("vectors in Rust", &mut cargo(&["test", "--locked", "-p", "edgegap-tests", "--test", "vectors", "--", name]))
}

/// Checks that users of the core compile few crates, and none of the forbidden ones.
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

/// Publishes the example with an emulator in the program, and twice with a running one: the second
/// time nothing differs.
fn example() -> Result {
    let packages = ["build", "--locked", "--package", "edgegap-emulator", "--package", "edgegap-cli", "--bins"];
    run("build of the program", &mut cargo(&packages))?;
    let program = layout::program("debug", "edgegap");
    let apply = ["apply", "--manifest", "examples/space-arena/edgegap.toml", "--set", "TAG=b42", "--yes"];
    let mut alone = command(&program, &apply);
    alone.arg("--emulator").env_remove("EDGEGAP_TOKEN").env_remove("EDGEGAP_BASE_URL");
    run("example without an account", &mut alone)?;
    let emulator = Emulator::start("debug", &[])?;
    for round in ["first", "second"] {
        let mut job = command(&program, &apply);
        job.env("EDGEGAP_BASE_URL", &emulator.url).env("EDGEGAP_TOKEN", &emulator.token);
        run(&format!("example on a running emulator, {round} time"), &mut job)?;
    }
    Ok(())
}
