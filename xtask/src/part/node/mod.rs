//! bindings-node: lints, types, tests on every supported version of Node, and the published
//! package.

mod npm;
mod page;
mod readme;
mod tarball;
mod tools;
mod version;

use std::path::{Path, PathBuf};

use crate::step::{Result, run};
use crate::target::Target;
use crate::{file, layout, native, parity, reliability, secrets};

pub(crate) use self::tarball::{check, package};
pub(crate) use self::tools::test as test_tools;

/// Installs the tools and the further versions of Node.
pub(crate) fn setup() -> Result {
    npm::install()?;
    if cfg!(target_os = "linux") {
        page::setup()?;
    }
    version::others().map(|_| ())
}

/// Runs all lints and tests.
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
    readme::run_all()?;
    if cfg!(target_os = "linux") {
        page::test()?;
    }
    secrets::build()?;
    secrets::try_out("Node", &npm::program("node", &["build/child/secrets.js"]))
}

/// Runs the code in the documents with the usual Node.
pub(crate) fn run_documents() -> Result {
    npm::install()?;
    run("TypeScript", &mut npm::program("npm", &["run", "build:ts"]))?;
    readme::run_all()
}

/// Formats the sources.
pub(crate) fn format() -> Result {
    npm::install()?;
    run("prettier", &mut npm::program("npm", &["exec", "--", "prettier", "--write", "."]))
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

/// Creates a project with the benchmarks, the other clients and the package.
pub(crate) fn bench_folder() -> Result<PathBuf> {
    npm::install()?;
    run("TypeScript", &mut npm::program("npm", &["run", "build:ts"]))?;
    native::build("native")?;
    let folder = npm::fresh("bench")?;
    let packed = folder.join("packed");
    tarball::pack(&packed, &[(Target::host()?, native::built("native", "edgegap_node"))])?;
    let from = layout::root().join("tests/bench/node");
    for extension in ["json", "mjs"] {
        for part in ["", "sides"] {
            for path in file::with_extension(&from.join(part), extension)? {
                file::copy(&path, &folder.join(part).join(path.file_name().unwrap_or_default()))?;
            }
        }
    }
    let tarballs = tarball::tarballs(&packed)?;
    let files: Vec<_> = tarballs.iter().map(PathBuf::as_path).collect();
    run("peers", &mut npm::install_into(&folder, &files))?;
    Ok(folder)
}
