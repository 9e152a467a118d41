//! The emulator as a program, `npx edgegap-emulator`.

use std::collections::HashMap;

use napi_derive::napi;

/// Runs it with its arguments, its name first, and the variables of the environment that JavaScript has, until Ctrl-C or SIGTERM,
/// and gives its exit code. The calling thread does nothing else meanwhile.
#[napi(catch_unwind)]
pub fn run_emulator(arguments: Vec<String>, environment: HashMap<String, String>) -> u8 {
    edgegap_emulator::program::run_with(arguments, environment)
}
