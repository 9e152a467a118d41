//! `edgegap schema`: the JSON Schemas of the manifest, of plans and of events.

use clap::ArgMatches;

use crate::failure::Result;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let schema = match matches.get_one::<String>("of").map(String::as_str) {
        Some("plan") => edgegap_publish::plan_schema(),
        Some("events") => edgegap_publish::event_schema(),
        _ => edgegap_publish::manifest_schema(),
    };
    session.output.document(&schema)
}
