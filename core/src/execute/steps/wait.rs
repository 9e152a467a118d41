//! Gets an object until its fields have the wanted values.

use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::{Instant, sleep};

use super::{CallSteps, difference, title};
use crate::compare::Comparison;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::attempts::deadline;
use crate::execute::retry::Policy;
use crate::execute::{Mode, Outcome};
use crate::request::PreparedRequest;
use crate::schema::operation::{Operation, Output};

/// The operation of a wait.
pub(in crate::execute) struct Wait {
    pub(in crate::execute) get: &'static Operation,
}

/// With less time left, no further request is sent.
const MIN_REMAINING: Duration = Duration::from_millis(50);

impl Wait {
    /// Carries it out. The delays are those between retries.
    pub(in crate::execute) async fn perform(
        &self,
        mut call: CallSteps<'_>,
        prepared: &PreparedRequest,
    ) -> Result<Outcome> {
        let Output::One(model, _) = self.get.output else {
            return Err(Error::new(ErrorKind::Internal, "a wait gets no object"));
        };
        let wanted = prepared.body.clone().unwrap_or_default();
        let object = PreparedRequest { body: None, ..prepared.clone() };
        let policy = Policy::from_options(call.options);
        let deadline = deadline(call.started, call.options);
        let mut delay = Duration::ZERO;
        for read in 0.. {
            let outcome = call.send(self.get, &object, Mode::SEND, delay).await?;
            let live = Value::from(outcome.value.clone());
            let comparison = Comparison::new(&wanted, &live, model);
            if comparison.is_same() {
                return Ok(call.finish(outcome, None));
            }
            let remaining = deadline.saturating_duration_since(Instant::now());
            if remaining < MIN_REMAINING {
                let error = self.error(&object, &comparison, &wanted, &live, call.started.elapsed());
                return Err(call.of_call(error));
            }
            // The last requests come shortly before the end.
            delay = policy.delay(read, fastrand::f64()).min(remaining * 3 / 4);
            sleep(delay).await;
        }
        Err(Error::new(ErrorKind::Internal, "a wait did not end"))
    }

    /// The error for fields that still differ when the time ends.
    fn error(
        &self,
        object: &PreparedRequest,
        comparison: &Comparison,
        wanted: &Map<String, Value>,
        live: &Value,
        elapsed: Duration,
    ) -> Error {
        let differences: Vec<_> = comparison.changed().map(|field| difference(field, wanted, live)).collect();
        let (seconds, object) = (elapsed.as_secs_f64(), title(self.get, object));
        let mut message = format!("after {seconds:.1} s, {object} has {}", differences.join(", "));
        message.push_str(match comparison.changed().any(|field| field.name == "docker_tag") {
            true if live.get("docker_tag").and_then(Value::as_str) == Some("") => {
                ". The service does not report the new tag yet: wait longer, with a longer timeout of the call"
            }
            _ => {
                ". The service may have refused a change without an error, for example because of a quota: check the \
                 account, or wait longer, with a longer timeout of the call"
            }
        });
        Error::new(ErrorKind::Timeout, message)
    }
}
