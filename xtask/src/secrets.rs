//! Runs the programs of `tests/secrets`: their output must not contain a secret.

use std::process::Command;

use crate::layout;
use crate::step::{Result, cargo, run};

/// Builds the harness that plays the scenarios and searches the output.
pub(crate) fn build() -> Result {
    run("harness for secrets", &mut cargo(&["build", "--locked", "--package", "edgegap-tests", "--bin", "secrets"]))
}

/// Runs a program under the harness, with its variables and in its folder.
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
