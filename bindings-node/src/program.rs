//! The programs of the package: `npx edgegap-sdk`, which is `edgegap`, and `npx edgegap-emulator`.

use std::collections::HashMap;

use edgegap_cli::Host;
use napi_derive::napi;

/// Runs the program `edgegap` and returns its exit code. It blocks the calling thread. The first
/// argument is the name of the program. `environment` contains the environment variables.
#[napi(catch_unwind)]
pub fn run_program(arguments: Vec<String>, environment: HashMap<String, String>) -> u8 {
    edgegap_cli::run(arguments, Host::of_process().environment(environment))
}

/// Runs the emulator until Ctrl-C or SIGTERM and returns its exit code. It blocks the calling
/// thread. The first argument is the name of the program. `environment` contains the environment
/// variables.
#[napi(catch_unwind)]
pub fn run_emulator(arguments: Vec<String>, environment: HashMap<String, String>) -> u8 {
    edgegap_emulator::program::run_with(arguments, environment)
}
