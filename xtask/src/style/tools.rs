//! Checkers from PyPI that come with a program: typos for spelling, actionlint and zizmor for
//! workflows.

use crate::interpreter;
use crate::step::{Result, command, run};
use crate::venv::Venv;

const WORKFLOWS: &str = ".github/workflows";

/// Runs all of them.
pub(super) fn check() -> Result {
    let venv = Venv::with("style", &interpreter::usual()?, "requirements-style.txt")?;
    let run = |name: &str, arguments: &[&str]| run(name, &mut command(venv.program(name), arguments));
    run("typos", &[])?;
    // The results must not depend on other linters that a machine happens to have.
    run("actionlint", &["-shellcheck=", "-pyflakes="])?;
    run("zizmor", &["--offline", "--no-progress", "--quiet", WORKFLOWS])
}
