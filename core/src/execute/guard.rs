//! The guard rails of a client: calls that it refuses before anything is sent.

use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::execute::Mode;
use crate::request::PreparedRequest;
use crate::schema::operation::Operation;
use crate::settings::Resolved;

/// Refuses a call that the settings do not permit.
pub(super) fn check(
    resolved: &Resolved,
    operation: &'static Operation,
    prepared: &PreparedRequest,
    mode: Mode,
) -> Result<()> {
    let guard = &resolved.guard;
    // A dry run changes nothing.
    if guard.read_only && operation.is_changing() && !mode.dry_run {
        let source = guard.read_only_source.in_words(resolved.language);
        return Err(refusal(operation, format!("the client only reads, because of {source}")));
    }
    let Some(allowed) = &guard.allow_apps else { return Ok(()) };
    let is_refused = |name: &&str| !allowed.iter().any(|allowed| allowed == name);
    match applications(operation, prepared).find(is_refused) {
        None => Ok(()),
        Some(name) => {
            let source = guard.allow_apps_source.in_words(resolved.language);
            let allowed = allowed.iter().map(|name| format!("`{}`", name.escape_debug())).collect::<Vec<_>>();
            let reason = format!(
                "the client may use the application {}, because of {source}, and not `{}`",
                allowed.join(" or "),
                name.escape_debug()
            );
            Err(refusal(operation, reason))
        }
    }
}

/// The names of applications in a call: in its path, and in the body that creates or renames one.
fn applications<'a>(operation: &Operation, prepared: &'a PreparedRequest) -> impl Iterator<Item = &'a str> {
    let parameters = operation.path_parameters().zip(&prepared.names);
    let in_path: Vec<_> = parameters.filter(|(parameter, _)| *parameter == "app").map(|(_, name)| name).collect();
    let body = prepared.body.as_ref().filter(|_| operation.resource() == "applications");
    let in_body = body.and_then(|body| body.get("name")).and_then(Value::as_str);
    in_path.into_iter().map(String::as_str).chain(in_body)
}

fn refusal(operation: &'static Operation, reason: String) -> Error {
    Error::from_binding(ErrorKind::Permission, format!("{}: nothing was sent: {reason}", operation.id), Some(operation))
}
