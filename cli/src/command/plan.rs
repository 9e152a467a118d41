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
    match session.output.form {
        Form::Human if plan.counts().calls > 0 => {
            session.output.text(&format!("{plan}    edgegap apply{}\n", arguments(session, matches)))?;
        }
        _ => show(session, &plan)?,
    }
    let report = Report::of_plan("plan", plan.app(), &plan, plan.counts().calls);
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

/// Shows a plan that is not carried out, and writes its reports.
pub(super) fn show_dry(session: &Session<'_>, matches: &ArgMatches, plan: &Plan, command: &str) -> Result<()> {
    show(session, plan)?;
    let report = Report::of_plan(command, plan.app(), plan, plan.counts().calls);
    session.ci.report(session.host, matches, &report)
}

/// Shows a plan.
fn show(session: &Session<'_>, plan: &Plan) -> Result<()> {
    match session.output.form {
        Form::Human => session.output.text(&format!("{plan}\n")),
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

/// The arguments of the apply of a plan: those that choose the account, the manifest and the
/// changes. Without one of them, the line would do something else.
fn arguments(session: &Session<'_>, matches: &ArgMatches) -> String {
    let settings = &session.settings;
    let mut words: Vec<String> = matches.get_one::<String>("out").map(|path| word(path)).into_iter().collect();
    let mut add = |option: &str, value: Option<&str>| {
        words.extend(value.map(|value| format!("{option} {}", word(value))));
    };
    add("-f", settings.manifest.as_deref());
    for (name, value) in &settings.set {
        add("--set", Some(&format!("{name}={value}")));
    }
    add("--base-url", settings.base_url.as_deref());
    add("--token-env", settings.token_env.as_deref());
    add("--ca-file", settings.ca_file.as_deref());
    add("--proxy", settings.proxy.as_deref());
    settings.allow_apps.iter().for_each(|name| add("--allow-app", Some(name)));
    // A plan file has these.
    let is_file = matches.contains_id("out");
    if !is_file {
        matches.get_many::<String>("unlink").into_iter().flatten().for_each(|link| add("--unlink", Some(link)));
    }
    let emulator = settings.emulator.as_deref().map(|choice| match choice {
        "" => "--emulator".to_owned(),
        choice => format!("--emulator={}", word(choice)),
    });
    words.extend(emulator);
    words.extend(settings.allow_http.then(|| "--allow-http".to_owned()));
    let flags = ["resend-secrets", "recreate"].into_iter().filter(|flag| !is_file && matches.get_flag(flag));
    words.extend(flags.map(|flag| format!("--{flag}")));
    words.iter().map(|word| format!(" {word}")).collect()
}

/// The text as one word of a shell.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:@%+,".contains(c);
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
