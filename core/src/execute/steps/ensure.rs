//! Makes an object have the wanted fields: gets it, then creates it, updates what differs, or does
//! nothing more.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{CallSteps, difference, noun, title};
use crate::compare::Comparison;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::dry_run::DryRun;
use crate::execute::{Mode, Outcome};
use crate::reply::{Action, Change};
use crate::request::PreparedRequest;
use crate::schema::operation::{Operation, Output, Recovery};

/// The operations of an ensure.
pub(in crate::execute) struct Ensure {
    pub(in crate::execute) get: &'static Operation,
    pub(in crate::execute) create: &'static Operation,
    pub(in crate::execute) update: &'static Operation,
}

impl Ensure {
    /// Carries it out. If another program creates the object in the meantime, it is compared.
    pub(in crate::execute) async fn perform(
        &self,
        mut call: CallSteps<'_>,
        prepared: &PreparedRequest,
        mode: Mode,
    ) -> Result<Outcome> {
        let body = prepared.body.clone().unwrap_or_default();
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
        let names = [prepared.names.as_slice(), &[name.to_owned()]].concat();
        let object = PreparedRequest::of_names(self.get, &names).map_err(|error| call.of_call(error))?;
        if let Some(live) = self.read(&mut call, &object).await? {
            return self.update(call, object, &body, live, mode).await;
        }
        match call.send(self.create, prepared, mode, Duration::ZERO).await {
            Ok(outcome) => Ok(call.finish(outcome, Some(Change::new(Action::Created)))),
            Err(error) if self.is_taken(&error) => match self.read(&mut call, &object).await? {
                Some(live) => self.update(call, object, &body, live, mode).await,
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// The object, if it exists.
    async fn read(&self, call: &mut CallSteps<'_>, object: &PreparedRequest) -> Result<Option<Outcome>> {
        match call.send(self.get, object, Mode::SEND, Duration::ZERO).await {
            Ok(outcome) => Ok(Some(outcome)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Updates the fields of an existing object that differ.
    async fn update(
        &self,
        mut call: CallSteps<'_>,
        mut object: PreparedRequest,
        body: &Map<String, Value>,
        live: Outcome,
        mode: Mode,
    ) -> Result<Outcome> {
        let Output::One(model, _) = self.get.output else {
            return Err(Error::new(ErrorKind::Internal, "an ensure gets no object"));
        };
        let value = Value::from(live.value.clone());
        let comparison = Comparison::new(body, &value, model);
        let fixed: Vec<_> = comparison.fixed().map(|field| difference(field, body, &value)).collect();
        if !fixed.is_empty() {
            return Err(call.of_call(self.fixed_error(&object, &fixed)));
        }
        let update = comparison.update(body, false);
        let changed = comparison.changed().map(|field| field.name.clone()).collect();
        let hidden = comparison.hidden().map(|field| field.name.clone());
        let not_compared = hidden.filter(|name| !update.contains_key(name)).collect();
        if update.is_empty() {
            let change = Change { not_compared, ..Change::new(Action::Unchanged) };
            let outcome = if mode.dry_run { DryRun::default().into_outcome() } else { live };
            return Ok(call.finish(outcome, Some(change)));
        }
        object.body = Some(update);
        let outcome = call.send(self.update, &object, mode, Duration::ZERO).await?;
        Ok(call.finish(outcome, Some(Change { fields: changed, not_compared, ..Change::new(Action::Updated) })))
    }

    /// True if a create failed because the name is taken.
    fn is_taken(&self, error: &Error) -> bool {
        let Recovery::Create { taken, .. } = self.create.recovery else { return false };
        error.status() == Some(taken) && !error.maybe_applied()
    }

    /// The error for fields that differ and cannot be changed.
    fn fixed_error(&self, object: &PreparedRequest, fixed: &[String]) -> Error {
        let (noun, title) = (noun(self.get), title(self.get, object));
        let it = if fixed.len() == 1 { "it" } else { "them" };
        Error::new(
            ErrorKind::Conflict,
            format!(
                "{title} exists with {}, and an update cannot change {it}: use a new name, or delete the {noun} first",
                fixed.join(", "),
            ),
        )
    }
}
