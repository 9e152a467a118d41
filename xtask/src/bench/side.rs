//! Runs clients in processes of their own and in turn (A B A B), so that other load affects all of
//! them.

use std::process::Command;

use serde::Deserialize;

use super::Subject;
use super::canned::Canned;
use super::figure::{Beside, Figure, Unit};
use super::report::Report;
use super::sample::Sample;
use super::workload::{Case, MEMORY, PAGING};
use crate::step::{Result, output};

const TOKEN: &str = "bench";

/// The result of a round. The fields depend on the workload.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Round {
    pub(super) wall_us: f64,
    pub(super) cpu_us: f64,
    mib: f64,
}

/// The programs of a language, with the server that they call.
pub(super) struct Sides<'a> {
    pub(super) subject: Subject,
    pub(super) server: &'a Canned,
    /// The program of a client without arguments, or `None` if it cannot run here.
    pub(super) program: &'a dyn Fn(&str) -> Option<Command>,
}

impl Sides<'_> {
    /// Measures the durations of all cases.
    pub(super) fn times(&self, cases: &[Case], report: &mut Report) -> Result {
        cases.iter().try_for_each(|case| self.case(case, report))
    }

    fn case(&self, case: &Case, report: &mut Report) -> Result {
        let mut rounds: Vec<Vec<Round>> = vec![Vec::new(); case.sides.len()];
        for _ in 0..case.turns {
            for (side, rounds) in case.sides.iter().zip(&mut rounds) {
                if let Some(mut command) =
                    self.command(side.name, case.workload, case.is_tls(), side.calls, case.in_flight)
                {
                    rounds.extend(parse(&output(&mut command)?)?);
                }
            }
        }
        let sample = |rounds: &[Round], of: fn(&Round) -> f64| Sample::of(rounds.iter().map(of).collect());
        for (suffix, of) in [("", (|round| round.wall_us) as fn(&Round) -> f64), (", CPU", |round| round.cpu_us)] {
            let ours = sample(&rounds[0], of);
            for (side, rounds) in case.sides.iter().zip(&rounds).skip(1).filter(|(_, rounds)| !rounds.is_empty()) {
                report.add(Figure {
                    subject: self.subject,
                    name: format!("{}{suffix}", case.name),
                    unit: Unit::Microseconds,
                    ours,
                    beside: Some(Beside { name: side.name, value: sample(rounds, of), is_baseline: side.is_baseline }),
                });
            }
        }
        Ok(())
    }

    /// Measures the growth of memory while the SDK reads pages.
    pub(super) fn paging(&self, report: &mut Report) -> Result {
        let grown = self.ours("paging", 100, 1)?;
        let [grown] = grown.as_slice() else { return Err(format!("expected one round of paging: {grown:?}")) };
        report.add(Figure::once(self.subject, PAGING, Unit::Mebibytes, grown.mib));
        Ok(())
    }

    /// Measures the memory of the SDK after many calls.
    pub(super) fn resident(&self, report: &mut Report) -> Result {
        const FEW: u32 = 10_000;
        let resident = self.ours("memory", FEW, 64)?;
        let [few, many] = resident.as_slice() else {
            return Err(format!("expected two rounds of memory: {resident:?}"));
        };
        report.add(Figure::once(self.subject, "resident after 10,000 calls", Unit::Mebibytes, few.mib));
        report.add(Figure::once(self.subject, "resident after 100,000 calls", Unit::Mebibytes, many.mib));
        report.add(Figure::once(self.subject, MEMORY, Unit::Times, many.mib / few.mib));
        Ok(())
    }

    /// The rounds of the SDK.
    pub(super) fn ours(&self, workload: &str, calls: u32, in_flight: u32) -> Result<Vec<Round>> {
        let command = self.command("edgegap", workload, false, calls, in_flight);
        parse(&output(&mut command.ok_or("the SDK cannot run")?)?)
    }

    /// The program of a client with all arguments.
    pub(super) fn command(&self, side: &str, workload: &str, tls: bool, calls: u32, in_flight: u32) -> Option<Command> {
        let mut command = (self.program)(side)?;
        let url = if tls { &self.server.tls_url } else { &self.server.url };
        command.args([side, workload, url, TOKEN, &calls.to_string(), &in_flight.to_string()]);
        if tls {
            command.env("SSL_CERT_FILE", &self.server.ca_file).env("NODE_EXTRA_CA_CERTS", &self.server.ca_file);
        }
        Some(command)
    }
}

fn parse(line: &str) -> Result<Vec<Round>> {
    serde_json::from_str(line).map_err(|error| format!("a program printed no rounds: {error} in {line:?}"))
}
