//! Reads one application again and again on a current-thread runtime, through the SDK or through reqwest and serde by hand, so that
//! callgrind can count the instructions of both.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use serde::Deserialize;

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

/// What somebody would write by hand.
#[derive(Deserialize)]
struct Application {
    name: String,
    is_active: bool,
    image: String,
    create_time: String,
    last_updated: String,
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
            let client = by_hand()?;
            for _ in 0..calls {
                let application: Application = client
                    .get(format!("{url}/v1/app/{}", "bench"))
                    .header("Authorization", format!("token {token}"))
                    .header("Accept", "application/json")
                    .timeout(Duration::from_secs(60))
                    .send()
                    .await?
                    .error_for_status()?
                    .json()
                    .await?;
                let Application { name, is_active, image, create_time, last_updated } = application;
                read += name.len() + usize::from(is_active) + image.len() + create_time.len() + last_updated.len();
            }
        }
    }
    println!("{read}");
    Ok(())
}

fn by_hand() -> Result<reqwest::Client, Box<dyn Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Ok(reqwest::Client::builder().tls_backend_preconfigured(tls).user_agent("by-hand/1.0").no_proxy().build()?)
}
