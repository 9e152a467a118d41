//! Execution of one call, and its outcome as JSON for languages that have a fast JSON parser of
//! their own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use edgegap_sdk::progress::Progress;
use edgegap_sdk::{Client, Error, ErrorKind, JsonValue, Reply};
use futures_util::FutureExt;
use serde_json::Value;

use crate::operation::OperationId;

/// The outcome of a call.
pub type Outcome = Result<Reply<JsonValue>, Error>;

/// Converts a reply to JSON, in the form of `tests/contract/boundary.md`.
pub fn reply_json(reply: &Reply<JsonValue>) -> String {
    serde_json::to_string(reply).unwrap_or_default()
}

/// Converts an error to JSON, in the form of `tests/contract/boundary.md`.
pub fn error_json(error: &Error) -> String {
    error.to_json().to_string()
}

/// Parses the JSON of arguments, options or settings. An empty string is `null`.
///
/// # Errors
/// `internal`: a binding that sends invalid JSON has a bug. The message does not contain the JSON,
/// which may contain secrets.
pub fn parse(json: &str) -> Result<Value, Error> {
    if json.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(json).map_err(|error| {
        let message = format!(
            "the binding sent invalid JSON (line {}, column {}); please report it",
            error.line(),
            error.column()
        );
        Error::from_binding(ErrorKind::Internal, message, None)
    })
}

/// Makes the generic call, as a future that owns its arguments and ends when its client is closed.
/// A panic becomes an error. `progress` records whether a request was sent.
pub(crate) fn call(
    client: Client,
    closed: impl Future<Output = ()> + Send,
    operation: String,
    arguments: Value,
    options: Value,
    progress: Progress,
) -> impl Future<Output = Outcome> + Send {
    let (id, start) = (OperationId::find(&operation), Instant::now());
    // The future takes some kilobytes, which are not copied once it is in a box.
    let call = catch_panic(id, Box::pin(async move { dispatch(&client, &operation, arguments, options).await }));
    let call = progress.of(call);
    async move {
        tokio::select! {
            biased;
            () = closed => {
                let reason = "the client was closed while the call was pending";
                Err(aborted_error(ErrorKind::Closed, reason, id, start, &progress))
            }
            outcome = call => outcome,
        }
    }
}

/// The operations of the core, and those for publishing.
async fn dispatch(client: &Client, operation: &str, arguments: Value, options: Value) -> Outcome {
    if edgegap_publish::find_operation(operation).is_none() {
        return client.dispatch_json(operation, arguments, options).await;
    }
    // Rare, and its state would make every call's larger.
    let reply = Box::pin(edgegap_publish::dispatch(client, operation, arguments, options)).await?;
    Ok(reply.map_value(JsonValue::from))
}

/// Awaits a call. A panic becomes an error.
pub(crate) fn catch_panic(
    operation: OperationId,
    call: impl Future<Output = Outcome> + Send,
) -> impl Future<Output = Outcome> + Send {
    let start = Instant::now();
    AssertUnwindSafe(call)
        .catch_unwind()
        .map(move |result| result.unwrap_or_else(|_| Err(panic_error(operation).after(start.elapsed(), true))))
}

/// Runs code of a binding. A panic becomes an error of kind `internal`, which `convert` turns into
/// an error of the language.
///
/// # Errors
/// The error of the code, or the error of a panic.
pub fn guard<T, E>(work: impl FnOnce() -> Result<T, E>, convert: impl FnOnce(Error) -> E) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(convert(panic_error(OperationId::Unknown))))
}

fn panic_error(operation: OperationId) -> Error {
    let message = "this is a bug of the SDK; please report it with the lines that were written to standard error";
    operation.error(ErrorKind::Internal, message)
}

/// The error of a call that was closed or cancelled before it had a response.
pub(crate) fn aborted_error(
    kind: ErrorKind,
    reason: &str,
    operation: OperationId,
    start: Instant,
    progress: &Progress,
) -> Error {
    operation.error(kind, reason).after(start.elapsed(), progress.is_sent())
}
