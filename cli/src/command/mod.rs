//! The commands, one file each.

mod apply;
mod call;
mod check;
mod completion;
mod copy;
mod diff;
mod doctor;
pub(crate) mod emulator;
mod exec;
mod init;
mod manifest_text;
mod plan;
mod prune;
mod publish;
mod resource;
mod schema;
mod send;
mod state;
mod status;
mod steps;

use clap::ArgMatches;

use crate::exit;
use crate::failure::{Failure, Result};
use crate::session::Session;

/// Runs the command of the command line, and returns the exit code.
pub(crate) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::usage("name a command: edgegap --help lists them"));
    };
    match name {
        "apply" => apply::run(session, matches).await.map(done),
        "check" => check::run(session, matches).await.map(done),
        "init" => init::run(session, matches).await.map(done),
        "plan" => plan::run(session, matches).await,
        "prune" => prune::run(session, matches).await.map(done),
        "publish" => publish::run(session, matches).await.map(done),
        "call" => call::run(session, matches).await.map(done),
        "completion" => completion::run(session, matches).map(done),
        "diff" => diff::run(session, matches).await,
        "doctor" => doctor::run(session).await,
        "emulator" => emulator::run(session, matches).await,
        "schema" => schema::run(session, matches).map(done),
        "status" => status::run(session, matches).await.map(done),
        resource => resource::run(session, resource, matches).await.map(done),
    }
}

/// True for a command that deals with Ctrl-C itself.
pub(crate) fn handles_interruption(matches: &ArgMatches) -> bool {
    let Some(("emulator", matches)) = matches.subcommand() else { return false };
    matches!(matches.subcommand_name(), None | Some("run" | "exec"))
}

fn done((): ()) -> u8 {
    exit::DONE
}
