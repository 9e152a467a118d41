//! Tries the programs of `tests/secrets` out: no secret may be in any byte that they write.

use std::process::Command;

use crate::layout;
use crate::step::{Result, cargo, run};

/// Builds what plays the scenarios and reads the output.
pub(crate) fn build() -> Result {
    run("harness of secrets", &mut cargo(&["build", "--locked", "--package", "edgegap-tests", "--bin", "secrets"]))
}

/// Tries a program out, with its variables and in its folder.
pub(crate) fn try_out(language: &str, program: &Command) -> Result {
    let mut harness = Command::new(layout::program("debug", "secrets"));
    harness.arg(program.get_program()).args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => harness.env(name, value),
            None => harness.env_remove(name),
        };
    }
    harness.current_dir(program.get_current_dir().unwrap_or(&layout::root()));
    run(&format!("secrets in {language}"), &mut harness)
}
