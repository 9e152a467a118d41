//! `edgegap plan`: what would change.

use clap::ArgMatches;
use edgegap_publish::{Desired, Plan, PlanOptions};
use serde_json::json;

use crate::arguments::global::Form;
use crate::ci::Report;
use crate::exit;
use crate::failure::{Failure, Result};
use crate::manifest;
use crate::session::Session;

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let desired = manifest::load(session)?.desired;
    let plan = make(session, matches, &desired).await?;
    if let Some(path) = matches.get_one::<String>("out") {
        std::fs::write(session.host.path(path), format!("{:#}\n", plan.to_json()))
            .map_err(|error| Failure::new(exit::FAILED, format!("--out {path}: {error}")))?;
    }
    show(session, &plan)?;
    let report = Report {
        command: "plan",
        app: plan.app(),
        plan: plan.to_string(),
        changes: plan.counts().calls,
        steps: &[],
        failure: None,
    };
    session.ci.report(session.host, matches, &report)?;
    Ok(if matches.get_flag("exit-code") && !plan.is_empty() { exit::DIFFERENT } else { exit::DONE })
}

/// Compares a manifest with the account.
pub(super) async fn make(session: &Session<'_>, matches: &ArgMatches, desired: &Desired) -> Result<Plan> {
    let options = PlanOptions {
        resend_secrets: matches.get_flag("resend-secrets"),
        unlink: matches.get_many::<String>("unlink").into_iter().flatten().cloned().collect(),
        recreate: matches.get_flag("recreate"),
    };
    Ok(edgegap_publish::plan(session.client().await?, desired, &options).await?)
}

fn show(session: &Session<'_>, plan: &Plan) -> Result<()> {
    match session.output.form {
        Form::Human if plan.counts().calls == 0 => session.output.text(&format!("{plan}\n")),
        Form::Human => session.output.text(&format!("{plan}    edgegap apply{}\n", options(session))),
        Form::Json => session.output.document(&plan.to_json()),
        Form::Ndjson => plan.actions().iter().try_for_each(|action| {
            let mut event = json!({"kind": "planned"});
            if let (Some(event), serde_json::Value::Object(fields)) = (event.as_object_mut(), json!(action)) {
                event.extend(fields);
            }
            session.output.line(&event)
        }),
    }
}

/// The options that the apply of a plan needs too.
fn options(session: &Session<'_>) -> String {
    let mut options = String::new();
    if let Some(path) = &session.settings.manifest {
        options.push_str(&format!(" -f {}", word(path)));
    }
    for (name, value) in &session.settings.set {
        options.push_str(&format!(" --set {}", word(&format!("{name}={value}"))));
    }
    options
}

/// The text as one word of a shell.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:@%+,".contains(c);
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
