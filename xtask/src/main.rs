//! The verbs of this repository. What continuous integration calls is what a person calls.

mod bench;
mod emulator;
mod generate;
mod layout;
mod native;
mod part;
mod registry;
mod step;
mod test;
mod zig;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::bench::Subject;
use crate::part::Part;

/// Verbs of the edgegap-sdk repository.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Fetch what the tests need beside crates, without installing anything outside of this folder.
    Setup,
    /// Write what is generated from the core's description; with --check, fail if that would change anything.
    Generate {
        /// Change nothing, fail on drift.
        #[arg(long)]
        check: bool,
    },
    /// Measure, in release builds and beside what people would use instead.
    Bench {
        /// What to measure; nothing is everything.
        subjects: Vec<Subject>,
        /// Write all figures as JSON into this file too.
        #[arg(long)]
        json: Option<PathBuf>,
        /// Draw what takes time as SVG into this file too.
        #[arg(long)]
        plot: Option<PathBuf>,
    },
    /// Make what is published, below dist/; with --check, only compare what was made with what it may weigh.
    Package {
        /// What to package; nothing is everything.
        parts: Vec<Part>,
        /// Make nothing, fail if something is too large.
        #[arg(long)]
        check: bool,
    },
    /// Run everything that has to pass: drift, format, lints, documentation, tests, examples, the main job.
    Test {
        /// What to test; nothing is everything.
        parts: Vec<Part>,
    },
}

fn main() -> ExitCode {
    let done = match Command::parse().verb {
        Verb::Setup => registry::unpack().and_then(|_| Part::ALL.into_iter().try_for_each(Part::setup)),
        Verb::Generate { check } => generate::run(check),
        Verb::Bench { subjects, json, plot } => bench::run(&subjects, json.as_deref(), plot.as_deref()),
        Verb::Package { parts, check: true } => or_all(parts).into_iter().try_for_each(Part::check),
        Verb::Package { parts, check: false } => or_all(parts).into_iter().try_for_each(Part::package),
        Verb::Test { parts } => test::run_parts(&or_all(parts)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn or_all(parts: Vec<Part>) -> Vec<Part> {
    if parts.is_empty() { Part::ALL.to_vec() } else { parts }
}
