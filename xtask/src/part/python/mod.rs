//! bindings-python: lints and types on one Python, the tests on every Python that the machine has, and an installation as a user does it.

mod interpreter;
mod venv;
mod wheel;

use std::process::Command;

use self::interpreter::Interpreter;
use crate::step::{Result, cargo, run};
use crate::{layout, native};

pub(crate) use self::venv::Venv;
pub(crate) use self::wheel::{check, package};

const TESTS: &str = "requirements-test.txt";
const DEVELOPMENT: &str = "requirements-dev.txt";

/// Makes the environments, for every Python.
pub(crate) fn setup() -> Result {
    environments().map(|_| ())
}

/// Everything that has to pass.
pub(crate) fn test() -> Result {
    native::build("debug")?;
    run("scripted server", &mut cargo(&["build", "--locked", "--package", "edgegap-scripted-server"]))?;
    let environments = environments()?;
    for (index, (python, venv)) in environments.iter().enumerate() {
        if index == 0 {
            lint(venv)?;
        }
        tests(python, venv, if index == 0 { &[] } else { &["--ignore", "tests/test_types.py"] })?;
    }
    installation(&environments[0].0)
}

/// The Python that has the package as it is shipped, and its peers.
pub(crate) fn bench_python() -> Result<impl Fn(&[&str]) -> Command> {
    native::build("native")?;
    let python = interpreter::usual()?;
    let venv = Venv::with("bench", &python, &["requirements-bench.txt"])?;
    Ok(move |arguments: &[&str]| in_package(venv.python(arguments)))
}

/// The usual Python first, with the tools beside.
fn environments() -> Result<Vec<(Interpreter, Venv)>> {
    let pythons = interpreter::all()?.into_iter().enumerate();
    let made = pythons.map(|(index, python)| {
        let requirements = if index == 0 { DEVELOPMENT } else { TESTS };
        let files: &[&str] = if index == 0 { &[TESTS, requirements] } else { &[requirements] };
        Venv::with(&python.name(), &python, files).map(|venv| (python, venv))
    });
    made.collect()
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

/// What type checkers say does not depend on the Python that they run on.
fn tests(python: &Interpreter, venv: &Venv, less: &[&str]) -> Result {
    let parity = layout::target().join("parity/python.json");
    let mut tests = in_package(venv.python(&["-m", "pytest", "--quiet", "-p", "no:cacheprovider"]));
    tests.args(less);
    tests.env("EDGEGAP_SCRIPTED_SERVER", layout::program("debug", "edgegap-scripted-server"));
    tests.env("EDGEGAP_PARITY", parity);
    run(&format!("tests with Python {}", python.name()), &mut tests)
}

/// `pip install ./bindings-python` into a new environment, and the README with what was installed.
fn installation(python: &Interpreter) -> Result {
    let venv = Venv::fresh("installed", python)?;
    let mut pip = venv.pip();
    pip.arg("./bindings-python").arg("pytest");
    // The profile of the other tests, so that it does not take minutes; `package` makes the one that is shipped.
    pip.env("MATURIN_PEP517_ARGS", "--profile=dev").env("CARGO_TARGET_DIR", layout::target());
    run("pip install ./bindings-python", &mut pip)?;
    let mut readme = venv.python(&["-m", "pytest", "--quiet", "-p", "no:cacheprovider", "--rootdir=bindings-python"]);
    readme.arg("bindings-python/tests/test_examples.py").env_remove("PYTHONPATH");
    run("examples and README with the installed package", &mut readme)
}

fn tool(venv: &Venv, name: &str) -> Command {
    crate::step::command(venv.program(name), &[])
}

/// The command in the folder of the package, which it imports from there.
fn in_package(mut command: Command) -> Command {
    let package = layout::root().join("bindings-python");
    command.env("PYTHONPATH", package.join("python")).current_dir(&package);
    command
}
