//! A call with its result, and its errors in the names of the command line.

use edgegap_sdk::model::Secrecy;
use edgegap_sdk::operation::Operation;
use edgegap_sdk::{ErrorKind, Violation};
use serde_json::Value;

use crate::arguments::field::is_named;
use crate::arguments::flag;
use crate::failure::{Failure, Result};
use crate::session::Session;

/// Makes a call and shows its result.
pub(super) async fn send(session: &Session<'_>, operation: &'static Operation, arguments: Value) -> Result<()> {
    let name = name_of(operation, &arguments);
    let reply = session.call(operation, arguments).await.map_err(|failure| with_flags(failure, operation))?;
    let is_dry = session.settings.dry_run && operation.is_changing();
    session.output.reply(operation, &name, reply, is_dry)
}

/// The name of the object of a call, for people.
fn name_of(operation: &Operation, arguments: &Value) -> String {
    let own = arguments.pointer("/body/name").filter(|_| !operation.name().starts_with("update"));
    let last = operation.path_parameters().last().and_then(|parameter| arguments["path"].get(parameter));
    own.or(last).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The same failure with the names of the command line in place of those of the call.
pub(super) fn with_flags(failure: Failure, operation: &'static Operation) -> Failure {
    let error = failure.cause().filter(|error| error.kind() == ErrorKind::Validation);
    match error.and_then(|error| explain(error.violations(), operation)) {
        Some(message) => failure.with_message(message),
        None => failure,
    }
}

/// All violations of a call with the names of the command line; `None` if there are none.
pub(super) fn explain(violations: &[Violation], operation: &'static Operation) -> Option<String> {
    let lines = violations.iter().map(|violation| match argument(&violation.path, operation) {
        Some(name) => format!("{name}: {}", violation.message),
        None => violation.to_string(),
    });
    let lines: Vec<_> = lines.collect();
    match lines.as_slice() {
        [] => None,
        [line] => Some(line.clone()),
        lines => Some(format!("{} violations\n  {}", lines.len(), lines.join("\n  "))),
    }
}

/// The argument of the command line for the path of a violation: `--docker-tag` for `docker_tag`.
fn argument(path: &str, operation: &'static Operation) -> Option<String> {
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    if operation.path_parameters().any(|parameter| parameter == name) {
        return Some(name.to_ascii_uppercase());
    }
    let body = operation.body.filter(|body| body.model.field(name).is_some());
    match body {
        Some(body) if name == "name" && is_named(body) => Some("NAME".to_owned()),
        Some(body) => {
            let is_secret = body.model.field(name)?.secrecy == Secrecy::Secret;
            Some(format!("--{}{}{rest}", flag(name), if is_secret { "-env" } else { "" }))
        }
        None => operation.parameters.iter().any(|own| own.name == name).then(|| format!("--{}", flag(name))),
    }
}
