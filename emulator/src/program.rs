//! The emulator as a program. Packages for other languages call [`run_with`], so that there is one
//! command line.
//!
//! Each setting comes from an argument, else from an environment variable, else it has a default:
//!
//! | argument | variable | value | default |
//! | --- | --- | --- | --- |
//! | `--host` | `EDGEGAP_EMULATOR_HOST` | an IP address or `localhost`; needs a token if it is not a loopback address | `127.0.0.1` |
//! | `--port` | `EDGEGAP_EMULATOR_PORT` | 0 to 65535; 0 is any free port | `8080` |
//! | `--data` | `EDGEGAP_EMULATOR_DATA` | the path of a file for the state | in memory |
//! | `--token` | `EDGEGAP_EMULATOR_TOKEN` | the tokens to accept, separated by commas | `emulator-token` |
//! | `--registry` | `EDGEGAP_EMULATOR_REGISTRY` | the URL of an OCI registry | none |
//! | `--verbose` | `EDGEGAP_EMULATOR_VERBOSE` | `1`, `true`, `yes`, `on`, `0`, `false`, `no` or `off`, in any case | off |
//!
//! * A variable that is empty, or only white space, counts as unset.
//! * Kubernetes sets `EDGEGAP_EMULATOR_PORT` to an address such as `tcp://10.96.0.10:8080` in every
//!   pod beside a service named `edgegap-emulator`; Docker does so for a linked container. The
//!   emulator ignores such a value and says so on standard error. Use `--port` there, or set
//!   `enableServiceLinks: false` for the pod.
//! * Other variables that begin with `EDGEGAP_EMULATOR_` are named in a warning on standard error.
//! * An error names the argument or variable that the value came from. It never shows a token or a
//!   login.
//! * The emulator never uses a proxy towards a registry. For one with `https`, `SSL_CERT_FILE` and
//!   `SSL_CERT_DIR` replace the CA certificates of the platform.
//!
//! The exit code is 0 after Ctrl-C or SIGTERM, 1 when the emulator cannot start, and 2 when an
//! argument or variable cannot be parsed.

use std::ffi::OsString;
use std::io::Write;
use std::pin::pin;

use clap::Parser;
use clap::error::ErrorKind;
use tokio::runtime;

use crate::arguments::{Arguments, stray};
use crate::builder::{Builder, DEFAULT_TOKEN};
use crate::environment::Environment;
use crate::error::Error;
use crate::settings::Settings;

/// Runs the program with its arguments, the program's name first, and the environment of the
/// process, until Ctrl-C or SIGTERM. Returns the exit code. It uses every processor with the
/// feature `threads`, else one.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> u8 {
    run_in(arguments.into_iter().map(Into::into).collect(), Environment::of_process())
}

/// The same with another environment, for a language whose environment is not that of the process,
/// as in a worker of Node.
pub fn run_with(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
    environment: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
) -> u8 {
    run_in(arguments.into_iter().map(Into::into).collect(), Environment::new(environment))
}

fn run_in(arguments: Vec<OsString>, environment: Environment) -> u8 {
    let settings = match Arguments::try_parse_from(&arguments) {
        Ok(parsed) => Settings::resolve(parsed, environment),
        Err(error) => return answer(&error, &arguments),
    };
    for notice in settings.notices() {
        say(notice);
    }
    let builder = match settings.builder() {
        Ok(builder) => builder,
        Err(error) => {
            say(&settings.explain(&error));
            say("For more information, try --help.");
            return 2;
        }
    };
    let token = if settings.has_token() { "<your token>" } else { DEFAULT_TOKEN };
    match serve(builder, token) {
        Ok(()) => 0,
        Err(error) => {
            say(&settings.explain(&error));
            1
        }
    }
}

/// Prints the help, or what is wrong with the arguments.
fn answer(error: &clap::Error, arguments: &[OsString]) -> u8 {
    if let Some(number) = stray(error, arguments) {
        say(&format!(
            "Argument {number} belongs to no option. It is not shown, since it may be a secret. Put a value with \
             spaces in quotation marks; write a value that begins with a dash as --token=VALUE."
        ));
        say("For more information, try --help.");
    } else {
        // Where the terminal is gone nobody reads it.
        let _ = error.print();
    }
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked { 0 } else { 2 }
}

fn serve(builder: Builder, token: &str) -> Result<(), Error> {
    #[cfg(feature = "threads")]
    let mut threads = runtime::Builder::new_multi_thread();
    #[cfg(not(feature = "threads"))]
    let mut threads = runtime::Builder::new_current_thread();
    let runtime =
        threads.enable_all().build().map_err(|error| Error::caused("The runtime cannot be started.", error))?;
    let outcome = runtime.block_on(async {
        // Before anybody can know that it runs, so that no signal finds it unprepared.
        let ended = end().map_err(|error| Error::caused("Signals cannot be received.", error))?;
        let mut ended = pin!(ended);
        let emulator = tokio::select! {
            started = builder.start() => started?,
            () = &mut ended => return Ok(()),
        };
        announce(&format!(
            "Edgegap emulator is ready: export EDGEGAP_BASE_URL={} EDGEGAP_TOKEN={token}",
            emulator.url()
        ));
        ended.await;
        emulator.stop().await;
        Ok(())
    });
    // Does not wait for a file system that does not respond.
    runtime.shutdown_background();
    outcome
}

/// One line, at once even when standard output is a pipe, and no panic when nobody reads it.
fn announce(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// One line on standard error. Unlike `eprintln!` it does not panic when nobody reads it.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "edgegap-emulator: {line}");
}

/// Ends with the first Ctrl-C or SIGTERM, also if the process was started with SIGINT ignored, as
/// shells start background jobs.
fn end() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // SIGXFSZ: at a limit on the size of files the write fails, and the process lives on. Only
        // on MIPS it has another number.
        #[cfg(not(any(
            target_arch = "mips",
            target_arch = "mips32r6",
            target_arch = "mips64",
            target_arch = "mips64r6"
        )))]
        drop(signal(SignalKind::from_raw(25))?);
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
