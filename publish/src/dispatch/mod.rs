//! The generic call of other languages: plans, their application and prunes, in the form of
//! `tests/contract/boundary.md`.

mod arguments;
mod list;

use edgegap_sdk::{Client, ErrorKind, Options, Reply};
use serde_json::{Value, json};

use self::arguments::Arguments;
use crate::error::{Error, Result};
use crate::plan::{PlanOptions, plan};

/// The operations of this crate, and if they change something.
const OPERATIONS: [(&str, bool); 4] =
    [("publish.check", false), ("publish.plan", false), ("publish.apply", true), ("publish.prune", true)];

/// The name of an operation of this crate.
pub fn find_operation(name: &str) -> Option<&'static str> {
    OPERATIONS.iter().find(|(own, _)| *own == name).map(|(own, _)| *own)
}

/// An error of a call of this crate.
pub fn error_of(operation: &'static str, kind: ErrorKind, message: &str) -> edgegap_sdk::Error {
    edgegap_sdk::Error::from_binding(kind, message, None).of_steps(operation, changes(operation), None)
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
    let Some(operation) = find_operation(operation) else {
        let message = format!("there is no operation `{}`", operation.escape_debug());
        return Err(edgegap_sdk::Error::from_binding(ErrorKind::Validation, message, None));
    };
    if options.get("dry_run").is_some() {
        let message = format!("{operation} has no dry run: a plan says what an apply does");
        return Err(error_of(operation, ErrorKind::Validation, &message));
    }
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
    let cursor = arguments.get("cursor").and_then(Value::as_str).map(str::to_owned);
    let query = arguments.get_mut("query").map(Value::take).unwrap_or_default();
    let mut given = Arguments::new(query, client.language());
    match operation {
        "publish.check" => Ok(Reply::of_steps(check(given)?, None)),
        "publish.plan" => Ok(Reply::of_steps(make_plan(client, given).await?, None)),
        "publish.apply" => list::apply(client, &mut given, cursor.as_deref()).await,
        _ => list::prune(client, &mut given, cursor.as_deref()).await,
    }
}

fn check(mut given: Arguments) -> Result<Value> {
    let source = given.source();
    given.finish()?;
    let loaded = source.load()?;
    let warnings = loaded.warnings.iter().map(|warning| with_text(json!(warning), warning));
    Ok(json!({"app": loaded.desired.app.name, "warnings": warnings.collect::<Vec<_>>()}))
}

async fn make_plan(client: &Client, mut given: Arguments) -> Result<Value> {
    let source = given.source();
    let options = PlanOptions {
        resend_secrets: given.flag("resend_secrets"),
        unlink: given.strings("unlink"),
        recreate: given.flag("recreate"),
    };
    given.finish()?;
    Ok(plan(client, &source.load()?.desired, &options).await?.to_json())
}

/// A document with what it looks like.
fn with_text(mut document: Value, shown: &impl ToString) -> Value {
    if let Some(fields) = document.as_object_mut() {
        fields.insert("text".to_owned(), shown.to_string().into());
    }
    document
}

fn changes(operation: &str) -> bool {
    OPERATIONS.iter().any(|(own, changes)| *own == operation && *changes)
}

/// The error as one of a call.
fn convert(error: Error, operation: &'static str) -> edgegap_sdk::Error {
    let changes = changes(operation);
    let kind = match &error {
        Error::Sdk(error) => return error.clone().of_steps(operation, changes, None),
        Error::Manifest(_) | Error::Invalid(_) | Error::Confirm(_) => ErrorKind::Validation,
        Error::Moved(_) => ErrorKind::Conflict,
        Error::NotTaken(_) => ErrorKind::Image,
    };
    let problems = match &error {
        Error::Manifest(problems) => {
            let problems: Vec<_> = problems.iter().map(|problem| with_text(json!(problem), problem)).collect();
            Some(("problems", problems.into()))
        }
        _ => None,
    };
    edgegap_sdk::Error::from_binding(kind, error.to_string(), None).of_steps(operation, changes, problems)
}
