//! The generic call of other languages: plans and their application, in the form of
//! `tests/contract/boundary.md`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use edgegap_sdk::{Client, ErrorKind, Options, Page, Reply};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::apply::{Apply, ApplyOptions, Cursor};
use crate::error::{Error, Result};
use crate::manifest::{Format, Inputs, Loaded, load, read};
use crate::plan::{Plan, PlanOptions, plan};

/// The operations of this crate.
const OPERATIONS: [&str; 3] = ["publish.check", "publish.plan", "publish.apply"];

/// True for an operation of this crate.
pub fn is_operation(operation: &str) -> bool {
    OPERATIONS.contains(&operation)
}

/// Makes a call of this crate. The arguments are in `query`.
///
/// # Errors
/// `validation` for invalid arguments and for a manifest with problems, which are in the extra
/// field `problems`; `conflict` if something has changed since the plan; `image` if a `docker_tag`
/// was not taken over; else the error of a call.
pub async fn dispatch(
    client: &Client,
    operation: &str,
    arguments: Value,
    options: Value,
) -> edgegap_sdk::Result<Reply<Value>> {
    let Some(operation) = OPERATIONS.into_iter().find(|known| *known == operation) else {
        let message = format!("there is no operation `{}`", operation.escape_debug());
        return Err(edgegap_sdk::Error::from_binding(ErrorKind::Validation, message, None));
    };
    let view;
    let client = if options.is_null() {
        client
    } else {
        view = client.with_options(Options::from_json_of(options, client.language())?)?;
        &view
    };
    perform(client, operation, arguments).await.map_err(|error| convert(error, operation))
}

async fn perform(client: &Client, operation: &'static str, mut arguments: Value) -> Result<Reply<Value>> {
    let given = arguments.get_mut("query").map(Value::take).unwrap_or_default();
    match operation {
        "publish.check" => Ok(Reply::of_steps(check(parse(given)?)?, None)),
        "publish.plan" => {
            let given: PlanArguments = parse(given)?;
            let options =
                PlanOptions { resend_secrets: given.resend_secrets, unlink: given.unlink, recreate: given.recreate };
            let plan = plan(client, &given.source.load()?.desired, &options).await?;
            Ok(Reply::of_steps(with_text(plan.to_json(), &plan), None))
        }
        _ => apply(client, parse(given)?, arguments.get("cursor").and_then(Value::as_str)).await,
    }
}

/// The manifest and what it uses.
#[derive(Deserialize)]
struct ManifestSource {
    /// Path of the manifest, or its text.
    manifest: ManifestText,
    #[serde(default)]
    set: BTreeMap<String, String>,
    /// The environment of the language.
    #[serde(default)]
    environment: BTreeMap<String, Option<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ManifestText {
    Path(PathBuf),
    Text {
        text: String,
        /// `toml` or `json`.
        #[serde(default)]
        format: String,
        /// Path for messages, to whose folder the paths in the manifest are relative.
        #[serde(default)]
        path: PathBuf,
    },
}

#[derive(Deserialize)]
struct PlanArguments {
    #[serde(flatten)]
    source: ManifestSource,
    #[serde(default)]
    resend_secrets: bool,
    #[serde(default)]
    unlink: Vec<String>,
    #[serde(default)]
    recreate: bool,
}

#[derive(Deserialize)]
struct ApplyArguments {
    #[serde(flatten)]
    source: ManifestSource,
    plan: Value,
    /// Maximum time for the service to take over a new `docker_tag`, in milliseconds.
    wait_ms: Option<u64>,
}

impl ManifestSource {
    fn load(self) -> Result<Loaded> {
        let set = |variable: (String, Option<String>)| Some((variable.0, variable.1?));
        let inputs = Inputs { set: self.set, environment: self.environment.into_iter().filter_map(set).collect() };
        let loaded = match self.manifest {
            ManifestText::Path(path) => load(&path, &inputs),
            ManifestText::Text { text, format, path } => {
                let format = if format == "json" { Format::Json } else { Format::Toml };
                read(&text, format, &path, &inputs)
            }
        };
        loaded.map_err(Error::Manifest)
    }
}

fn parse<T: DeserializeOwned>(given: Value) -> Result<T> {
    serde_json::from_value(given).map_err(|error| Error::Invalid(format!("the arguments cannot be read: {error}")))
}

/// A document with what it looks like.
fn with_text(mut document: Value, shown: &impl ToString) -> Value {
    if let Some(fields) = document.as_object_mut() {
        fields.insert("text".to_owned(), shown.to_string().into());
    }
    document
}

fn check(source: ManifestSource) -> Result<Value> {
    let loaded = source.load()?;
    let warnings = loaded.warnings.iter().map(|warning| with_text(json!(warning), warning));
    Ok(json!({"app": loaded.desired.app.name, "warnings": warnings.collect::<Vec<_>>()}))
}

/// Where an apply continues.
#[derive(Default, Deserialize, Serialize)]
struct Position {
    page: u64,
    cursor: Cursor,
}

/// Does the next step of a plan. Each page has one step.
async fn apply(client: &Client, given: ApplyArguments, cursor: Option<&str>) -> Result<Reply<Value>> {
    let position: Position = match cursor {
        None => Position::default(),
        Some(text) => {
            serde_json::from_str(text).map_err(|_| Error::Invalid("the cursor is not one of this list".to_owned()))?
        }
    };
    let plan = Plan::from_json(&given.plan)?;
    let desired = given.source.load()?.desired;
    let mut options = ApplyOptions::default();
    if let Some(wait) = given.wait_ms {
        options.timeout = Duration::from_millis(wait);
    }
    let mut apply = Apply::new(client, &plan, &desired)?.options(options).at(position.cursor);
    let step = apply.next().await.transpose()?;
    let number = position.page + 1;
    let next = Position { page: number, cursor: apply.cursor().clone() };
    let cursor = step.is_some().then(|| serde_json::to_string(&next).unwrap_or_default());
    let steps: Vec<_> = step.iter().map(|step| with_text(json!(step), step)).collect();
    Ok(Reply::of_steps(steps.into(), Some(Page::new(number, cursor))))
}

/// The error as one of a call.
fn convert(error: Error, operation: &'static str) -> edgegap_sdk::Error {
    let kind = match &error {
        Error::Sdk(error) => return error.clone().of_steps(operation, None),
        Error::Manifest(_) | Error::Invalid(_) | Error::Confirm(_) => ErrorKind::Validation,
        Error::Moved(_) => ErrorKind::Conflict,
        Error::NotTaken(_) => ErrorKind::Image,
    };
    let problems = match &error {
        Error::Manifest(problems) => Some(("problems", json!(problems))),
        _ => None,
    };
    edgegap_sdk::Error::from_binding(kind, error.to_string(), None).of_steps(operation, problems)
}
