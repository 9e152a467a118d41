//! The wait until the service has taken over a new `docker_tag`. A successful update does not mean
//! that it has: the tag may read back empty for a while, or stay the old one.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ApplyOptions, Progress};
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::object::plain;
use crate::plan::PlannedAction;
use crate::step::WaitingStep;

/// A wait in progress.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Wait {
    /// The wanted tag.
    pub(super) wanted: String,
    /// The tag that was read last.
    live: String,
    /// Time of the steps before, the update included, in milliseconds.
    pub(super) elapsed_ms: u64,
    /// Time since the wait began, in milliseconds.
    waited_ms: u64,
    /// Number of times that the tag was read.
    reads: u32,
}

impl Wait {
    pub(super) fn new(wanted: String) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// Reads the tag.
    pub(super) async fn look(&mut self, caller: &mut Caller<'_>, action: &PlannedAction) -> Result<Progress> {
        let live = caller.call("get", &action.id(), None).await?;
        self.reads += 1;
        self.live = live.get("docker_tag").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(if self.live == self.wanted { Progress::Written { changed: true } } else { Progress::Waiting })
    }

    /// Reads the tag again after a delay, unless the time is over.
    pub(super) async fn again(
        &mut self,
        caller: &mut Caller<'_>,
        action: &PlannedAction,
        options: &ApplyOptions,
    ) -> Result<Progress> {
        let remaining = options.timeout.saturating_sub(Duration::from_millis(self.waited_ms));
        if remaining.is_zero() {
            return Err(Error::NotTaken(self.message(action)));
        }
        let doubled = options.poll_initial.saturating_mul(1 << self.reads.saturating_sub(1).min(16));
        tokio::time::sleep(doubled.min(options.poll_max).min(remaining)).await;
        self.look(caller, action).await
    }

    /// The step that took this time.
    pub(super) fn step(&mut self, action: &PlannedAction, elapsed_ms: u64, options: &ApplyOptions) -> WaitingStep {
        self.elapsed_ms += elapsed_ms;
        if self.reads > 1 {
            // At least 1, so that a wait without delays ends.
            self.waited_ms += elapsed_ms.max(1);
        }
        WaitingStep {
            object: action.object,
            name: action.name.clone(),
            wanted: self.wanted.clone(),
            live: self.live.clone(),
            elapsed_ms: self.waited_ms,
            timeout_ms: options.timeout.as_millis().try_into().unwrap_or(u64::MAX),
        }
    }

    fn message(&self, action: &PlannedAction) -> String {
        let (name, wanted) = (plain(&action.name), plain(&self.wanted));
        let seconds = self.waited_ms as f64 / 1000.0;
        if self.live.is_empty() {
            return format!(
                "after {seconds:.1} s, the service is still taking over the docker_tag `{wanted}` of the version \
                 `{name}`: it reads back empty. Wait with a longer timeout: make a new plan and apply it"
            );
        }
        format!(
            "after {seconds:.1} s, the version `{name}` still has the docker_tag `{}`, not `{wanted}`: the service \
             answered the update with success and did not take it over. New deployments start the old image. A quota \
             of the account can be the reason: check the account, then make a new plan and apply it",
            plain(&self.live)
        )
    }
}
