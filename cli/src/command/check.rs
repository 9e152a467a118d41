//! `edgegap check`: the manifest, and with `--online` what it refers to.

use clap::ArgMatches;
use edgegap_publish::{Desired, Finding, Level, ObjectKind, PreflightOptions};
use edgegap_sdk::Language;
use serde_json::json;

use crate::arguments::global::Form;
use crate::exit;
use crate::failure::{Failure, Result};
use crate::manifest;
use crate::output::text::{count, of_text};
use crate::session::Session;

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let found = manifest::load(session)?;
    let path = manifest::path(session);
    let findings = match matches.get_flag("online") {
        true => online(session, &found.desired).await?,
        false => Vec::new(),
    };
    let is_warning = |finding: &&Finding| finding.level == Level::Warning;
    let warnings = manifest::count(&found.warnings, Level::Warning) + findings.iter().filter(is_warning).count();
    if matches.get_flag("deny-warnings") && warnings > 0 {
        return Err(Failure::usage(format!("{}: {}, denied", path.display(), count(warnings, "warning"))));
    }
    match session.output.form {
        Form::Human => {
            let path = of_text(&path.display().to_string());
            session.output.text(&format!("{path} is valid: {}\n", contents(&found.desired)))
        }
        Form::Json => session.output.document(&json!({
            "format": "edgegap.check/1",
            "manifest": path.display().to_string(),
            "app": found.desired.app.name,
            "problems": found.warnings,
            "findings": findings,
        })),
        Form::Ndjson => {
            found.warnings.iter().try_for_each(|warning| session.output.line(&json!(warning)))?;
            findings.iter().try_for_each(|finding| session.output.line(&json!(finding)))
        }
    }
}

/// Looks for what the manifest refers to, and shows what was found.
async fn online(session: &Session<'_>, desired: &Desired) -> Result<Vec<Finding>> {
    let settings = &session.settings;
    let options = PreflightOptions {
        environment: manifest::environment(session),
        ca_file: settings.ca_file.as_ref().map(|path| session.host.path(path)),
        proxy: settings.proxy.clone(),
        timeout: settings.timeout,
        language: Language::Program,
    };
    let findings = edgegap_publish::preflight(desired, &options).await?;
    for finding in &findings {
        session.output.note(&finding.to_string());
    }
    session.ci.annotate_findings(&session.output, &findings);
    let errors: Vec<_> = findings.iter().filter(|finding| finding.level == Level::Error).collect();
    if errors.is_empty() {
        return Ok(findings);
    }
    let is_image = errors.iter().any(|finding| finding.object == ObjectKind::Version);
    let code = if is_image { exit::IMAGE } else { exit::FAILED };
    let message = format!("{}: {} online", desired.path.display(), count(errors.len(), "error"));
    Err(Failure::new(code, message).with("findings", json!(findings)))
}

/// What a manifest asks for, in numbers.
fn contents(desired: &Desired) -> String {
    let profiles = desired.storages.iter().map(|storage| storage.profiles.len()).sum();
    let counts = [(desired.versions.len(), "version"), (desired.storages.len(), "storage"), (profiles, "profile")];
    let counts = counts.into_iter().filter(|(number, _)| *number > 0).map(|(number, noun)| count(number, noun));
    std::iter::once(format!("application {}", of_text(&desired.app.name))).chain(counts).collect::<Vec<_>>().join(", ")
}
