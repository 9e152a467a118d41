//! The emulator by itself: its throughput, and the duration of a create in small and large
//! accounts.

use serde::Deserialize;

use super::Subject::Emulator as This;
use super::canned;
use super::figure::{Figure, Unit};
use super::report::Report;
use crate::emulator::Emulator;
use crate::layout;
use crate::step::{Result, command, output};

#[cfg(test)]
pub(super) const OTHERS: &[&str] = &[];

/// The output of the program.
#[derive(Deserialize)]
#[serde(untagged)]
enum Load {
    Get { get_per_second: f64 },
    Create { create_us_at_100: f64, create_us_at_10000: f64 },
}

pub(super) fn measure(report: &mut Report) -> Result {
    canned::build()?;
    for what in ["get", "create"] {
        match load(what)? {
            Load::Get { get_per_second } => {
                report.add(Figure::once(This, "GETs on 64 connections", Unit::PerSecond, get_per_second));
            }
            Load::Create { create_us_at_100, create_us_at_10000 } => {
                report.add(Figure::once(This, "create beside 100 versions", Unit::Microseconds, create_us_at_100));
                report.add(Figure::once(This, "create beside 10,000 versions", Unit::Microseconds, create_us_at_10000));
            }
        }
    }
    Ok(())
}

fn load(what: &str) -> Result<Load> {
    let emulator = Emulator::start("release", &[])?;
    let line = output(&mut command(layout::program("release", "load"), &[&emulator.url, &emulator.token, what]))?;
    serde_json::from_str(&line).map_err(|error| format!("no results of {what}: {error} in {line:?}"))
}
