//! Reads one application again and again on a current-thread runtime, through the SDK or through reqwest and serde by hand, so that
//! callgrind can count the instructions of both.

use std::error::Error;

use clap::{Parser, ValueEnum};
use edgegap_bench::{Application, ByHand};

#[derive(Parser)]
struct Arguments {
    way: Way,
    url: String,
    token: String,
    calls: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum Way {
    Sdk,
    Reqwest,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { way, url, token, calls } = Arguments::parse();
    let mut read = 0;
    match way {
        Way::Sdk => {
            let client = edgegap_bench::client(&url, &token)?;
            for _ in 0..calls {
                let application = client.applications().get("bench").await?;
                read += application.name.len() + usize::from(application.create_time.is_some());
            }
        }
        Way::Reqwest => {
            let client = ByHand::new(&url, &token)?;
            for _ in 0..calls {
                let Application { name, is_active, image, create_time, last_updated } = client.get("bench").await?;
                read += name.len() + usize::from(is_active) + image.len() + create_time.len() + last_updated.len();
            }
        }
    }
    println!("{read}");
    Ok(())
}
