//! Measurements: release builds, one machine, ours beside what people would use instead.
//!
//! Every language has one side program, which measures one side in a process of its own and prints its rounds. What is here runs the sides in turn, and makes of
//! their rounds the table, the JSON and the drawing.

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

/// What can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subject {
    /// The core, beside reqwest by hand and the crate `edgegap`.
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

    /// As tables call it.
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

/// Measures these, or everything, prints the table and writes what else is wanted.
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
