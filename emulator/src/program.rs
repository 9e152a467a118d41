//! The emulator as a program. Other languages' packages call [`run_with`] too, so that there is one command line.
//!
//! Every setting is an argument, else a variable of the environment, else a default:
//!
//! | argument | variable | value | default |
//! | --- | --- | --- | --- |
//! | `--host` | `EDGEGAP_EMULATOR_HOST` | an IP address, or `localhost`; any but a loopback address needs a token of your own | `127.0.0.1` |
//! | `--port` | `EDGEGAP_EMULATOR_PORT` | 0 to 65535, 0 is any free port | `8080` |
//! | `--data` | `EDGEGAP_EMULATOR_DATA` | the path of a file for the state | the state is kept in memory |
//! | `--token` | `EDGEGAP_EMULATOR_TOKEN` | tokens to take, with commas between them | `emulator-token` |
//! | `--registry` | `EDGEGAP_EMULATOR_REGISTRY` | the URL of an OCI registry | tags are seeded |
//! | `--verbose` | `EDGEGAP_EMULATOR_VERBOSE` | `1`, `true`, `yes`, `on` or `0`, `false`, `no`, `off`, in any case | off |
//!
//! * A variable that is empty, or white space alone, is the same as none.
//! * In a Kubernetes cluster with a service called `edgegap-emulator`, and beside a linked Docker container of that name, `EDGEGAP_EMULATOR_PORT` is
//!   an address such as `tcp://10.96.0.10:8080`. The emulator ignores it with a line on standard error: set the port with `--port` there, or set
//!   `enableServiceLinks: false` in the pod.
//! * A variable that begins with `EDGEGAP_EMULATOR_` and is none of these is named in a line on standard error.
//! * An error names the argument or the variable that the value came from. It never shows a token or a login.
//! * A registry is spoken to directly, whatever proxy the environment names. For one with `https`, `SSL_CERT_FILE` and `SSL_CERT_DIR` replace the
//!   authorities that the platform trusts.
//!
//! It ends with the exit code 0 when it is told to by Ctrl-C or SIGTERM, 1 when it cannot run, 2 when its arguments or variables cannot be read.

use std::ffi::OsString;
use std::io::Write;
use std::pin::pin;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use tokio::runtime;

use crate::builder::{Builder, DEFAULT_TOKEN};
use crate::environment::Environment;
use crate::error::Error;
use crate::settings::{Arguments, Settings};

/// Runs the program with its arguments, its name first, and the process's environment until it is told to end by Ctrl-C or SIGTERM, and gives its
/// exit code. It answers on every processor with the feature `threads`, else on one.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> u8 {
    run_in(arguments.into_iter().map(Into::into).collect(), Environment::of_process())
}

/// The same with another environment: in a language whose environment is not the process's, as in a worker of Node.
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

/// Help where it was asked for, else what is wrong with the arguments.
fn answer(error: &clap::Error, arguments: &[OsString]) -> u8 {
    if let Some(number) = stray(error, arguments) {
        say(&format!(
            "Argument {number} belongs to no option; it is not shown, since it may be part of a secret. A value with blanks needs quotation marks, \
             one that begins with a dash has to follow an equals sign: --token=VALUE."
        ));
        say("For more information, try --help.");
    } else {
        // Where the terminal is gone nobody reads it.
        let _ = error.print();
    }
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked { 0 } else { 2 }
}

/// The number of an argument that is no option: `--token token SECRET` is easily written, for the dashboard copies tokens that way.
fn stray(error: &clap::Error, arguments: &[OsString]) -> Option<usize> {
    match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(ContextValue::String(found))) if !found.starts_with("--") => {
            let found = |argument: &OsString| argument.to_string_lossy().starts_with(found);
            // The program's name is number 0.
            Some(arguments.iter().skip(1).position(found).unwrap_or_default() + 1)
        }
        _ => None,
    }
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
    // A file system that does not answer must not hold up the end.
    runtime.shutdown_background();
    outcome
}

/// One line, at once even when standard output is a pipe, and no panic when nobody reads it.
fn announce(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// One line on standard error, if anybody reads it.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "edgegap-emulator: {line}");
}

/// Ends with the first Ctrl-C or SIGTERM, also where the process was started with SIGINT ignored, as shells start what runs in the background.
fn end() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // A limit on the size of files then fails the write, instead of ending the process. The number differs on MIPS alone.
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
