//! Executes a target again and again, until the time is over or something is wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;

use crate::corpus::Seed;
use crate::shrink::shrink;
use crate::target::{Target, attempt};

/// One execution that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(30);
/// Executions between two returns to the first state, so that a failure can be repeated.
const EPOCH: u64 = 256;
/// What a run may need more at its end than after its first tenth, in MiB.
const LEAK: u64 = 200;

/// How long to go on; whichever comes first.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Executions.
    pub executions: u64,
    /// Time.
    pub time: Duration,
}

/// What a run came to.
#[derive(Debug)]
pub struct Figures {
    /// Executions.
    pub executions: u64,
    /// Time that they took.
    pub took: Duration,
    /// Memory that the process had at the end, in MiB, where the system says.
    pub memory: Option<u64>,
}

/// The input of an execution.
pub fn input(target: &dyn Target, corpus: &[Seed], seed: u64, number: u64) -> Value {
    // Mixed, so that neighbouring numbers have nothing in common.
    let mut rng = Rng::with_seed(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    target.input(corpus, &mut rng)
}

/// Runs a target.
///
/// # Errors
/// What is wrong, with the smallest input that shows it and how to repeat it.
pub fn run(target: &mut dyn Target, corpus: &[Seed], seed: u64, bounds: Bounds) -> Result<Figures, String> {
    let began = Instant::now();
    let under_way = Arc::new(AtomicU64::new(0));
    let watch = watch(Arc::clone(&under_way), seed);
    let (mut number, mut early) = (0, None);
    while number < bounds.executions && began.elapsed() < bounds.time {
        if number % EPOCH == 0 {
            target.reset();
        }
        let input = input(target, corpus, seed, number);
        under_way.store(number + 1, Ordering::Relaxed);
        if let Err(wrong) = attempt(target, &input) {
            drop(watch);
            return Err(told(target, input, wrong, seed, number));
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
        && late > early + LEAK
    {
        return Err(format!("{early} MiB grew to {late} MiB in {number} executions of seed {seed}"));
    }
    Ok(Figures { executions: number, took, memory })
}

/// The failure with its smallest input.
fn told(target: &mut dyn Target, input: Value, wrong: String, seed: u64, number: u64) -> String {
    target.reset();
    let again = attempt(target, &input);
    let how = format!("seed {seed}, execution {number}: {wrong}");
    let Err(first) = again else {
        return format!("{how}\nonly after what came before it since execution {}: {input}", number - number % EPOCH);
    };
    let kind = kind(&first).to_owned();
    let small = shrink(input, |candidate| {
        target.reset();
        attempt(target, candidate).is_err_and(|wrong| self::kind(&wrong) == kind)
    });
    target.reset();
    let last = attempt(target, &small).err().unwrap_or_default();
    format!("{how}\nthe smallest input that fails so ({last}), to be given with --input:\n{small}")
}

/// What kind of failure it is: the words before what it was about.
fn kind(wrong: &str) -> &str {
    wrong.split(':').next().unwrap_or_default()
}

/// Ends the process when an execution hangs: nothing else can.
fn watch(under_way: Arc<AtomicU64>, seed: u64) -> impl Drop {
    struct Watch(Arc<AtomicU64>);
    impl Drop for Watch {
        fn drop(&mut self) {
            self.0.store(u64::MAX, Ordering::Relaxed);
        }
    }
    let seen = Arc::clone(&under_way);
    std::thread::spawn(move || {
        loop {
            let before = seen.load(Ordering::Relaxed);
            std::thread::sleep(LONGEST);
            match seen.load(Ordering::Relaxed) {
                u64::MAX => return,
                now if now == before && now > 0 => {
                    eprintln!("seed {seed}, execution {}: it hangs", now - 1);
                    std::process::abort();
                }
                _ => {}
            }
        }
    });
    Watch(under_way)
}

fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}
