//! The steps of an apply or a prune, as they are done.

use clap::ArgMatches;
use edgegap_publish::{Apply, PruneSteps, Step};
use serde_json::json;

use crate::arguments::global::Form;
use crate::ci::Report;
use crate::failure::Result;
use crate::interruption::interruption;
use crate::output::progress::Progress;
use crate::session::Session;

/// Something that is done step by step.
pub(super) trait Steps {
    /// Does the next step.
    async fn next(&mut self) -> Option<edgegap_publish::Result<Step>>;
}

impl Steps for Apply<'_> {
    async fn next(&mut self) -> Option<edgegap_publish::Result<Step>> {
        Apply::next(self).await
    }
}

impl Steps for PruneSteps<'_> {
    async fn next(&mut self) -> Option<edgegap_publish::Result<Step>> {
        PruneSteps::next(self).await
    }
}

/// Does all steps, shows them, and writes the reports, also of a run that fails.
pub(super) async fn run(
    session: &Session<'_>,
    matches: &ArgMatches,
    mut steps: impl Steps,
    report: Report<'_>,
) -> Result<()> {
    let mut done = Vec::new();
    let result = tokio::select! {
        biased;
        result = all(session, &mut steps, report.changes, &mut done) => result,
        failure = interruption() => Err(failure),
    };
    let result = result.map_err(|failure| {
        let count = done.iter().filter(|step| matches!(step, Step::Done(_))).count();
        let message = match count {
            0 => failure.message.clone(),
            count => format!("{}. {count} of {} changes are done: run it again", failure.message, report.changes),
        };
        failure.with_message(message)
    });
    let message = result.as_ref().err().map(|failure| failure.message.clone());
    let failure = message.as_deref();
    let report = Report { steps: &done, failure, ..report };
    let reported = session.ci.report(session.host, matches, &report);
    if let Err(failure) = result {
        // What failed first decides the exit code.
        if let Err(unwritten) = reported {
            session.output.note(&format!("the report is not written: {}", unwritten.message));
        }
        return Err(failure);
    }
    show(session, &report)?;
    reported
}

/// The result of a run that did all steps.
fn show(session: &Session<'_>, report: &Report<'_>) -> Result<()> {
    let done = report.steps;
    match session.output.form {
        Form::Human => match done.last() {
            Some(summary @ Step::Summary(_)) => session.output.text(&format!("{summary}\n")),
            _ => Ok(()),
        },
        Form::Json => {
            let (summaries, steps): (Vec<_>, Vec<_>) = done.iter().partition(|step| matches!(step, Step::Summary(_)));
            session.output.document(&json!({
                "format": format!("edgegap.{}/1", report.command),
                "app": report.app,
                "steps": steps,
                "summary": summaries.first(),
            }))
        }
        Form::Ndjson => Ok(()),
    }
}

async fn all(session: &Session<'_>, steps: &mut impl Steps, changes: usize, done: &mut Vec<Step>) -> Result<()> {
    let mut progress = Progress::new(&session.output, changes);
    while let Some(step) = steps.next().await {
        let step = step?;
        progress.step(&step);
        if session.output.form == Form::Ndjson {
            session.output.line(&json!(step))?;
        }
        // A wait has many steps, and its end is one of its own.
        if !matches!(step, Step::Waiting(_)) {
            done.push(step);
        }
    }
    Ok(())
}
