//! Publishes a build of a game server, and can be run again and again: what exists is updated.
//!
//! `cargo run --example publish` runs on the emulator, with no account. With `EDGEGAP_TOKEN` it
//! talks to the service, or with `EDGEGAP_BASE_URL` as well to an emulator that runs as a program.
//! Secrets come from the environment, never from the settings file.

mod settings;
mod steps;

use std::process::ExitCode;

use edgegap_emulator::Emulator;
use edgegap_sdk::Client;

use settings::Settings;

#[tokio::main]
async fn main() -> ExitCode {
    match publish().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("publish: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn publish() -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings::read()?;
    // Kept until the end: an emulator stops when it is dropped.
    let (client, _emulator) = connect().await?;

    println!("Publishing {} to {}", settings.version.name, client.base_url());
    steps::application(&client, &settings).await?;
    steps::storage(&client, &settings).await?;
    steps::profile(&client, &settings).await?;
    steps::a_mistake(&client, &settings).await?;
    steps::version(&client, &settings).await?;
    steps::link(&client, &settings).await?;
    steps::tune(&client, &settings).await?;
    steps::summary(&client, &settings).await?;
    Ok(())
}

/// The service when there is a token, otherwise an emulator of its own.
async fn connect() -> Result<(Client, Option<Emulator>), Box<dyn std::error::Error>> {
    if std::env::var_os("EDGEGAP_TOKEN").is_some_and(|token| !token.is_empty()) {
        return Ok((Client::new()?, None));
    }
    let emulator = Emulator::start().await?;
    let client = Client::builder().base_url(emulator.url()).token(emulator.token()).build()?;
    println!("No EDGEGAP_TOKEN: using the emulator.");
    Ok((client, Some(emulator)))
}
