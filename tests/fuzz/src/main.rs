//! Runs fuzz targets.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use edgegap_fuzz::run::{Bounds, run};
use edgegap_fuzz::{corpus, target};

/// Runs fuzz targets for a time or for a number of executions.
#[derive(Parser)]
struct Arguments {
    /// Targets: reply, dispatch, request, emulator. Default: all.
    targets: Vec<String>,
    /// Seconds for each target. Ignored with --executions.
    #[arg(long, env = "SDK_TEST_FUZZ_SECONDS", default_value_t = 60)]
    seconds: u64,
    /// Number of executions of each target.
    #[arg(long, env = "SDK_TEST_FUZZ_EXECUTIONS")]
    executions: Option<u64>,
    /// Seed of the inputs. Default: random.
    #[arg(long, env = "SDK_TEST_FUZZ_SEED")]
    seed: Option<u64>,
    /// File with a single input to execute.
    #[arg(long)]
    input: Option<PathBuf>,
}

fn main() -> ExitCode {
    match fuzz(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("edgegap-fuzz: {error}");
            ExitCode::FAILURE
        }
    }
}

fn fuzz(arguments: Arguments) -> Result<(), String> {
    let corpus = corpus::read();
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    let bounds = match arguments.executions {
        Some(executions) => Bounds { executions, time: Duration::MAX },
        None => Bounds { executions: u64::MAX, time: Duration::from_secs(arguments.seconds) },
    };
    let all = target::NAMES.map(str::to_owned).to_vec();
    for name in if arguments.targets.is_empty() { all } else { arguments.targets } {
        let mut target = target::find(&name)
            .ok_or_else(|| format!("unknown target {name}; the targets are {}", target::NAMES.join(", ")))?;
        if let Some(file) = &arguments.input {
            let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
            let input = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
            return target::attempt(&mut *target, &input);
        }
        let summary = run(&mut *target, &corpus, seed, bounds).map_err(|failure| format!("{name}: {failure}"))?;
        let speed = summary.executions as f64 / summary.took.as_secs_f64();
        let memory = summary.memory.map_or(String::new(), |memory| format!(", {memory} MiB"));
        println!(
            "{name}: {} executions in {:.0} s, {speed:.0} a second{memory}, seed {seed}",
            summary.executions,
            summary.took.as_secs_f64()
        );
    }
    Ok(())
}
