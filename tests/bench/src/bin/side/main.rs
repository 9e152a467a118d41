//! One side of a measurement in Rust, in its own process: `side <side> <workload> <url> <token>
//! <calls> <in flight>`. It warms up, runs several rounds, and prints their results as one line of
//! JSON.
//!
//! * `get`, `create`, `list`: wall time and processor time of a call in microseconds:
//!   `[{"wall_us": 1.0, "cpu_us": 1.0}]`.
//! * `first`: one round without warm-up, including the making of the client.
//! * `paging`: growth of the resident memory in MiB while all versions are read: `[{"mib": 1.0}]`.
//! * `memory`: resident memory in MiB after this number of calls, and after ten times as many.

mod queue;
mod way;

use std::error::Error;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use edgegap_bench::{VERSIONS, processor_time};
use serde_json::{Value, json};
use tokio::runtime;

use self::way::{Name, Way};

/// As in the bindings.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const ROUNDS: usize = 5;

#[derive(Parser)]
struct Arguments {
    side: Name,
    workload: Workload,
    url: String,
    token: String,
    calls: usize,
    in_flight: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Workload {
    Get,
    Create,
    List,
    First,
    Paging,
    Memory,
}

fn main() -> Result {
    let arguments = Arguments::parse();
    let rounds = runtime::Builder::new_current_thread().enable_all().build()?.block_on(measure(&arguments))?;
    println!("{}", Value::Array(rounds));
    Ok(())
}

async fn measure(arguments: &Arguments) -> Result<Vec<Value>> {
    let Arguments { side, workload, ref url, ref token, calls, in_flight } = *arguments;
    let (began, used) = (Instant::now(), processor_time());
    let way = Way::new(side, url, token)?;
    let run = |calls: usize| way.run(workload, calls, in_flight);
    let taken = |began: Instant, used: Duration| {
        let each = |time: Duration| time.as_secs_f64() * 1e6 / calls as f64;
        json!({"wall_us": each(began.elapsed()), "cpu_us": each(processor_time() - used)})
    };
    match workload {
        Workload::First => {
            run(calls).await?;
            Ok(vec![taken(began, used)])
        }
        Workload::Paging => {
            way.run(Workload::Get, calls, in_flight).await?;
            let before = resident_mib()?;
            let (seen, most) = way.page(resident_mib).await?;
            if seen != VERSIONS {
                return Err(format!("listed {seen} of {VERSIONS} versions").into());
            }
            Ok(vec![json!({"mib": most - before})])
        }
        Workload::Memory => {
            run(calls).await?;
            let few = resident_mib()?;
            run(9 * calls).await?;
            Ok(vec![json!({"mib": few}), json!({"mib": resident_mib()?})])
        }
        Workload::Get | Workload::Create | Workload::List => {
            run(calls).await?;
            let mut rounds = Vec::with_capacity(ROUNDS);
            for _ in 0..ROUNDS {
                let (began, used) = (Instant::now(), processor_time());
                run(calls).await?;
                rounds.push(taken(began, used));
            }
            Ok(rounds)
        }
    }
}

fn resident_mib() -> Result<f64> {
    let kib = edgegap_bench::resident("self").ok_or("resident memory can be read on Linux only")?;
    Ok(kib as f64 / 1024.0)
}
