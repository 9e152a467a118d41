//! The emulator as a program. Packages for other languages call [`run_with`], so that all languages
//! have the same command line.
//!
//! Each setting comes from an argument, then an environment variable, then its default:
//!
//! | argument | variable | value | default |
//! | --- | --- | --- | --- |
//! | `--host` | `EDGEGAP_EMULATOR_HOST` | an IP address or `localhost` | `127.0.0.1` |
//! | `--port` | `EDGEGAP_EMULATOR_PORT` | 0 to 65535; 0 is any free port | `8080` |
//! | `--data` | `EDGEGAP_EMULATOR_DATA` | the path of the data file | in memory |
//! | `--token` | `EDGEGAP_EMULATOR_TOKEN` | valid tokens, separated by commas | `emulator-token` |
//! | `--registry` | `EDGEGAP_EMULATOR_REGISTRY` | the URL of an OCI registry | none |
//! | `--verbose` | `EDGEGAP_EMULATOR_VERBOSE` | `yes` or `no` | `no` |
//! | `--print` | `EDGEGAP_EMULATOR_PRINT` | `env`, `json`, `powershell`, `cmd` | a sentence |
//! | `--ready-file` | `EDGEGAP_EMULATOR_READY_FILE` | the path of the ready file | none |
//! | `--seed` | `EDGEGAP_EMULATOR_SEED` | the path of a state, or `demo` | no state |
//! | `--snapshot-on-exit` | `EDGEGAP_EMULATOR_SNAPSHOT_ON_EXIT` | a path for the state | none |
//! | `--include-secrets` | `EDGEGAP_EMULATOR_INCLUDE_SECRETS` | `yes` or `no` | `no` |
//! | | `EDGEGAP_LOG` | `off`, `error`, `warning`, `info` or `debug` | `off` |
//!
//! * `--print` writes to standard output, when the emulator is ready, only the commands that set
//!   `EDGEGAP_BASE_URL` and `EDGEGAP_TOKEN` in a POSIX shell (`env`), PowerShell or a batch file of
//!   `cmd`, or one line of JSON: `{"url": "http://127.0.0.1:8080", "token": "emulator-token",
//!   "pid": 4711, "version": "0.1.0"}`. The output contains the first token.
//! * `--ready-file` names a file with the same JSON, which only its owner can read. It is complete
//!   whenever it exists, replaces a file of an earlier run, and is removed at a normal end. After
//!   `kill -9` it stays: a script that waits for the file removes it before it starts the emulator.
//! * `--seed` names a file with the state to start with, in the form of `GET /_emulator/state`, or
//!   a scene that comes with the emulator. It replaces the state of `--data`.
//! * `--snapshot-on-exit` names a file for the state at the end, in the same form. Only its owner
//!   can read it. Secrets are placeholders; with `--include-secrets`, logins of registries are not.
//!   Other secrets are not part of the state.
//! * `EDGEGAP_LOG` writes lines to standard error: `error` for responses of 500 and more that no
//!   fault caused, `warning` also for other refused requests and for faults, `info` for every
//!   request, as `--verbose` does, and `debug` also the body of each request, without secrets.
//!   [`LOG_LEVELS`] has all words.
//! * A host other than a loopback address requires a token.
//! * A boolean is `1`, `true`, `yes` or `on`, or `0`, `false`, `no` or `off`, in any case.
//! * A variable that is empty, or contains only white space, counts as unset.
//! * Kubernetes sets `EDGEGAP_EMULATOR_PORT` to an address such as `tcp://10.96.0.10:8080` in every
//!   pod of a namespace that has a service named `edgegap-emulator`. Docker does the same for a
//!   linked container. The emulator ignores such a value and prints a warning. Use `--port`
//!   instead, or set `enableServiceLinks: false` for the pod.
//! * Other variables that begin with `EDGEGAP_EMULATOR_` cause a warning on standard error.
//! * An error names the argument or variable that contains the value. It never contains a token or
//!   a login.
//! * The emulator never uses a proxy for a registry. For a registry with `https`, `SSL_CERT_FILE`
//!   and `SSL_CERT_DIR` replace the CA certificates of the platform.
//!
//! `edgegap-emulator exec -- COMMAND` runs a command with an emulator of its own at any free port,
//! and ends with the exit code of the command: 128 and the number of a signal that ended it, 127 if
//! it cannot be started. The command finds the emulator in `EDGEGAP_BASE_URL` and `EDGEGAP_TOKEN`.
//!
//! `edgegap-emulator health` asks the emulator at `--host` and `--port` whether it works. Its exit
//! code is 0 or 1. It is for the health check of a container, which may have no other program.
//!
//! Ctrl-C and SIGTERM end the program, also if it was started with SIGINT ignored, as shells start
//! the background jobs of scripts.
//!
//! The exit code is 0 after Ctrl-C or SIGTERM, 1 if the emulator cannot start, and 2 if an argument
//! or variable cannot be parsed.

mod announcement;
mod arguments;
mod execute;
mod health;
mod private_file;
mod ready_file;
mod scenes;
mod settings;

use std::ffi::OsString;
use std::io::Write;
use std::pin::pin;

use clap::Parser;
use clap::error::ErrorKind;
use tokio::process;
use tokio::runtime;

use crate::config::Environment;
use crate::control::install_page;
use crate::emulator::Emulator;
use crate::error::Error;
pub use crate::level::LOG_LEVELS;
use arguments::{Arguments, Command, stray_argument};
pub use execute::execute;
use settings::{Parsed, Settings};

/// The exit code of a shell for a command that does not exist.
const NOT_FOUND: u8 = 127;

/// The environment of the program, which a command inherits.
type Variables = Vec<(OsString, OsString)>;

/// Runs the program until Ctrl-C or SIGTERM, with the environment of the process, and returns the
/// exit code. The first argument is the name of the program. It uses all processors with the
/// feature `threads`, otherwise one.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> u8 {
    run_with(arguments, std::env::vars_os())
}

/// Runs the program as [`run`] does, but with another environment. For languages whose environment
/// may differ from that of the process, such as a worker of Node.
pub fn run_with(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
    environment: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let variables = environment.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    run_program(&arguments, variables)
}

fn run_program(arguments: &[OsString], variables: Variables) -> u8 {
    let mut parsed = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(error) => return print_usage_error(&error, arguments),
    };
    install_page();
    let command = parsed.command.take();
    let settings = Settings::resolve(parsed, command.as_ref(), Environment::new(variables.iter().cloned()));
    for warning in settings.warnings() {
        print_error(warning);
    }
    let parsed = match settings.parse() {
        Ok(parsed) => parsed,
        Err(error) => {
            print_error(&settings.explain(&error));
            print_error("For more information, try --help.");
            return 2;
        }
    };
    let outcome = match command {
        None => block_on(serve(parsed)),
        Some(Command::Exec { words }) => block_on(serve_command(parsed, &words, variables)),
        Some(Command::Health) => block_on(async move {
            print(&parsed.running.check().await?);
            Ok(0)
        }),
    };
    outcome.unwrap_or_else(|error| {
        print_error(&settings.explain(&error));
        1
    })
}

/// Runs a future on a runtime of its own.
fn block_on(future: impl Future<Output = Result<u8, Error>>) -> Result<u8, Error> {
    #[cfg(feature = "threads")]
    let mut threads = runtime::Builder::new_multi_thread();
    #[cfg(not(feature = "threads"))]
    let mut threads = runtime::Builder::new_current_thread();
    let runtime =
        threads.enable_all().build().map_err(|error| Error::with_source("The runtime cannot be started.", error))?;
    let outcome = runtime.block_on(future);
    // Does not wait for a file system that does not respond.
    runtime.shutdown_background();
    outcome
}

/// Runs an emulator until Ctrl-C or SIGTERM.
async fn serve(parsed: Parsed) -> Result<u8, Error> {
    let Parsed { builder, announcement, scenes, .. } = parsed;
    let mut ready_file = announcement.prepare()?;
    scenes.prepare()?;
    // Before the program reports that it is ready: a signal may follow at once.
    let terminated = termination().map_err(|error| Error::with_source("Signals cannot be received.", error))?;
    let mut terminated = pin!(terminated);
    let start = async {
        let emulator = builder.start().await?;
        scenes.load(&emulator).await?;
        Ok(emulator)
    };
    let emulator: Emulator = tokio::select! {
        started = start => started?,
        () = &mut terminated => return Ok(0),
    };
    if let Some(file) = &mut ready_file {
        file.publish(announcement::json(&emulator))?;
    }
    print(&announcement.text(&emulator));
    terminated.await;
    end(emulator, &scenes).await?;
    Ok(0)
}

/// Runs an emulator as long as a command runs, and returns the exit code of the command.
async fn serve_command(parsed: Parsed, words: &[OsString], variables: Variables) -> Result<u8, Error> {
    let Parsed { builder, announcement, scenes, .. } = parsed;
    let Some((program, arguments)) = words.split_first() else { return Ok(NOT_FOUND) };
    let mut ready_file = announcement.prepare()?;
    scenes.prepare()?;
    let emulator = builder.start().await?;
    scenes.load(&emulator).await?;
    if let Some(file) = &mut ready_file {
        file.publish(announcement::json(&emulator))?;
    }
    let mut command = process::Command::new(program);
    command.args(arguments).env_clear().envs(variables);
    command.env("EDGEGAP_BASE_URL", emulator.url()).env("EDGEGAP_TOKEN", emulator.token());
    let code = execute(command).await;
    end(emulator, &scenes).await?;
    Ok(code.unwrap_or_else(|error| {
        print_error(&format!("{}: {error}", program.to_string_lossy()));
        NOT_FOUND
    }))
}

async fn end(emulator: Emulator, scenes: &scenes::Scenes) -> Result<(), Error> {
    let saved = scenes.save(&emulator).await;
    emulator.stop().await;
    saved
}

/// Prints the help or an error in the arguments, and returns the exit code.
fn print_usage_error(error: &clap::Error, arguments: &[OsString]) -> u8 {
    if let Some(number) = stray_argument(error, arguments) {
        print_error(&format!(
            "Argument {number} does not belong to an option. It is not shown because it may be a secret. Put a value \
             with spaces in quotation marks; write a value that begins with a dash as --token=VALUE."
        ));
        print_error("For more information, try --help.");
    } else {
        // Fails only if the output is closed.
        let _ = error.print();
    }
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if is_help { 0 } else { 2 }
}

/// Prints text and flushes it, also to a pipe. It does not panic if the output is closed.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Prints one line to standard error. Unlike `eprintln!` it does not panic if the output is closed.
fn print_error(line: &str) {
    let _ = writeln!(std::io::stderr(), "edgegap-emulator: {line}");
}

/// Waits for Ctrl-C or SIGTERM, also if the process was started with SIGINT ignored, as shells
/// start the background jobs of scripts. Otherwise `kill -INT` from such a script would have no
/// effect. SIGHUP keeps its meaning, so `nohup` works. On Windows: Ctrl-C, Ctrl-Break, and the end
/// of the console or the session.
fn termination() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // SIGXFSZ: at a limit on the size of files, the write fails and the process continues. The
        // signal has another number on MIPS only.
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
    #[cfg(windows)]
    {
        use tokio::signal::windows;
        // Ctrl-Break is what services and other programs can send; the others end the console.
        let (mut interrupt, mut pause) = (windows::ctrl_c()?, windows::ctrl_break()?);
        let (mut close, mut shutdown) = (windows::ctrl_close()?, windows::ctrl_shutdown()?);
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = pause.recv() => {}
                _ = close.recv() => {}
                _ = shutdown.recv() => {}
            }
        })
    }
}
