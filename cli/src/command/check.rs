//! `edgegap check`: the manifest alone.

use clap::ArgMatches;
use edgegap_publish::{Desired, Level};
use serde_json::json;

use crate::arguments::global::Form;
use crate::failure::{Failure, Result};
use crate::manifest;
use crate::output::text::{count, of_text};
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let found = manifest::load(session)?;
    let path = manifest::path(session);
    let warnings = manifest::count(&found.warnings, Level::Warning);
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
        })),
        Form::Ndjson => found.warnings.iter().try_for_each(|warning| session.output.line(&json!(warning))),
    }
}

/// What a manifest asks for, in numbers.
fn contents(desired: &Desired) -> String {
    let profiles = desired.storages.iter().map(|storage| storage.profiles.len()).sum();
    let counts = [(desired.versions.len(), "version"), (desired.storages.len(), "storage"), (profiles, "profile")];
    let counts = counts.into_iter().filter(|(number, _)| *number > 0).map(|(number, noun)| count(number, noun));
    std::iter::once(format!("application {}", of_text(&desired.app.name))).chain(counts).collect::<Vec<_>>().join(", ")
}
