//! The C# package under Mono, beside HttpClient and HttpWebRequest with Json.NET.

use super::Subject::Csharp;
use super::canned::Canned;
use super::figure::{Figure, Unit};
use super::machine::version;
use super::report::Report;
use super::sample::Sample;
use super::side::Sides;
use super::workload::{Case, baseline, side};
use super::{size, start};
use crate::part::csharp::{JSON_NET, bench_programs};
use crate::step::{Result, command};

pub(super) const CASES: &[Case] = &[
    Case::in_sequence(
        "GET in sequence",
        "get",
        &[side("edgegap", 3000), side("httpclient", 3000), side("webrequest", 1500), baseline("socket", 5000)],
    ),
    Case::at_once(&[
        side("edgegap", 10000),
        side("httpclient", 10000),
        side("webrequest", 4000),
        baseline("socket", 10000),
    ]),
    Case::in_sequence("create", "create", &[side("edgegap", 1000), side("httpclient", 1000), side("webrequest", 500)]),
    Case::in_sequence(
        "list of 100 versions",
        "list",
        &[side("edgegap", 50), side("httpclient", 50), side("webrequest", 50)],
    ),
    Case::closing(&[side("edgegap", 60), side("httpclient", 60), side("webrequest", 60)]),
    Case::first_over_tls(&[side("edgegap", 1), side("httpclient", 1), side("webrequest", 1)]),
];

#[cfg(test)]
pub(super) const OTHERS: &[&str] = &[super::workload::PAGING, super::workload::MEMORY, START, UNLOAD, LIBRARY];

const START: &str = "start to first reply, over a hello-world";
const UNLOAD: &str = "unload of a domain, 20 calls in flight";
const LIBRARY: &str = "native library";

pub(super) fn measure(report: &mut Report) -> Result {
    let programs = bench_programs()?;
    let server = Canned::start()?;
    let program = |_: &str| Some(programs.side());
    report.uses(Csharp, &[version(command("mono", &["--version"])), format!("Json.NET {JSON_NET}")]);
    let sides = Sides { subject: Csharp, server: &server, program: &program };
    sides.times(CASES, report)?;
    sides.paging(report)?;
    sides.resident(report)?;
    let first = || sides.command("edgegap", "first", false, 1, 1).unwrap_or_else(|| programs.side());
    report.add(Figure::plain(Csharp, START, Unit::Milliseconds, start::over(|| programs.hello(), first)?));
    let unloads = sides.ours("unload", 1, 20)?.iter().map(|round| round.wall_us / 1e3).collect();
    report.add(Figure::plain(Csharp, UNLOAD, Unit::Milliseconds, Sample::of(unloads)));
    size::library(Csharp, LIBRARY, "edgegap_native", report)
}
