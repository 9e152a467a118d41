//! Calls that consist of several requests, within one timeout.

mod ensure;
mod wait;

use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::Instant;

pub(super) use self::ensure::Ensure;
pub(super) use self::wait::Wait;
use crate::compare::FieldComparison;
use crate::error::{Error, Result};
use crate::execute::{Context, Mode, Outcome, Sending};
use crate::options::Options;
use crate::reply::{Attempt, Change};
use crate::request::PreparedRequest;
use crate::schema::operation::Operation;

/// Maximum length of a value in a message, in characters.
const MAX_VALUE: usize = 80;

/// A call in progress that sends several requests.
pub(super) struct CallSteps<'a> {
    context: &'a Context,
    operation: &'static Operation,
    options: &'a Options,
    started: Instant,
    attempts: Vec<Attempt>,
}

impl<'a> CallSteps<'a> {
    /// Starts the time of a call.
    pub(super) fn new(context: &'a Context, operation: &'static Operation, options: &'a Options) -> Self {
        Self { context, operation, options, started: Instant::now(), attempts: Vec::new() }
    }

    /// Sends a request of the call, `waited` after the one before it.
    async fn send(
        &mut self,
        operation: &'static Operation,
        prepared: &PreparedRequest,
        mode: Mode,
        waited: Duration,
    ) -> Result<Outcome> {
        let sending =
            Sending { started: Some(self.started), ..Sending::new(self.context, operation, prepared, self.options) };
        let sent = super::send(sending, None, mode).await;
        let attempts = match &sent {
            Ok(outcome) => outcome.meta.attempts.as_slice(),
            Err(error) => error.attempts(),
        };
        let first = self.attempts.len();
        self.attempts.extend_from_slice(attempts);
        if let Some(attempt) = self.attempts.get_mut(first) {
            attempt.waited_ms = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
        }
        sent.map_err(|error| self.of_call(error))
    }

    /// The error as one of the whole call.
    fn of_call(&self, mut error: Error) -> Error {
        error.0.operation = Some(self.operation.id);
        error.0.attempts.clone_from(&self.attempts);
        error.0.elapsed = self.started.elapsed();
        error
    }

    /// The outcome as that of the whole call.
    fn finish(self, mut outcome: Outcome, change: Option<Change>) -> Outcome {
        outcome.meta.attempts = self.attempts;
        outcome.meta.change = change;
        outcome
    }
}

/// The noun of the object of a GET.
fn noun(get: &Operation) -> &'static str {
    get.path_parameters().last().map_or("object", |parameter| get.noun(parameter))
}

/// The noun and the name of the object of a GET, for messages.
fn title(get: &Operation, object: &PreparedRequest) -> String {
    let name = object.names.last().map(|name| name.escape_debug().to_string()).unwrap_or_default();
    format!("the {} `{name}`", noun(get))
}

/// The live and the wanted value of a field, for messages. Parts of a login and lists of objects
/// are not shown.
fn difference(field: &FieldComparison, wanted: &Map<String, Value>, live: &Value) -> String {
    let name = &field.name;
    if !field.items.is_empty() || field.field.is_some_and(|field| field.login) {
        return format!("other {name}");
    }
    let shown = |value: Option<&Value>| {
        let text = value.unwrap_or(&Value::Null).to_string();
        match text.char_indices().nth(MAX_VALUE) {
            Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
            None => text,
        }
    };
    format!("{name} {}, not {}", shown(live.get(name)), shown(wanted.get(name)))
}
