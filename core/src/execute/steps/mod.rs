//! Calls that consist of several requests, within one timeout.

mod ensure;
mod wait;

use std::time::Duration;

use tokio::time::Instant;

use self::ensure::Ensure;
use self::wait::Wait;
use crate::error::{Error, Result};
use crate::execute::{Context, Mode, Outcome, Sending, ValidatedCall};
use crate::options::Options;
use crate::reply::{Attempt, Change};
use crate::request::{Arguments, PreparedRequest};
use crate::schema::operation::{Operation, Steps};
use crate::violation::Violations;

/// Carries out a call of several requests.
pub(super) async fn perform(
    context: &Context,
    operation: &'static Operation,
    call: ValidatedCall<'_>,
    mode: Mode,
) -> Result<Outcome> {
    let ValidatedCall { options, prepared, .. } = call;
    let steps = CallSteps { context, operation, options: &options, started: Instant::now(), attempts: Vec::new() };
    match operation.steps {
        Steps::Ensure { get, create, update } => Ensure { get, create, update }.perform(steps, &prepared, mode).await,
        Steps::Wait { get } => Wait { get }.perform(steps, &prepared).await,
        Steps::One => super::send(Sending::new(context, operation, &prepared, &options), None, mode).await,
    }
}

/// A call in progress that sends several requests.
struct CallSteps<'a> {
    context: &'a Context,
    operation: &'static Operation,
    options: &'a Options,
    started: Instant,
    attempts: Vec<Attempt>,
}

impl CallSteps<'_> {
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

/// A request without a body for the object with these names.
fn request(operation: &'static Operation, names: &[String]) -> Result<PreparedRequest> {
    let names = operation.path_parameters().zip(names);
    let path = names.map(|(parameter, name)| (parameter.into(), name.as_str().into())).collect();
    let mut violations = Violations::default();
    let prepared = Arguments { path, ..Arguments::default() }.prepare_names(operation, &mut violations);
    match violations.is_empty() {
        true => Ok(prepared),
        false => Err(Error::validation(operation.id, violations.into_violations())),
    }
}
