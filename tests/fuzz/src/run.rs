//! Executes a target repeatedly until the time is over or an execution fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;

use crate::corpus::Seed;
use crate::shrink::shrink;
use crate::target::{Target, attempt};

/// Time limit of an execution.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Number of executions between two resets, so that a failure can be repeated.
const EPOCH: u64 = 256;
/// Maximum growth of memory after the first tenth of a run, in MiB.
const MAX_GROWTH: u64 = 200;

/// The limits of a run. The first one that is reached ends it.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Maximum number of executions.
    pub executions: u64,
    /// Maximum time.
    pub time: Duration,
}

/// The result of a run.
#[derive(Debug)]
pub struct Summary {
    /// Number of executions.
    pub executions: u64,
    /// Time that they took.
    pub took: Duration,
    /// Memory of the process at the end in MiB; `None` if the system does not report it.
    pub memory: Option<u64>,
}

/// The input of an execution.
pub fn input(target: &dyn Target, corpus: &[Seed], seed: u64, number: u64) -> Value {
    // Mixed, so that consecutive numbers have independent inputs.
    let mut rng = Rng::with_seed(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    target.input(corpus, &mut rng)
}

/// Runs a target.
///
/// # Errors
/// Returns the failure with the smallest input that causes it, and with the seed and number to
/// repeat it.
pub fn run(target: &mut dyn Target, corpus: &[Seed], seed: u64, bounds: Bounds) -> Result<Summary, String> {
    let began = Instant::now();
    let current = Arc::new(AtomicU64::new(0));
    let watch = watch(Arc::clone(&current), seed);
    let (mut number, mut early) = (0, None);
    while number < bounds.executions && began.elapsed() < bounds.time {
        if number % EPOCH == 0 {
            target.reset();
        }
        let input = input(target, corpus, seed, number);
        current.store(number + 1, Ordering::Relaxed);
        if let Err(failure) = attempt(target, &input) {
            drop(watch);
            return Err(describe(target, input, failure, seed, number));
        }
        number += 1;
        let share =
            (number as f64 / bounds.executions as f64).max(began.elapsed().as_secs_f64() / bounds.time.as_secs_f64());
        if early.is_none() && share > 0.1 {
            early = memory();
        }
    }
    let (took, memory) = (began.elapsed(), memory());
    if let (Some(early), Some(late)) = (early, memory)
        && late > early + MAX_GROWTH
    {
        return Err(format!("{early} MiB grew to {late} MiB in {number} executions of seed {seed}"));
    }
    Ok(Summary { executions: number, took, memory })
}

/// Describes a failure with its smallest input.
fn describe(target: &mut dyn Target, input: Value, failure: String, seed: u64, number: u64) -> String {
    target.reset();
    let again = attempt(target, &input);
    let how = format!("seed {seed}, execution {number}: {failure}");
    let Err(first) = again else {
        return format!("{how}\nonly after the executions since {}: {input}", number - number % EPOCH);
    };
    let kind = kind(&first).to_owned();
    let small = shrink(input, |candidate| {
        target.reset();
        attempt(target, candidate).is_err_and(|failure| self::kind(&failure) == kind)
    });
    target.reset();
    let last = attempt(target, &small).err().unwrap_or_default();
    format!("{how}\nthe smallest input with this failure ({last}), for --input:\n{small}")
}

/// The kind of a failure: the part before the first colon.
fn kind(failure: &str) -> &str {
    failure.split(':').next().unwrap_or_default()
}

/// Aborts the process if an execution does not end, which cannot be interrupted.
fn watch(current: Arc<AtomicU64>, seed: u64) -> impl Drop {
    struct Watch(Arc<AtomicU64>);
    impl Drop for Watch {
        fn drop(&mut self) {
            self.0.store(u64::MAX, Ordering::Relaxed);
        }
    }
    let seen = Arc::clone(&current);
    std::thread::spawn(move || {
        loop {
            let before = seen.load(Ordering::Relaxed);
            std::thread::sleep(TIMEOUT);
            match seen.load(Ordering::Relaxed) {
                u64::MAX => return,
                now if now == before && now > 0 => {
                    eprintln!("seed {seed}, execution {}: it does not end", now - 1);
                    std::process::abort();
                }
                _ => {}
            }
        }
    });
    Watch(current)
}

fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}
