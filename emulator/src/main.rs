//! The emulator as a program: see [`edgegap_emulator::program`].

use std::process::ExitCode;

fn main() -> ExitCode {
    edgegap_emulator::program::run(std::env::args_os()).into()
}
