//! `edgegap apply`: carries out a plan, and waits until the service reports the new tags.

use clap::ArgMatches;
use edgegap_publish::{Apply, ApplyOptions, Desired, Plan};

use super::{plan, steps};
use crate::arguments::global::only_one;
use crate::ci::Report;
use crate::failure::{Failure, Result};
use crate::manifest;
use crate::session::Session;

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let desired = manifest::load(session)?.desired;
    match matches.get_one::<String>("plan") {
        // The user who made the file has seen the plan.
        Some(path) => {
            check_options(matches)?;
            let plan = read(session, path)?;
            if session.settings.dry_run {
                return plan::show_dry(session, matches, &plan, "apply");
            }
            if plan.counts().delete > 0 {
                session.confirm(matches.get_flag("yes"), "delete objects, as the plan says").await?;
            }
            carry_out(session, matches, &desired, &plan, "apply").await
        }
        None => {
            let plan = plan::make(session, matches, &desired).await?;
            agreed(session, matches, &desired, &plan, "apply").await
        }
    }
}

/// Refuses options that would make another plan.
fn check_options(matches: &ArgMatches) -> Result<()> {
    let flags = ["resend-secrets", "recreate"].into_iter().filter(|name| matches.get_flag(name));
    let unlink = matches.contains_id("unlink").then_some("unlink");
    let given: Vec<String> = flags.chain(unlink).map(|name| format!("--{name}")).collect();
    let given = std::iter::once("a plan file").chain(given.iter().map(String::as_str));
    only_one(&given.collect::<Vec<_>>())
}

fn read(session: &Session<'_>, path: &str) -> Result<Plan> {
    let refuse = |why: String| Failure::usage(format!("{path}: {why}"));
    let text = std::fs::read_to_string(session.host.path(path)).map_err(|error| refuse(error.to_string()))?;
    let json = serde_json::from_str(&text).map_err(|error| refuse(format!("is not valid JSON: {error}")))?;
    Ok(Plan::from_json(&json)?)
}

/// Shows a plan and carries it out with the consent of the user.
pub(super) async fn agreed(
    session: &Session<'_>,
    matches: &ArgMatches,
    desired: &Desired,
    plan: &Plan,
    command: &str,
) -> Result<()> {
    if session.settings.dry_run {
        return plan::show_dry(session, matches, plan, command);
    }
    session.output.note(&plan.to_string());
    if plan.counts().calls > 0 {
        session.confirm(matches.get_flag("yes"), "apply this plan").await?;
    }
    carry_out(session, matches, desired, plan, command).await
}

async fn carry_out(
    session: &Session<'_>,
    matches: &ArgMatches,
    desired: &Desired,
    plan: &Plan,
    command: &str,
) -> Result<()> {
    let mut options = ApplyOptions::default();
    if let Some(timeout) = session.settings.timeout {
        options.timeout = timeout;
    }
    let apply = Apply::new(session.client().await?, plan, desired)?.options(options);
    let report = Report::of_plan(command, plan.app(), plan, plan.counts().calls);
    steps::run(session, matches, apply, report).await
}
