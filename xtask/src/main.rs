//! The commands of this repository. CI runs the same ones as a person.
#![warn(clippy::too_many_lines)]

mod bench;
mod debian;
mod emulator;
mod file;
mod generate;
mod interpreter;
mod layout;
mod native;
mod parity;
mod part;
mod platform;
mod readme;
mod registry;
mod reliability;
mod secrets;
mod size;
mod step;
mod style;
mod supply_chain;
mod test;
mod venv;
mod zig;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::bench::Subject;
use crate::part::Part;

/// Commands of the edgegap-sdk repository.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Fetch the tools of the tests, without installing anything outside of the repository.
    Setup,
    /// Write all generated sources and docs/reliability.md. With --check, fail if a source would
    /// change; `test` compares docs/reliability.md after the runs.
    Generate {
        /// Write nothing; fail if something would change.
        #[arg(long)]
        check: bool,
    },
    /// Run the benchmarks, with release builds and beside other clients.
    Bench {
        /// Subjects to measure; all by default.
        subjects: Vec<Subject>,
        /// Also write all figures to this file as JSON.
        #[arg(long)]
        json: Option<PathBuf>,
        /// Also draw the durations to this file as SVG.
        #[arg(long)]
        plot: Option<PathBuf>,
    },
    /// Create the published packages in dist/. With --check, only check the sizes of existing ones.
    Package {
        /// Parts to package; all by default.
        parts: Vec<Part>,
        /// Create nothing; fail if a package is too large.
        #[arg(long)]
        check: bool,
    },
    /// Write docs/parity.md from the last runs of all languages.
    Parity {
        /// Write nothing; fail if something would change.
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
    /// Run the code in the READMEs and other documents, and compare its output with them.
    Readme {
        /// Languages to run; nothing is every language. Rust also runs the shell blocks of the
        /// repository.
        parts: Vec<Part>,
    },
    /// Format Rust, Python and TypeScript.
    Fmt,
    /// Check the style of the sources: widths, functions, folders, import circles, spelling,
    /// workflows.
    Style,
    /// Run everything that has to pass: style, drift, format, lints, documentation, tests,
    /// examples.
    Test {
        /// Parts to test; all by default.
        parts: Vec<Part>,
        /// Run the long form of some tests: 200 kills instead of 10, 10,000 connections instead of
        /// 500. Takes some minutes more.
        #[arg(long)]
        long: bool,
        /// Also test the packages inside the tools that people use them with: test runners,
        /// bundlers, event loops and others. Takes some minutes more.
        #[arg(long)]
        tools: bool,
        /// Run only the fuzz targets, one minute each. SDK_TEST_FUZZ_SECONDS changes the duration,
        /// SDK_TEST_FUZZ_EXECUTIONS sets a number of executions instead, SDK_TEST_FUZZ_SEED repeats
        /// a run.
        #[arg(long, conflicts_with_all = ["parts", "long", "tools"])]
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
        Verb::Readme { parts } => test::run_documents(&or_all(parts)),
        Verb::Fmt => test::format(),
        Verb::Style => style::check(),
        Verb::Vector { name, parts } => test::play_vectors(&name, &or_all(parts)),
        Verb::Test { fuzz: true, .. } => test::fuzz(),
        Verb::Test { parts, long, tools, .. } => test::run_parts(&or_all(parts), long, tools),
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
