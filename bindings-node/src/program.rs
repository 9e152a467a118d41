//! The emulator as a program, `npx edgegap-emulator`.

use napi_derive::napi;

/// Runs it with its arguments, its name first, until Ctrl-C or SIGTERM, and gives its exit code. The calling thread does nothing else meanwhile.
#[napi(catch_unwind)]
pub fn run_emulator(arguments: Vec<String>) -> u8 {
    edgegap_emulator::program::run(arguments)
}
