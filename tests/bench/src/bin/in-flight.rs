//! Reads one application many times with a number of calls in flight: through the queue that Python, Node and C# wait in, through the SDK in Rust,
//! or through reqwest and serde by hand. Prints microseconds per call as JSON, by the clock and of the processor.

use std::error::Error;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use edgegap_bench::ByHand;
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// As in the bindings.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

#[derive(Parser)]
struct Arguments {
    way: Way,
    url: String,
    token: String,
    #[arg(default_value_t = 20_000)]
    calls: usize,
    #[arg(default_value_t = 64)]
    in_flight: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum Way {
    Queue,
    Sdk,
    Reqwest,
}

fn main() -> Result {
    let Arguments { way, url, token, calls, in_flight } = Arguments::parse();
    let work = |calls: usize| match way {
        Way::Queue => through_the_queue(&url, &token, calls, in_flight),
        Way::Sdk => tasks(calls, in_flight, || {
            let client = edgegap_bench::client(&url, &token)?;
            Ok(move || {
                let client = client.clone();
                async move { client.applications().get("bench").await.map_or(0, |application| application.name.len()) }
            })
        }),
        Way::Reqwest => tasks(calls, in_flight, || {
            let client = ByHand::new(&url, &token)?;
            Ok(move || {
                let client = client.clone();
                async move { client.get("bench").await.map_or(0, |application| application.name.len()) }
            })
        }),
    };
    work(calls / 10)?;
    let (began, used) = (Instant::now(), edgegap_bench::processor_time());
    let read = work(calls)?;
    let each = |time: Duration| (time.as_secs_f64() * 1e8 / calls as f64).round() / 100.0;
    println!(
        "{}",
        json!({"us": each(began.elapsed()), "cpu_us": each(edgegap_bench::processor_time() - used), "read": read})
    );
    Ok(())
}

/// As a binding does it: submit, wait until the queue wakes, drain, write the reply as text.
fn through_the_queue(url: &str, token: &str, calls: usize, in_flight: usize) -> Result<usize> {
    let (wake, woken) = mpsc::channel();
    let queue = edgegap_bridge::Queue::new(move || {
        let _ = wake.send(());
    });
    let client = edgegap_bridge::Client::new(json!({"token": token, "base_url": url}))?;
    let submit = || {
        let arguments = edgegap_bridge::parse(r#"{"path":{"app":"bench"}}"#)?;
        queue.submit(&client, "applications.get", arguments, Value::Null)
    };
    let (mut left, mut open, mut read) = (calls, 0, 0);
    while left > 0 || open > 0 {
        while left > 0 && open < in_flight {
            submit()?;
            (left, open) = (left - 1, open + 1);
        }
        woken.recv()?;
        for completion in queue.drain() {
            open -= 1;
            read += edgegap_bridge::reply_json(&completion.outcome?).len();
        }
    }
    Ok(read)
}

/// The same number of tasks, each of which calls again and again, on a runtime of one thread.
fn tasks<F, R>(calls: usize, in_flight: usize, call: impl FnOnce() -> Result<F>) -> Result<usize>
where
    F: Fn() -> R + Clone + Send + 'static,
    R: Future<Output = usize> + Send,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let call = call()?;
        let mut tasks = JoinSet::new();
        for _ in 0..in_flight {
            let call = call.clone();
            tasks.spawn(async move {
                let mut read = 0;
                for _ in 0..calls / in_flight {
                    read += call().await;
                }
                read
            });
        }
        Ok(tasks.join_all().await.into_iter().sum())
    })
}
