//! The program `edgegap`: see [`edgegap_cli`].

use std::process::ExitCode;

use edgegap_cli::{Host, run};

fn main() -> ExitCode {
    run(std::env::args_os(), Host::of_process()).into()
}
