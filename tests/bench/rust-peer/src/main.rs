//! The crate `edgegap` as a side of a measurement. It is blocking, so concurrent calls are threads.
//! It has the same arguments as the other sides, `<side> <workload> <url> <token> <calls> <in
//! flight>`, and prints the microseconds of a call for each of several rounds.

use std::error::Error;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use edgegap::apis::applications_api::application_get;
use edgegap::apis::configuration::{ApiKey, Configuration};

const ROUNDS: usize = 5;

type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [_, workload, url, token, calls, in_flight] = arguments.as_slice() else {
        return Err("arguments: side, workload, URL, token, calls, how many in flight".into());
    };
    if workload != "get" {
        return Err(format!("{workload} is not measured of this crate").into());
    }
    let (calls, in_flight): (u32, usize) = (calls.parse()?, in_flight.parse()?);
    let mut configuration = Configuration::new();
    configuration.base_path = url.clone();
    configuration.api_key = Some(ApiKey { prefix: Some("token".to_owned()), key: token.clone() });
    run(&configuration, calls, in_flight)?;
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let (began, used) = (Instant::now(), processor_time());
        run(&configuration, calls, in_flight)?;
        let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(calls);
        let (wall, cpu) = (each(began.elapsed()), each(processor_time() - used));
        rounds.push(format!("{{\"wall_us\":{wall},\"cpu_us\":{cpu}}}"));
    }
    println!("[{}]", rounds.join(","));
    Ok(())
}

fn run(configuration: &Configuration, calls: u32, in_flight: usize) -> Result {
    let left = AtomicI64::new(calls.into());
    let work = || -> Result {
        while left.fetch_sub(1, Ordering::Relaxed) > 0 {
            let application = application_get(configuration, "bench")?;
            if application.name != "bench" {
                return Err(format!("the wrong answer: {}", application.name).into());
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..in_flight).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a thread panicked")?)
    })
}

/// The processor time of this process.
fn processor_time() -> Duration {
    #[cfg(unix)]
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).try_into().unwrap_or_default();
    // Benchmarks run on Linux; elsewhere the programs only compile.
    #[cfg(not(unix))]
    let used = Duration::ZERO;
    used
}
