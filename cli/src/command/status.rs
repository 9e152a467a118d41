//! `edgegap status`: the applications, their versions, which image each has, and what differs from
//! the manifest of the working directory.

use clap::ArgMatches;
use edgegap_publish::{Counts, Level, PlanOptions, Problem, Problems};
use edgegap_sdk::{Application, Client, Version};
use serde_json::{Value, json};

use crate::arguments::global::Form;
use crate::failure::Result;
use crate::manifest;
use crate::output::text::{count, in_table, of_text};
use crate::output::{object, table};
use crate::session::Session;

/// An application with its versions.
struct Found {
    application: Application,
    versions: Vec<Version>,
}

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let client = session.client().await?;
    let applications = match matches.get_one::<String>("app") {
        Some(name) => vec![client.applications().get(name).await?],
        None => client.applications().list().collect().await?,
    };
    let mut found = Vec::new();
    for application in applications {
        found.push(read(client, application).await?);
    }
    let drift = drift(session).await?;
    match session.output.form {
        Form::Human => {
            show(session, &found)?;
            if let Some(drift) = drift {
                session.output.note(&drift.to_string());
            }
            Ok(())
        }
        Form::Json => session.output.document(&json!({
            "format": "edgegap.status/1",
            "applications": found.iter().map(Found::to_json).collect::<Vec<_>>(),
            "drift": drift.map(|drift| drift.to_json()),
        })),
        Form::Ndjson => found.iter().try_for_each(|found| session.output.line(&found.to_json())),
    }
}

async fn read(client: &Client, application: Application) -> Result<Found> {
    let mut versions = client.versions().list(&application.name).collect().await?;
    // The newest first; the service promises no order.
    versions.sort_by_key(|version| std::cmp::Reverse(version.create_time));
    Ok(Found { application, versions })
}

/// What differs from a manifest.
struct Drift {
    manifest: String,
    /// The number of changes, or why the manifest cannot be used here.
    counts: Result<Counts, String>,
}

/// The differences from the manifest, if there is one.
async fn drift(session: &Session<'_>) -> Result<Option<Drift>> {
    if !manifest::is_given(session) {
        return Ok(None);
    }
    let manifest = manifest::path(session).display().to_string();
    // Its variables may be set in builds only, so this is not an error.
    let read = match manifest::read(session) {
        Ok(read) => read,
        Err(problems) => return Ok(Some(Drift { manifest, counts: Err(why(&problems)) })),
    };
    let plan = edgegap_publish::plan(session.client().await?, &read.desired, &PlanOptions::default()).await?;
    Ok(Some(Drift { manifest, counts: Ok(plan.counts()) }))
}

/// The first error of a manifest, and what to do.
fn why(problems: &Problems) -> String {
    let error = problems.iter().find(|problem| problem.level == Level::Error);
    let advice = error.and_then(|error| error.advice.as_deref()).unwrap_or("run `edgegap check`");
    format!("{}: {}", error.map(Problem::title).unwrap_or_default(), advice)
}

impl Drift {
    fn to_json(&self) -> Value {
        json!({"manifest": self.manifest, "counts": self.counts.as_ref().ok()})
    }
}

impl std::fmt::Display for Drift {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let manifest = of_text(&self.manifest);
        match &self.counts {
            Err(why) => write!(f, "{manifest} is not compared: {}", of_text(why)),
            Ok(counts) if counts.create + counts.change + counts.delete == 0 => write!(f, "{manifest}: no drift"),
            Ok(counts) => write!(f, "{manifest}: {counts}"),
        }
    }
}

fn show(session: &Session<'_>, found: &[Found]) -> Result<()> {
    let headers = ["APPLICATION", "VERSION", "ACTIVE", "IMAGE", "CPU", "MEMORY", "LAST_UPDATED"].map(ToOwned::to_owned);
    let mut rows = Vec::new();
    for Found { application, versions } in found {
        if versions.is_empty() {
            rows.push(vec![of_text(&application.name), "-".to_owned()]);
        }
        rows.extend(versions.iter().map(|version| row(application, version)));
    }
    if !rows.is_empty() {
        session.output.text(&table::of_rows(&headers, rows, session.output.has_color))?;
    }
    let versions = found.iter().map(|found| found.versions.len()).sum();
    session.output.note(&format!("{}, {}", count(found.len(), "application"), count(versions, "version")));
    Ok(())
}

fn row(application: &Application, version: &Version) -> Vec<String> {
    let is_active = application.is_active && version.is_active != Some(false);
    let image = match version.docker_tag.as_str() {
        "" => format!("{} (the new tag is not reported yet)", version.docker_image),
        tag => format!("{}:{tag}", version.docker_image),
    };
    vec![
        of_text(&application.name),
        of_text(&version.name),
        if is_active { "yes" } else { "no" }.to_owned(),
        of_text(&image),
        version.req_cpu.to_string(),
        version.req_memory.to_string(),
        in_table(&json!(version.last_updated)),
    ]
}

impl Found {
    fn to_json(&self) -> Value {
        let versions: Vec<Value> = self.versions.iter().map(|version| json!(version)).collect();
        let masked = object::masked(versions.into(), crate::arguments::resource::model("versions.get"));
        let mut application = json!(self.application);
        application["versions"] = masked;
        application
    }
}
