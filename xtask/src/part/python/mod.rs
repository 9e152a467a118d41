//! bindings-python: lints and types on one version of Python, tests on all installed versions, and
//! an installation.

mod tools;
mod wheel;

use std::process::Command;

use crate::interpreter::{self, Interpreter};
use crate::readme::{self, Language};
use crate::step::{Result, command, run};
use crate::venv::Venv;
use crate::{file, layout, native, parity, reliability, secrets};

pub(crate) use self::tools::test as test_tools;
pub(crate) use self::wheel::{check, package};

const TESTS: &str = "requirements-test.txt";
const DEVELOPMENT: &str = "requirements-dev.txt";

/// Creates the virtual environments of all versions.
pub(crate) fn setup() -> Result {
    environments().map(|_| ())
}

/// Runs all lints and tests.
pub(crate) fn test() -> Result {
    native::build("debug")?;
    native::build_servers()?;
    let environments = environments()?;
    for (index, (python, venv)) in environments.iter().enumerate() {
        if index == 0 {
            lint(venv)?;
        }
        let once = ["--ignore", "tests/test_types.py", "--ignore", "tests/test_faults.py"];
        tests(python, venv, if index == 0 { &[] } else { &once })?;
        documents(venv, in_package)?;
    }
    secrets::build()?;
    for client in ["sync", "async"] {
        let program = in_package(environments[0].1.python(&["tests/secrets/program.py", client]));
        secrets::try_out(&format!("Python, {client}"), &program)?;
    }
    installation(&environments[0].0)
}

/// The vectors whose names contain this one, with the usual Python.
pub(crate) fn play_vectors(name: &str) -> Result {
    let (_, venv) = &environments()?[0];
    run("vectors in Python", pytest(venv).args(["tests/test_vectors.py", "-k", name]))
}

/// Runs the code in the documents with the usual Python.
pub(crate) fn run_documents() -> Result {
    documents(&environments()?[0].1, in_package)
}

/// A Python with the shipped native module and the other clients of the benchmarks.
pub(crate) fn bench_python() -> Result<impl Fn(&[&str]) -> Command> {
    native::build("native")?;
    let python = interpreter::usual()?;
    let venv = Venv::with("bench", &python, "requirements-bench.txt")?;
    Ok(move |arguments: &[&str]| {
        let mut command = in_package(venv.python(arguments));
        // pip leaves compiled modules behind, so the benchmark has them too.
        command.env_remove("PYTHONDONTWRITEBYTECODE");
        command
    })
}

/// The environments of all versions. The first one has the tools too.
fn environments() -> Result<Vec<(Interpreter, Venv)>> {
    let pythons = interpreter::all()?.into_iter().enumerate();
    let made = pythons.map(|(index, python)| {
        Venv::with(&python.name(), &python, if index == 0 { DEVELOPMENT } else { TESTS }).map(|venv| (python, venv))
    });
    made.collect()
}

/// Formats the sources.
pub(crate) fn format() -> Result {
    let python = interpreter::usual()?;
    let venv = Venv::with(&python.name(), &python, DEVELOPMENT)?;
    run("ruff format", in_package(tool(&venv, "ruff")).args(["format", "."]))
}

fn lint(venv: &Venv) -> Result {
    run("ruff", in_package(tool(venv, "ruff")).args(["check", "."]))?;
    run("ruff format", in_package(tool(venv, "ruff")).args(["format", "--check", "."]))?;
    run(
        "mypy",
        in_package(venv.python(&["-m", "mypy", "python", "examples", "tests/typing/accepted.py"])).env("CLICOLOR", "0"),
    )?;
    run("stubtest", &mut in_package(venv.python(&["-m", "mypy.stubtest", "edgegap._native"])))?;
    run("pyright", in_package(venv.python(&["-m", "pyright", "--pythonpath"])).arg(venv.program("python")))
}

/// Tests of types and faults do not depend on the version of Python, so only the first version runs
/// them.
fn tests(python: &Interpreter, venv: &Venv, less: &[&str]) -> Result {
    let report = layout::target().join("parity/python.xml");
    let mut tests = pytest(venv);
    tests.args(less).arg("--junitxml").arg(&report);
    tests.env("SDK_TEST_FAULT_SERVER", layout::program("debug", "edgegap-fault-server"));
    tests.env(reliability::VARIABLE, reliability::path("python"));
    tests.env("SDK_TEST_PARITY", parity::vectors_of("python"));
    run(&format!("tests with Python {}", python.name()), &mut tests)?;
    parity::Report::JUnit(&report).keep("python")
}

/// pytest in the folder of the package, with the server of the vectors.
fn pytest(venv: &Venv) -> Command {
    let mut tests = in_package(venv.python(&["-m", "pytest", "--quiet", "-p", "no:cacheprovider"]));
    tests.env("SDK_TEST_SCRIPTED_SERVER", layout::program("debug", "edgegap-scripted-server"));
    tests
}

/// Runs `pip install ./bindings-python` in a new environment, and the examples with it.
fn installation(python: &Interpreter) -> Result {
    let venv = Venv::fresh("installed", python)?;
    // Two steps: pip does not install packages with hashes together with a folder, which has none.
    run("pytest for it", venv.pip().args(["--requirement", &format!("bindings-python/{TESTS}")]))?;
    let mut pip = venv.pip();
    pip.arg("./bindings-python");
    // The profile of the tests, because the shipped one takes minutes. `package` tests that one.
    pip.env("MATURIN_PEP517_ARGS", "--profile=dev").env("CARGO_TARGET_DIR", layout::target());
    run("pip install ./bindings-python", &mut pip)?;
    let mut examples = venv.python(&["-m", "pytest", "--quiet", "-p", "no:cacheprovider", "--rootdir=bindings-python"]);
    examples.arg("bindings-python/tests/test_examples.py").env_remove("PYTHONPATH");
    run("examples with the installed package", &mut examples)?;
    documents(&venv, |mut command| {
        command.env_remove("PYTHONPATH");
        command
    })
}

/// Runs the Python of all documents, and the shell blocks of the package.
fn documents(venv: &Venv, with_package: impl Fn(Command) -> Command) -> Result {
    let is_own = |document: &str| document.starts_with("bindings-python/");
    readme::run_all(&[Language::Python], is_own, |program, folder| {
        let mut command = if program.language == Language::Shell {
            let mut shell = with_package(readme::shell(program, folder)?);
            shell.env("PATH", venv.path()?);
            shell
        } else {
            let path = folder.join("program.py");
            file::write(&path, &program.code()?)?;
            // Only the usual environment has the type checker.
            if venv.program("mypy").is_file() {
                let mut mypy = with_package(venv.python(&["-m", "mypy", "--strict", &path.to_string_lossy()]));
                run(&format!("mypy for {}", program.place()), mypy.env("CLICOLOR", "0"))?;
            }
            with_package(venv.python(&[&path.to_string_lossy()]))
        };
        command.env("PYTHONUNBUFFERED", "1").current_dir(folder);
        Ok(command)
    })
}

fn tool(venv: &Venv, name: &str) -> Command {
    command(venv.program(name), &[])
}

/// Runs the command in the folder of the package, with the package in the import path.
fn in_package(mut command: Command) -> Command {
    let package = layout::root().join("bindings-python");
    command.env("PYTHONPATH", package.join("python")).current_dir(&package);
    command
}
