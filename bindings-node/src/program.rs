//! The emulator as a program, `npx edgegap-emulator`.

use std::collections::HashMap;

use napi_derive::napi;

/// Runs the emulator until Ctrl-C or SIGTERM and returns its exit code. It blocks the calling
/// thread. The first argument is the name of the program. `environment` contains the environment
/// variables.
#[napi(catch_unwind)]
pub fn run_emulator(arguments: Vec<String>, environment: HashMap<String, String>) -> u8 {
    edgegap_emulator::program::run_with(arguments, environment)
}
