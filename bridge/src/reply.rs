//! Calls and what comes of them, as JSON text for languages that have a fast reader of their own.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use edgegap_sdk::operation::Operation;
use edgegap_sdk::progress::Progress;
use edgegap_sdk::{Client, Error, ErrorKind, JsonValue, Reply};
use futures_util::FutureExt;
use serde_json::Value;

/// What a call comes to.
pub type Outcome = Result<Reply<JsonValue>, Error>;

/// A reply as JSON text, in the form of `tests/contract/boundary.md`.
pub fn reply_json(reply: &Reply<JsonValue>) -> String {
    serde_json::to_string(reply).unwrap_or_default()
}

/// An error as JSON text, in the form of `tests/contract/boundary.md`.
pub fn error_json(error: &Error) -> String {
    error.to_json().to_string()
}

/// Reads arguments, options or settings from JSON text; empty text is nothing.
///
/// # Errors
/// `internal`: a binding writes JSON, or it has a bug. The text is not shown, for there may be secrets in it.
pub fn parse(text: &str) -> Result<Value, Error> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|error| {
        let message =
            format!("the binding wrote no JSON (line {}, column {}); please report it", error.line(), error.column());
        Error::from_binding(ErrorKind::Internal, message, None)
    })
}

/// The generic call, as a future that owns what it needs, and ends when its client is closed. A panic in it is an error.
/// `progress` says whether anything was sent.
pub(crate) fn call(
    client: Client,
    closed: impl Future<Output = ()> + Send,
    operation: String,
    arguments: Value,
    options: Value,
    progress: Progress,
) -> impl Future<Output = Outcome> + Send {
    let (id, began) = (Operation::find(&operation), Instant::now());
    // Some kilobytes, which are moved about no more once they are in a box.
    let call = guarded(id, Box::pin(async move { client.dispatch_json(&operation, arguments, options).await }));
    let call = progress.of(call);
    async move {
        tokio::select! {
            biased;
            () = closed => {
                let why = "the client was closed while the call was under way";
                Err(ended(ErrorKind::Closed, why, id, began, &progress))
            }
            outcome = call => outcome,
        }
    }
}

/// The call; should it panic, an error that says so.
pub(crate) fn guarded(
    operation: Option<&'static Operation>,
    call: impl Future<Output = Outcome> + Send,
) -> impl Future<Output = Outcome> + Send {
    let began = Instant::now();
    AssertUnwindSafe(call)
        .catch_unwind()
        .map(move |done| done.unwrap_or_else(|_| Err(bug(operation).after(began.elapsed(), true))))
}

/// What a panic comes to.
pub fn bug(operation: Option<&'static Operation>) -> Error {
    let message =
        "a bug of this SDK ended the call; please report it with the lines that were written to standard error";
    Error::from_binding(ErrorKind::Internal, message, operation)
}

/// A call that ended without an answer because its client or queue was closed, or somebody cancelled it.
pub(crate) fn ended(
    kind: ErrorKind,
    why: &str,
    operation: Option<&'static Operation>,
    began: Instant,
    progress: &Progress,
) -> Error {
    Error::from_binding(kind, why, operation).after(began.elapsed(), progress.is_sent())
}
