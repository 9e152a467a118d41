//! The steps of an apply or a prune as a list: each page has one step, and its cursor has the
//! position.

use std::time::Duration;

use edgegap_sdk::{Client, Page, Reply};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::arguments::Arguments;
use super::with_text;
use crate::apply::{Apply, ApplyOptions, Cursor};
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::prune::{PruneOptions, PrunePlan, PruneSteps, prune as list_old};
use crate::step::Step;

/// Where a list continues.
#[derive(Default, Deserialize, Serialize)]
struct Position {
    page: u64,
    cursor: Cursor,
    /// The list of a prune, made for its first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prune: Option<Value>,
}

impl Position {
    fn read(cursor: Option<&str>) -> Result<Self> {
        let Some(text) = cursor else { return Ok(Self::default()) };
        serde_json::from_str(text).map_err(|_| Error::Invalid("the cursor is not one of this list".to_owned()))
    }

    /// The page with this step. The one after the last step is empty.
    fn page(self, step: Option<Step>, cursor: &Cursor) -> Reply<Value> {
        let next = Self { page: self.page + 1, cursor: cursor.clone(), prune: self.prune };
        // Nothing follows the summary.
        let is_last = matches!(step, None | Some(Step::Summary(_)));
        let cursor = (!is_last).then(|| serde_json::to_string(&next).unwrap_or_default());
        reply(step.as_slice(), Page::new(next.page, cursor))
    }
}

/// Languages ask for pages of this size where they need few items. These have one anyway.
fn ignore_page_size(given: &mut Arguments) {
    given.take("limit");
}

fn reply(steps: &[Step], page: Page) -> Reply<Value> {
    let steps: Vec<_> = steps.iter().map(|step| with_text(json!(step), step)).collect();
    Reply::of_steps(steps.into(), Some(page))
}

/// Does the next step of a plan.
pub(super) async fn apply(client: &Client, given: &mut Arguments, cursor: Option<&str>) -> Result<Reply<Value>> {
    let position = Position::read(cursor)?;
    ignore_page_size(given);
    let (source, plan, wait) = (given.source(), given.take("plan"), given.count("wait_ms"));
    given.finish()?;
    let plan = Plan::from_json(&plan.unwrap_or_default())?;
    let desired = source.load()?.desired;
    let mut options = ApplyOptions::default();
    if let Some(wait) = wait {
        options.timeout = Duration::from_millis(wait);
    }
    let mut apply = Apply::new(client, &plan, &desired)?.options(options).at(position.cursor.clone());
    let step = apply.next().await.transpose()?;
    Ok(position.page(step, apply.cursor()))
}

/// Does the next step of a prune, or lists all steps without doing any.
pub(super) async fn prune(client: &Client, given: &mut Arguments, cursor: Option<&str>) -> Result<Reply<Value>> {
    let mut position = Position::read(cursor)?;
    ignore_page_size(given);
    let (source, is_dry_run) = (given.source(), given.flag("dry_run"));
    let options =
        PruneOptions { versions: given.count("versions"), tags: given.count("tags"), delete: given.flag("delete") };
    given.finish()?;
    let desired = source.load()?.desired;
    let plan = match &position.prune {
        Some(json) => PrunePlan::from_json(json)?,
        None => list_old(client, &desired, &options).await?,
    };
    if is_dry_run {
        let steps: Vec<_> = plan.planned().collect();
        return Ok(reply(&steps, Page::new(1, None)));
    }
    position.prune.get_or_insert_with(|| plan.to_json());
    let mut steps = PruneSteps::new(client, &plan, &desired, true)?.at(position.cursor.clone());
    let step = steps.next().await.transpose()?;
    Ok(position.page(step, steps.cursor()))
}
