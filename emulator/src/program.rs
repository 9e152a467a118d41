//! The emulator as a program. Other languages' packages call [`run`] too, so that there is one command line.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::Parser;
use clap::error::ErrorKind;
use tokio::runtime;

use crate::builder::{Builder, DEFAULT_TOKEN};
use crate::error::Error;

/// The Edgegap application-management API on this machine: no account, no network.
///
/// Point a client at it with EDGEGAP_BASE_URL and EDGEGAP_TOKEN. Faults, quotas, tags and the log of requests are at
/// /_emulator below the same URL.
#[derive(Parser)]
#[command(name = "edgegap-emulator", version)]
struct Arguments {
    /// Address to listen on; any but a loopback address needs --token.
    #[arg(long, env = "EDGEGAP_EMULATOR_HOST", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Port to listen on; 0 is any free one.
    #[arg(long, env = "EDGEGAP_EMULATOR_PORT", default_value_t = 8080)]
    port: u16,
    /// File for the state, made if it is not there; without it the state is gone when the emulator ends.
    #[arg(long, env = "EDGEGAP_EMULATOR_DATA", value_name = "PATH")]
    data: Option<PathBuf>,
    /// Token to take; may be given several times. Without it: emulator-token.
    #[arg(long, env = "EDGEGAP_EMULATOR_TOKEN", hide_env_values = true, value_delimiter = ',')]
    token: Vec<String>,
    /// OCI registry that tags come from and images are verified against: http://[user:password@]host:port
    #[arg(long, env = "EDGEGAP_EMULATOR_REGISTRY", hide_env_values = true, value_name = "URL")]
    registry: Option<String>,
    /// Write a line for every request to standard error.
    #[arg(long, short, env = "EDGEGAP_EMULATOR_VERBOSE")]
    verbose: bool,
}

/// Runs the program with its arguments, its name first, until it is told to end by Ctrl-C or SIGTERM, and gives its exit code. It answers on every
/// processor with the feature `threads`, else on one.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Where the terminal is gone nobody reads it.
            let _ = error.print();
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            return if asked { 0 } else { 2 };
        }
    };
    match serve(arguments) {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("edgegap-emulator: {error}");
            1
        }
    }
}

fn serve(arguments: Arguments) -> Result<(), Error> {
    #[cfg(feature = "threads")]
    let mut threads = runtime::Builder::new_multi_thread();
    #[cfg(not(feature = "threads"))]
    let mut threads = runtime::Builder::new_current_thread();
    let runtime =
        threads.enable_all().build().map_err(|error| Error::caused("The runtime cannot be started.", error))?;
    runtime.block_on(async {
        let Arguments { host, port, data, token, registry, verbose } = arguments;
        // Before anybody can know that it runs, so that no signal finds it unprepared.
        let ended = end().map_err(|error| Error::caused("Signals cannot be received.", error))?;
        let own_token = !token.is_empty();
        let mut builder = Builder::default().host(host).port(port).verbose(verbose);
        builder = token.into_iter().fold(builder, Builder::token);
        builder = data.into_iter().fold(builder, Builder::data);
        builder = registry.into_iter().fold(builder, Builder::registry);
        let emulator = builder.start().await?;
        let token = if own_token { "<your token>" } else { DEFAULT_TOKEN };
        announce(&format!(
            "Edgegap emulator is ready: export EDGEGAP_BASE_URL={} EDGEGAP_TOKEN={token}",
            emulator.url()
        ));
        ended.await;
        emulator.stop().await;
        Ok(())
    })
}

/// One line, at once even when standard output is a pipe, and no panic when nobody reads it.
fn announce(line: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Ends with the first Ctrl-C or SIGTERM.
fn end() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        Ok(async {
            // A console that cannot be listened to cannot send anything either.
            let _ = tokio::signal::ctrl_c().await;
        })
    }
}
