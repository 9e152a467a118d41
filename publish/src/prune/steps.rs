//! Carries out a prune, one object per step.

use std::time::Instant;

use edgegap_sdk::{Client, ErrorKind};
use serde_json::Map;

use super::PrunePlan;
use crate::apply::{Cursor, unmoved};
use crate::caller::Caller;
use crate::desired::Desired;
use crate::error::{Error, Result};
use crate::object::ObjectKind;
use crate::plan::{Action, PlannedAction};
use crate::step::{ObjectStep, Step};

/// A prune that is carried out, one object per step. Nothing is sent before the first step is asked
/// for.
///
/// A version is read again immediately before it is changed: its `last_updated` must be the plan's.
/// A tag has nothing to compare.
#[derive(Debug)]
#[must_use = "nothing is sent before the first step is asked for"]
pub struct PruneSteps<'a> {
    client: &'a Client,
    plan: &'a PrunePlan,
    cursor: Cursor,
}

impl<'a> PruneSteps<'a> {
    /// Carries out a prune of this manifest. `consent` says that the caller has agreed to the
    /// plan's list.
    ///
    /// # Errors
    /// `Confirm` without consent, unless there is nothing to do; `Moved` if the plan was made from
    /// another manifest, or for another account or service.
    pub fn new(client: &'a Client, plan: &'a PrunePlan, desired: &Desired, consent: bool) -> Result<Self> {
        plan.origin.check(client, desired)?;
        if !consent && !plan.is_empty() {
            let counts = plan.counts();
            return Err(Error::Confirm(format!(
                "a prune of `{}` would disable {} and delete {} objects: look at the list, and agree to it",
                desired.app.name.escape_debug(),
                counts.disable,
                counts.delete
            )));
        }
        let mut cursor = Cursor::default();
        cursor.summary.is_prune = true;
        Ok(Self { client, plan, cursor })
    }

    /// Continues at the position of another one.
    pub fn at(mut self, cursor: Cursor) -> Self {
        self.cursor = cursor;
        self.cursor.summary.is_prune = true;
        self
    }

    /// The position after the last step.
    pub fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    /// Does the next step. The last step is the summary; `None` follows it. After an error, the
    /// same step is tried again.
    ///
    /// # Errors
    /// `Moved` if a version has changed since the plan, `Sdk` if a call fails.
    pub async fn next(&mut self) -> Option<Result<Step>> {
        match self.plan.actions.get(self.cursor.index) {
            Some(action) => Some(self.step(action).await),
            None => self.cursor.end(),
        }
    }

    async fn step(&mut self, action: &PlannedAction) -> Result<Step> {
        let started = Instant::now();
        let mut caller = Caller::new(self.client, &self.plan.origin.app);
        let outcome = carry_out(&mut caller, action).await;
        let elapsed = self.cursor.count(&caller, started);
        let fields = if action.action == Action::Disable { vec!["is_active".to_owned()] } else { Vec::new() };
        Ok(self.cursor.finish(ObjectStep::new(action, fields, outcome?, elapsed)))
    }
}

/// Disables or deletes an object. False if it did not exist any more.
async fn carry_out(caller: &mut Caller<'_>, action: &PlannedAction) -> Result<bool> {
    let id = action.id();
    if action.object == ObjectKind::Version {
        unmoved(caller, action).await?;
    }
    let call = match (action.object, action.action) {
        (_, Action::Disable) => {
            caller.call("update", &id, Some(Map::from_iter([("is_active".to_owned(), false.into())]))).await
        }
        (ObjectKind::Tag, _) => caller.call("delete_tag", &id, None).await,
        _ => caller.call("delete", &id, None).await,
    };
    match call {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}
