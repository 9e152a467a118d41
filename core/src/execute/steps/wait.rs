//! Gets an object until its fields have the wanted values.

use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::{Instant, sleep};

use super::CallSteps;
use crate::compare::{Comparison, FieldComparison};
use crate::error::{Error, ErrorKind, Result};
use crate::execute::attempts::deadline;
use crate::execute::retry::Policy;
use crate::execute::{Mode, Outcome};
use crate::request::PreparedRequest;
use crate::schema::operation::{Operation, Output};

/// The operation of a wait.
pub(super) struct Wait {
    pub(super) get: &'static Operation,
}

/// With less time left, no further request is sent.
const MIN_REMAINING: Duration = Duration::from_millis(50);
/// Maximum length of a value in a message, in characters.
const MAX_VALUE: usize = 80;

impl Wait {
    /// Carries it out. The delays are those between retries.
    pub(super) async fn perform(&self, mut call: CallSteps<'_>, prepared: &PreparedRequest) -> Result<Outcome> {
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
        let noun = self.get.path_parameters().last().map_or("object", |parameter| self.get.noun(parameter));
        let name = object.names.last().map(|name| name.escape_debug().to_string()).unwrap_or_default();
        let mut message =
            format!("after {:.1} s, the {noun} `{name}` has {}", elapsed.as_secs_f64(), differences.join(", "));
        message.push_str(match comparison.changed().any(|field| field.name == "docker_tag") {
            true if live.get("docker_tag").and_then(Value::as_str) == Some("") => {
                ". The service is still taking over a change: wait longer, with a longer timeout of the call"
            }
            _ => {
                ". The service may have refused a change without an error, for example because of a quota: check the \
                 account, or wait longer, with a longer timeout of the call"
            }
        });
        Error::new(ErrorKind::Timeout, message)
    }
}

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
