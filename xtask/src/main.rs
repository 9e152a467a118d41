//! The verbs of this repository. What continuous integration calls is what a person calls.

mod bench;
mod emulator;
mod generate;
mod layout;
mod registry;
mod step;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Verbs of the edgegap-sdk repository.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Fetch what the tests need beside crates: Debian's docker-registry, unpacked and not installed.
    Setup,
    /// Write what is generated from the core's description; with --check, fail if that would change anything.
    Generate {
        /// Change nothing, fail on drift.
        #[arg(long)]
        check: bool,
    },
    /// Measure, in release builds and beside what people would write instead; prints one line of JSON per figure.
    Bench,
    /// Run everything that has to pass: drift, format, lints, documentation, tests, the main job.
    Test,
}

fn main() -> ExitCode {
    let done = match Command::parse().verb {
        Verb::Setup => registry::unpack().map(|_| ()),
        Verb::Generate { check } => generate::run(check),
        Verb::Bench => bench::run_all(),
        Verb::Test => test::run_all(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
