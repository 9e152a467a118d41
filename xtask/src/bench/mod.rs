//! Benchmarks: the SDK beside other clients, with release builds on one machine.
//!
//! Every language has one program that measures one client per process and prints its rounds. This
//! module runs the programs in turn, and writes a table, JSON and a drawing. criterion and
//! hyperfine measure neither clients of four languages in turn, nor processor time and memory
//! together.

mod canned;
mod csharp;
mod emulator;
mod figure;
mod goal;
mod machine;
mod node;
mod plot;
mod python;
mod report;
mod rust;
mod sample;
mod side;
mod size;
mod start;
mod table;
mod workload;

use std::path::Path;

use clap::ValueEnum;

use self::report::Report;
use crate::file;
use crate::step::Result;

/// A subject of the benchmarks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subject {
    /// The core, beside hand-written reqwest and the crate `edgegap`.
    Rust,
    /// The Python package, beside requests, httpx and aiohttp.
    Python,
    /// The Node package, beside fetch, undici and axios.
    Node,
    /// The C# package under Mono, beside HttpClient and HttpWebRequest.
    Csharp,
    /// The emulator by itself.
    Emulator,
}

impl Subject {
    const ALL: [Subject; 5] = [Subject::Rust, Subject::Python, Subject::Node, Subject::Csharp, Subject::Emulator];

    /// The name in tables.
    fn name(self) -> &'static str {
        match self {
            Subject::Rust => "Rust",
            Subject::Python => "Python",
            Subject::Node => "Node",
            Subject::Csharp => "C# under Mono",
            Subject::Emulator => "Emulator",
        }
    }

    fn measure(self, report: &mut Report) -> Result {
        match self {
            Subject::Rust => rust::measure(report),
            Subject::Python => python::measure(report),
            Subject::Node => node::measure(report),
            Subject::Csharp => csharp::measure(report),
            Subject::Emulator => emulator::measure(report),
        }
    }
}

/// Measures these subjects, or all, prints the table and writes the files.
pub(crate) fn run(subjects: &[Subject], json: Option<&Path>, plot: Option<&Path>) -> Result {
    let subjects = if subjects.is_empty() { &Subject::ALL } else { subjects };
    let mut report = Report::new();
    for subject in subjects {
        subject.measure(&mut report)?;
    }
    print!("{}", table::of(&report));
    json.map_or(Ok(()), |path| file::write(path, &report.to_json()))?;
    plot.map_or(Ok(()), |path| file::write(path, &plot::of(&report.figures)))
}
