//! The calls that change one object.

use edgegap_sdk::ErrorKind;
use serde_json::{Map, Value};

use crate::caller::Caller;
use crate::desired::{Desired, DesiredObject};
use crate::error::{Error, Result};
use crate::object::{ObjectId, ObjectKind, complete, plain};
use crate::plan::difference::{Difference, Rules};
use crate::plan::{Action, Plan, PlannedAction, last_updated};

/// What was written.
pub(super) struct Written {
    /// False if there was nothing to do.
    pub(super) changed: bool,
    /// The new tag of an existing version.
    pub(super) docker_tag: Option<String>,
}

const CHANGED: Written = Written { changed: true, docker_tag: None };

/// Changes one object of a plan.
pub(super) async fn write(
    caller: &mut Caller<'_>,
    plan: &Plan,
    desired: &Desired,
    action: &PlannedAction,
) -> Result<Written> {
    let id = action.id();
    match action.action {
        Action::Link => {
            caller.call("link", &id, None).await?;
            Ok(CHANGED)
        }
        Action::Unlink => match caller.call("unlink", &id, None).await {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Written { changed: false, ..CHANGED }),
            outcome => outcome.map(|_| CHANGED).map_err(Error::from),
        },
        _ => {
            let object = find(desired, &id).ok_or_else(|| moved(action, "is not in the manifest"))?;
            match action.action {
                Action::Create => create(caller, action, object).await,
                Action::Recreate => recreate(caller, action, object).await,
                _ => {
                    update(caller, action, object, Rules { strict: desired.strict, resend: plan.resend_secrets }).await
                }
            }
        }
    }
}

async fn create(caller: &mut Caller<'_>, action: &PlannedAction, object: &DesiredObject) -> Result<Written> {
    let id = action.id();
    let error = match caller.call("create", &id, Some(complete(action.object, &object.body))).await {
        Ok(_) => return Ok(CHANGED),
        Err(error) => error,
    };
    // A taken name is a conflict or a bad request, by the kind of the object.
    let may_be_taken = matches!(error.kind(), ErrorKind::Conflict | ErrorKind::BadRequest) && !error.maybe_applied();
    if may_be_taken && matches!(caller.get(&id).await, Ok(Some(_))) {
        return Err(moved(action, "was created since the plan"));
    }
    Err(error.into())
}

async fn recreate(caller: &mut Caller<'_>, action: &PlannedAction, object: &DesiredObject) -> Result<Written> {
    unmoved(caller, action).await?;
    caller.call("delete", &action.id(), None).await?;
    let noun = action.object.noun();
    let note = format!(
        "The {noun} `{}` was deleted before, to be created again: run the same command to create it",
        plain(&action.name)
    );
    create(caller, action, object).await.map_err(|error| match error {
        Error::Sdk(error) => Error::Sdk(error.with_note(&note)),
        other => other,
    })
}

async fn update(
    caller: &mut Caller<'_>,
    action: &PlannedAction,
    object: &DesiredObject,
    rules: Rules,
) -> Result<Written> {
    let live = unmoved(caller, action).await?;
    let Some(model) = action.object.model() else { return Ok(CHANGED) };
    let difference = Difference::new(object, &live, model, rules);
    let sent = difference.fields().into_iter().filter(|field| field.sent).map(|field| field.name);
    if !sent.eq(action.sent()) {
        return Err(moved(action, "has other values than at the time of the plan"));
    }
    let docker_tag = new_tag(action.object, &difference.update);
    caller.call("update", &action.id(), Some(difference.update)).await?;
    Ok(Written { docker_tag, ..CHANGED })
}

/// The tag that an update gives to a version.
fn new_tag(kind: ObjectKind, update: &Map<String, Value>) -> Option<String> {
    let tag = update.get("docker_tag").filter(|_| kind == ObjectKind::Version)?;
    tag.as_str().map(str::to_owned)
}

/// The object, which has not changed since the plan.
pub(crate) async fn unmoved(caller: &mut Caller<'_>, action: &PlannedAction) -> Result<Value> {
    let live = caller.get(&action.id()).await?.ok_or_else(|| moved(action, "was deleted since the plan"))?;
    let now = last_updated(&live);
    if now != action.last_updated {
        let time = |time: &Option<String>| time.clone().unwrap_or_else(|| "an unknown time".to_owned());
        let (before, now) = (time(&action.last_updated), time(&now));
        return Err(moved(action, &format!("was changed since the plan, at {now}; the plan was made for {before}")));
    }
    Ok(live)
}

fn moved(action: &PlannedAction, why: &str) -> Error {
    Error::Moved(format!(
        "the {} `{}` {why}: nothing was sent for it. Make a new plan",
        action.object.noun(),
        plain(&action.name)
    ))
}

/// The object of a manifest.
fn find<'a>(desired: &'a Desired, id: &ObjectId) -> Option<&'a DesiredObject> {
    let name = id.path.last()?;
    let is_named = |object: &&DesiredObject| object.name == *name;
    match (id.kind, id.path.first()) {
        (ObjectKind::Application, _) => Some(&desired.app).filter(is_named),
        (ObjectKind::Version, _) => desired.versions.iter().map(|version| &version.object).find(is_named),
        (ObjectKind::Storage, _) => desired.storages.iter().map(|storage| &storage.object).find(is_named),
        (ObjectKind::Profile, Some(storage)) => {
            let storage = desired.storages.iter().find(|candidate| candidate.object.name == *storage)?;
            storage.profiles.iter().map(|profile| &profile.object).find(is_named)
        }
        _ => None,
    }
}
