//! Applies a plan, one object per step.
//!
//! Immediately before an object is changed it is read again: its `last_updated` must be the plan's.
//! This costs one GET per change, finds changes up to that moment, and needs no state but the
//! number of the step.

mod wait;
mod write;

use std::time::{Duration, Instant};

use edgegap_sdk::Client;
use serde::{Deserialize, Serialize};

use self::wait::Wait;
pub(crate) use self::write::unmoved;
use crate::caller::Caller;
use crate::desired::Desired;
use crate::error::Result;
use crate::plan::{Action, Plan, PlannedAction};
use crate::step::{ObjectStep, Step, Summary};

/// Options of an [`Apply`].
#[derive(Clone, Debug)]
pub struct ApplyOptions {
    /// Maximum time for the service to take over a new `docker_tag`. Default: 120 s.
    pub timeout: Duration,
    /// Delay before `docker_tag` is read again the first time. It doubles each time. Default:
    /// 500 ms.
    pub poll_initial: Duration,
    /// Maximum of that delay. Default: 5 s.
    pub poll_max: Duration,
}

impl Default for ApplyOptions {
    fn default() -> Self {
        let (timeout, poll_initial) = (Duration::from_secs(120), Duration::from_millis(500));
        Self { timeout, poll_initial, poll_max: Duration::from_secs(5) }
    }
}

/// The position of an [`Apply`] or a [`PruneSteps`](crate::PruneSteps), with which another one continues.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    /// Number of the next object of the plan.
    pub(crate) index: usize,
    /// The wait for the object's new `docker_tag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wait: Option<Wait>,
    /// True after the summary.
    #[serde(default)]
    is_done: bool,
    pub(crate) summary: Summary,
}

impl Cursor {
    /// Counts the requests of a step and its time, which it returns in milliseconds.
    pub(crate) fn count(&mut self, caller: &Caller<'_>, started: Instant) -> u64 {
        let elapsed = started.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
        self.summary.requests += caller.requests;
        self.summary.retries += caller.retries;
        self.summary.elapsed_ms += elapsed;
        elapsed
    }

    /// Counts a finished step and moves on.
    pub(crate) fn finish(&mut self, step: ObjectStep) -> Step {
        self.index += 1;
        self.summary.add(&step);
        Step::Done(step)
    }

    /// The summary, once.
    pub(crate) fn end(&mut self) -> Option<Result<Step>> {
        let is_done = std::mem::replace(&mut self.is_done, true);
        (!is_done).then(|| Ok(Step::Summary(self.summary.clone())))
    }
}

/// A plan that is applied, one object per step. Nothing is sent before the first step is asked for.
///
/// A run that breaks off anywhere can be run again: make a new plan and apply it.
#[derive(Debug)]
#[must_use = "nothing is sent before the first step is asked for"]
pub struct Apply<'a> {
    client: &'a Client,
    plan: &'a Plan,
    desired: &'a Desired,
    options: ApplyOptions,
    cursor: Cursor,
}

impl<'a> Apply<'a> {
    /// Applies a plan of this manifest.
    ///
    /// # Errors
    /// `Moved` if the plan was made from another manifest, or for another account or service.
    pub fn new(client: &'a Client, plan: &'a Plan, desired: &'a Desired) -> Result<Self> {
        plan.origin.check(client, desired)?;
        Ok(Self { client, plan, desired, options: ApplyOptions::default(), cursor: Cursor::default() })
    }

    /// Sets the options.
    pub fn options(mut self, options: ApplyOptions) -> Self {
        self.options = options;
        self
    }

    /// Continues at the position of another one.
    pub fn at(mut self, cursor: Cursor) -> Self {
        self.cursor = cursor;
        self
    }

    /// The position after the last step.
    pub fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    /// The totals until now.
    pub fn summary(&self) -> &Summary {
        &self.cursor.summary
    }

    /// Does the next step: changes one object, or looks again if the service has taken over a new
    /// `docker_tag`. The last step is the summary; `None` follows it. After an error, the same step
    /// is tried again.
    ///
    /// # Errors
    /// `Moved` if the object has changed since the plan, `NotTaken` if a new `docker_tag` is not
    /// taken over in time, `Sdk` if a call fails.
    pub async fn next(&mut self) -> Option<Result<Step>> {
        while let Some(action) = self.plan.actions.get(self.cursor.index) {
            if action.action != Action::Unchanged {
                return Some(self.step(action).await);
            }
            self.cursor.index += 1;
        }
        self.cursor.end()
    }

    async fn step(&mut self, action: &PlannedAction) -> Result<Step> {
        let started = Instant::now();
        let mut caller = Caller::new(self.client, self.plan.app());
        let outcome = self.perform(&mut caller, action).await;
        let elapsed = self.cursor.count(&caller, started);
        let changed = match outcome? {
            Progress::Written { changed } => changed,
            Progress::Waiting => {
                let wait = self.cursor.wait.get_or_insert_default();
                return Ok(Step::Waiting(wait.step(action, elapsed, &self.options)));
            }
        };
        let wait = self.cursor.wait.take();
        let elapsed = elapsed + wait.as_ref().map_or(0, |wait| wait.elapsed_ms);
        let fields = action.sent().map(str::to_owned).filter(|_| action.action == Action::Update).collect();
        let step = ObjectStep::new(action, fields, changed, elapsed);
        Ok(self.cursor.finish(ObjectStep { docker_tag: wait.map(|wait| wait.wanted), ..step }))
    }

    /// Writes the object, and reads it if its `docker_tag` is waited for.
    async fn perform(&mut self, caller: &mut Caller<'_>, action: &PlannedAction) -> Result<Progress> {
        if let Some(wait) = &mut self.cursor.wait {
            return wait.again(caller, action, &self.options).await;
        }
        let written = write::write(caller, self.plan, self.desired, action).await?;
        let Some(wanted) = written.docker_tag else { return Ok(Progress::Written { changed: written.changed }) };
        let wait = self.cursor.wait.insert(Wait::new(wanted));
        wait.look(caller, action).await
    }
}

/// What a step has reached.
enum Progress {
    /// The object is as wanted.
    Written { changed: bool },
    /// The service has not taken over a new `docker_tag` yet.
    Waiting,
}
