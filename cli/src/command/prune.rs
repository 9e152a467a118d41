//! `edgegap prune`: disables or deletes old versions, and deletes old tags.

use clap::ArgMatches;
use edgegap_publish::{PruneOptions, PrunePlan, PruneSteps};

use super::steps;
use crate::arguments::global::Form;
use crate::ci::Report;
use crate::failure::Result;
use crate::manifest;
use crate::session::Session;

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let desired = manifest::load(session)?.desired;
    let number = |name: &str| matches.get_one::<u64>(name).map(|number| usize::try_from(*number).unwrap_or(usize::MAX));
    let options =
        PruneOptions { versions: number("versions"), tags: number("tags"), delete: matches.get_flag("delete") };
    let client = session.client().await?;
    let plan = edgegap_publish::prune(client, &desired, &options).await?;
    let report = Report::of_plan("prune", &desired.app.name, &plan, plan.counts().calls);
    if session.settings.dry_run {
        show(session, &plan)?;
        return session.ci.report(session.host, matches, &report);
    }
    session.output.note(&plan.to_string());
    if !plan.is_empty() {
        session.confirm(matches.get_flag("yes"), "prune these objects").await?;
    }
    steps::run(session, matches, PruneSteps::new(client, &plan, &desired, true)?, report).await
}

fn show(session: &Session<'_>, plan: &PrunePlan) -> Result<()> {
    match session.output.form {
        Form::Human => session.output.text(&format!("{plan}\n")),
        Form::Json => session.output.document(&plan.to_json()),
        Form::Ndjson => plan.planned().try_for_each(|step| session.output.line(&serde_json::json!(step))),
    }
}
