//! A run of the program: arguments, command, exit code.

use std::ffi::OsString;

use clap::error::ErrorKind;

use crate::arguments::global::{Settings, find_form};
use crate::arguments::tree;
use crate::command;
use crate::exit;
use crate::failure::{Failure, Result};
use crate::host::Host;
use crate::interruption::interruption;
use crate::output::Output;
use crate::session::Session;

/// Runs the program and returns the exit code, one of [`exit`](crate::exit). The first argument is
/// the name of the program.
///
/// It returns after Ctrl-C too. It neither ends the process nor panics, and starts no runtime for
/// `--help` and `--version`.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString>>, host: Host) -> u8 {
    edgegap_emulator::install_page();
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    // The emulator has a command line of its own.
    if let Some(own) = command::emulator::program_arguments(&arguments) {
        return edgegap_emulator::program::run_with(own, host.variables());
    }
    match tree::program().try_get_matches_from(&arguments) {
        Ok(matches) => {
            let session = Session::new(&host, Settings::read(&matches));
            run_command(session, &matches)
        }
        Err(error) => {
            let settings = Settings { form: find_form(&arguments), ..Settings::default() };
            explain(&error, &Output::new(&host, &settings))
        }
    }
}

/// Prints the help, the version, or an error in the arguments.
fn explain(error: &clap::Error, output: &Output<'_>) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            conclude(output.styled(&error.render()).and_then(|()| output.flush()), output)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            output.styled_error(&error.render());
            exit::USAGE
        }
        _ => {
            let failure = match tree::secret_advice(error) {
                Some(advice) => Failure::usage(advice),
                None => {
                    output.styled_error(&error.render());
                    let text = error.render().to_string();
                    let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
                    Failure::usage(first).with_message("")
                }
            };
            conclude(Err(failure), output)
        }
    }
}

fn run_command(session: Session<'_>, matches: &clap::ArgMatches) -> u8 {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let failure = Failure::new(exit::FAILED, format!("the runtime cannot be started: {error}"));
            return conclude(Err(failure), &session.output);
        }
    };
    let code = runtime.block_on(async {
        let result = tokio::select! {
            // First, because steps end with Ctrl-C too, and then write their report.
            biased;
            result = command::run(&session, matches) => result,
            failure = interruption(), if !command::handles_interruption(matches) => Err(failure),
        };
        let result = result.and_then(|code| session.output.flush().map(|()| code));
        let code = match result {
            Ok(code) => code,
            Err(failure) => conclude(Err(failure), &session.output),
        };
        session.end().await;
        code
    });
    // Does not wait for a thread that reads standard input.
    runtime.shutdown_background();
    code
}

/// Reports a failure, and returns the exit code.
fn conclude(result: Result<()>, output: &Output<'_>) -> u8 {
    match result {
        Ok(()) => exit::DONE,
        Err(failure) => output.fail(&failure),
    }
}
