//! Measures a server: GETs over kept connections with as little client as possible, and the cost of
//! a create with few and with many versions.

use std::error::Error;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(Parser)]
struct Arguments {
    url: String,
    token: String,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// GETs per second.
    Get {
        #[arg(default_value_t = 64)]
        connections: usize,
        #[arg(default_value_t = 5)]
        seconds: u64,
    },
    /// Cost of a create with few and with many versions.
    Create,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { url, token, what } = Arguments::parse();
    let client = edgegap_bench::client(&url, &token)?;
    edgegap_bench::application(&client, "bench").await?;
    match what {
        What::Get { connections, seconds } => get(&url, &token, connections, Duration::from_secs(seconds)).await,
        What::Create => create(&client).await,
    }
}

async fn get(url: &str, token: &str, connections: usize, duration: Duration) -> Result<(), Box<dyn Error>> {
    let address = url.strip_prefix("http://").ok_or("an http URL is needed")?.to_owned();
    let request = format!("GET /v1/app/bench HTTP/1.1\r\nHost: {address}\r\nAuthorization: token {token}\r\n\r\n");
    let began = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (address, request) = (address.clone(), request.clone());
        tasks.push(tokio::spawn(async move { keep_getting(&address, request.as_bytes(), began + duration).await }));
    }
    let mut answers = 0;
    for task in tasks {
        answers += task.await?.map_err(|error| format!("a connection failed: {error}"))?;
    }
    let rate = answers as f64 / began.elapsed().as_secs_f64();
    println!("{{\"connections\": {connections}, \"get_per_second\": {rate:.0}}}");
    Ok(())
}

/// Every answer has the same length, so the first one tells how much to read.
async fn keep_getting(address: &str, request: &[u8], until: Instant) -> std::io::Result<u64> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 64 * 1024];
    stream.write_all(request).await?;
    let length = stream.read(&mut buffer).await?;
    if !buffer.starts_with(b"HTTP/1.1 200") {
        return Err(std::io::Error::other(String::from_utf8_lossy(&buffer[..length]).into_owned()));
    }
    let mut answers = 1;
    while Instant::now() < until {
        stream.write_all(request).await?;
        stream.read_exact(&mut buffer[..length]).await?;
        answers += 1;
    }
    Ok(answers)
}

async fn create(client: &edgegap_sdk::Client) -> Result<(), Box<dyn Error>> {
    const SAMPLE: usize = 200;
    let mut made = 0;
    let mut costs = Vec::new();
    for size in [100, 10_000] {
        while made < size {
            client.versions().create("bench", edgegap_bench::version(format!("v{made}"))).await?;
            made += 1;
        }
        let mut times = Vec::with_capacity(SAMPLE);
        for _ in 0..SAMPLE {
            let began = Instant::now();
            client.versions().create("bench", edgegap_bench::version(format!("v{made}"))).await?;
            times.push(began.elapsed());
            made += 1;
        }
        times.sort_unstable();
        costs.push(times[SAMPLE / 2].as_secs_f64() * 1e6);
    }
    println!(
        "{{\"create_us_at_100\": {:.0}, \"create_us_at_10000\": {:.0}, \"ratio\": {:.2}}}",
        costs[0],
        costs[1],
        costs[1] / costs[0]
    );
    Ok(())
}
