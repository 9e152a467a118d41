//! Start-up time: from the start of a process to its first line, minus that of a process that does
//! nothing.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use super::sample::Sample;
use crate::step::Result;

const PAIRS: usize = 15;

/// Milliseconds that `loaded` takes longer than `bare`, measured in turn.
pub(super) fn over(bare: impl Fn() -> Command, loaded: impl Fn() -> Command) -> Result<Sample> {
    let mut pairs = Vec::with_capacity(PAIRS);
    // The first runs read from the disk.
    first_line(bare())?;
    first_line(loaded())?;
    for _ in 0..PAIRS {
        let bare = first_line(bare())?;
        pairs.push(first_line(loaded())? - bare);
    }
    Ok(Sample::of(pairs))
}

fn first_line(mut command: Command) -> Result<f64> {
    let program = format!("{command:?}");
    let failed = |error: std::io::Error| format!("{program}: {error}");
    let began = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
    let mut line = String::new();
    if let Some(out) = child.stdout.take() {
        BufReader::new(out).read_line(&mut line).map_err(failed)?;
    }
    let taken = began.elapsed().as_secs_f64() * 1e3;
    let status = child.wait().map_err(failed)?;
    if line.is_empty() || !status.success() {
        return Err(format!("{program} ended ({status}) and printed {line:?}"));
    }
    Ok(taken)
}
