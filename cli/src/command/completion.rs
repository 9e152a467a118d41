//! `edgegap completion`: a completion script for a shell.

use clap::ArgMatches;
use clap_complete::Shell;

use crate::arguments::tree;
use crate::failure::{Failure, Result};
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let Some(shell) = matches.get_one::<Shell>("shell") else { return Err(Failure::usage("name a shell")) };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut tree::program(), "edgegap", &mut script);
    session.output.text(&String::from_utf8_lossy(&script))
}
