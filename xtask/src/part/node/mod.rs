//! bindings-node: lints and types, the tests on every Node that is supported, and the package as a user installs it.

mod npm;
pub(crate) mod platform;
mod tarball;
mod version;

use std::path::{Path, PathBuf};

use crate::step::{Result, run};
use crate::{layout, native, parity, reliability, secrets};

pub(crate) use self::tarball::{check, package};

/// Fetches the tools and the other Nodes.
pub(crate) fn setup() -> Result {
    npm::install()?;
    version::others().map(|_| ())
}

/// Everything that has to pass.
pub(crate) fn test() -> Result {
    native::build("debug")?;
    native::build_servers()?;
    npm::install()?;
    run("TypeScript", &mut npm::program("npm", &["run", "build:ts"]))?;
    run("lints of TypeScript", &mut npm::program("npm", &["run", "lint"]))?;
    run("tests in TypeScript", &mut npm::program("npm", &["run", "pretest"]))?;
    tests("Node", Path::new("node"))?;
    for (version, program) in version::others()? {
        tests(&format!("Node {version}"), &program)?;
    }
    secrets::build()?;
    secrets::try_out("Node", &npm::program("node", &["build/child/secrets.js"]))
}

/// The vectors whose names contain this one.
pub(crate) fn play_vectors(name: &str) -> Result {
    npm::install()?;
    run("TypeScript", &mut npm::program("npm", &["run", "build:ts"]))?;
    run("tests in TypeScript", &mut npm::program("npm", &["run", "pretest"]))?;
    let mut tests = npm::program("node", &["--test", "--test-name-pattern", name, "build/vectors.test.js"]);
    tests.env("SDK_TEST_SCRIPTED_SERVER", layout::program("debug", "edgegap-scripted-server"));
    run("vectors in Node", &mut tests)
}

fn tests(name: &str, program: &Path) -> Result {
    let mut tests = npm::program(&program.to_string_lossy(), &["scripts/test.mjs"]);
    tests.env("SDK_TEST_SCRIPTED_SERVER", layout::program("debug", "edgegap-scripted-server"));
    tests.env("SDK_TEST_FAULT_SERVER", layout::program("debug", "edgegap-fault-server"));
    tests.env(reliability::VARIABLE, reliability::path("node"));
    tests.env("SDK_TEST_PARITY", parity::vectors_of("node"));
    let report = layout::target().join("parity/node.xml");
    tests.env("SDK_TEST_REPORT", &report);
    run(&format!("tests with {name}"), &mut tests)?;
    parity::Report::JUnit(&report).keep("node")
}

/// A folder with the measuring programs, their peers and the package as it is shipped but for the linker.
pub(crate) fn bench_folder() -> Result<PathBuf> {
    npm::install()?;
    run("TypeScript", &mut npm::program("npm", &["run", "build:ts"]))?;
    native::build("native")?;
    let folder = npm::fresh("bench")?;
    let packed = folder.join("packed");
    tarball::pack(&packed, &native::built("native", "edgegap_node"))?;
    let from = layout::root().join("tests/bench/node");
    for (from, to) in [(from.clone(), folder.clone()), (from.join("sides"), folder.join("sides"))] {
        copy_files(&from, &to)
            .map_err(|error| format!("cannot copy {} to {}: {error}", from.display(), to.display()))?;
    }
    let tarballs = tarball::tarballs(&packed)?;
    let files: Vec<_> = tarballs.iter().map(PathBuf::as_path).collect();
    run("peers", &mut npm::install_into(&folder, &files))?;
    Ok(folder)
}

fn copy_files(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in from.read_dir()? {
        let entry = entry?;
        if entry.path().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
