//! The verbs of this repository. What continuous integration calls is what a person calls.

mod bench;
mod emulator;
mod generate;
mod layout;
mod native;
mod parity;
mod part;
mod registry;
mod reliability;
mod secrets;
mod size;
mod step;
mod supply;
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
    /// Write what is generated from the core's description, and docs/reliability.md from the last runs of the tests; with --check, fail if the
    /// former would change anything. The latter is compared after the runs of `test`.
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
    /// Write the table of the README from the last runs of all languages; with --check, fail if that would change anything.
    Parity {
        /// Change nothing, fail on drift.
        #[arg(long)]
        check: bool,
    },
    /// Play the vectors whose names contain NAME, and nothing else.
    Vector {
        /// A name of a vector, or a part of one.
        name: String,
        /// Languages to play them in; nothing is every language.
        parts: Vec<Part>,
    },
    /// Run everything that has to pass: drift, format, lints, documentation, tests, examples, the main job.
    Test {
        /// What to test; nothing is everything.
        parts: Vec<Part>,
        /// The long form of what is random or many: 200 kills in place of 10, 10,000 connections in place of 500. Some minutes more.
        #[arg(long)]
        long: bool,
        /// Nothing but the fuzz targets, a minute each; SDK_TEST_FUZZ_SECONDS says otherwise, SDK_TEST_FUZZ_EXECUTIONS counts instead,
        /// SDK_TEST_FUZZ_SEED repeats.
        #[arg(long, conflicts_with_all = ["parts", "long"])]
        fuzz: bool,
    },
}

fn main() -> ExitCode {
    let done = match Command::parse().verb {
        Verb::Setup => registry::unpack().and_then(|_| Part::ALL.into_iter().try_for_each(Part::setup)),
        Verb::Generate { check: true } => generate::run(true),
        Verb::Generate { check: false } => generate::run(false).and_then(|()| reliability::write()),
        Verb::Bench { subjects, json, plot } => bench::run(&subjects, json.as_deref(), plot.as_deref()),
        Verb::Package { parts, check: true } => or_all(parts).into_iter().try_for_each(Part::check),
        Verb::Package { parts, check: false } => or_all(parts).into_iter().try_for_each(Part::package),
        Verb::Parity { check } => parity::run(check),
        Verb::Vector { name, parts } => test::play_vectors(&name, &or_all(parts)),
        Verb::Test { fuzz: true, .. } => test::fuzz(),
        Verb::Test { parts, long, .. } => test::run_parts(&or_all(parts), long),
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
