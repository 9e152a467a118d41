//! The commands of this repository. CI runs the same ones as a person.
#![warn(clippy::too_many_lines)]

mod bench;
mod bump;
mod cross;
mod debian;
mod emulator;
mod file;
mod generate;
mod interpreter;
mod layout;
mod native;
mod package;
mod parity;
mod part;
mod platforms;
mod readme;
mod registry;
mod reliability;
mod secrets;
mod size;
mod step;
mod style;
mod supply_chain;
mod target;
mod test;
mod venv;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::bench::Subject;
use crate::package::{Package, Steps};
use crate::part::Part;
use crate::platforms::Platform;

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
        /// Kinds of packages; all by default.
        packages: Vec<Package>,
        /// Target to build for, such as x86_64-unknown-linux-musl; may be repeated. Default: this
        /// machine. "all" is every target that this machine can build for.
        #[arg(long = "target", value_name = "TARGET")]
        targets: Vec<String>,
        /// Only build, into dist/native.
        #[arg(long, conflicts_with = "assemble")]
        build: bool,
        /// Build nothing; make the packages of what is in dist/native.
        #[arg(long)]
        assemble: bool,
        /// Create nothing; fail if a package is too large.
        #[arg(long, conflicts_with_all = ["build", "assemble", "targets"])]
        check: bool,
    },
    /// Set the version of all packages.
    Bump {
        /// The new version, such as 1.2.3.
        version: String,
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
        /// Also test on other platforms, emulated on Linux x64: all, or those that are named, as in
        /// --platforms=musl,arm64. Alone, nothing else is run.
        #[arg(long, value_name = "NAMES", num_args = 0.., require_equals = true, value_delimiter = ',')]
        platforms: Option<Vec<Platform>>,
        /// Run only the fuzz targets, one minute each. SDK_TEST_FUZZ_SECONDS changes the duration,
        /// SDK_TEST_FUZZ_EXECUTIONS sets a number of executions instead, SDK_TEST_FUZZ_SEED repeats
        /// a run.
        #[arg(long, conflicts_with_all = ["parts", "long", "tools", "platforms"])]
        fuzz: bool,
    },
}

fn main() -> ExitCode {
    let done = match Command::parse().verb {
        Verb::Setup => registry::unpack().and_then(|_| Part::ALL.into_iter().try_for_each(Part::setup)),
        Verb::Generate { check: true } => generate::run(true),
        Verb::Generate { check: false } => generate::run(false).and_then(|()| reliability::write()),
        Verb::Bench { subjects, json, plot } => bench::run(&subjects, json.as_deref(), plot.as_deref()),
        Verb::Package { packages, check: true, .. } => package::check(packages),
        Verb::Package { packages, targets, build, assemble, .. } => {
            let steps = match (build, assemble) {
                (true, _) => Steps::Build,
                (_, true) => Steps::Assemble,
                _ => Steps::All,
            };
            cross::chosen(&targets).and_then(|targets| package::run(packages, targets, steps))
        }
        Verb::Bump { version } => bump::run_for(&version),
        Verb::Parity { check } => parity::run(check),
        Verb::Readme { parts } => test::run_documents(&or_all(parts)),
        Verb::Fmt => test::format(),
        Verb::Style => style::check(),
        Verb::Vector { name, parts } => test::play_vectors(&name, &or_all(parts)),
        Verb::Test { fuzz: true, .. } => test::fuzz(),
        Verb::Test { parts, long: false, tools: false, platforms: Some(names), .. } if parts.is_empty() => {
            platforms::test(&names)
        }
        Verb::Test { parts, long, tools, platforms, .. } => {
            let done = test::run_parts(&or_all(parts), long, tools);
            done.and_then(|()| platforms.map_or(Ok(()), |names| platforms::test(&names)))
        }
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
