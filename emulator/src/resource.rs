//! The operations, one file for each resource. All keep the order of checks: the body, the parents, the object itself, the image.

pub(crate) mod application;
pub(crate) mod container_registry;
pub(crate) mod endpoint_storage;
pub(crate) mod link;
pub(crate) mod pull_profile;
pub(crate) mod version;

use serde_json::{Map, Value};

use crate::answer::{Answer, Result};
use crate::page::Page;
use crate::rules::{Model, Record};
use crate::stamp;
use crate::store::{Change, Kind, View};

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Kind::Application => "Application",
            Kind::Version => "Version",
            Kind::Storage => "Endpoint storage",
            Kind::Profile => "Pull profile",
        }
    }
}

/// The id of an object, or 404.
fn existing(view: &impl View, kind: Kind, parent: u64, name: &str) -> Result<u64> {
    let missing = || Answer::message(404, format!("{} '{name}' does not exist.", kind.noun()));
    view.find(kind, parent, name)?.ok_or_else(missing)
}

/// Refuses a name that another object has.
fn free(view: &impl View, kind: Kind, parent: u64, name: &str, status: u16) -> Result<()> {
    match view.find(kind, parent, name)? {
        None => Ok(()),
        Some(_) => Err(Answer::message(status, format!("{} '{name}' already exists.", kind.noun()))),
    }
}

fn name_in(body: &Map<String, Value>) -> &str {
    body.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// Creates an object below a parent that exists, under a name that is free.
fn insert(
    change: &mut Change<'_>,
    kind: Kind,
    parent: u64,
    model: &'static Model,
    body: &Map<String, Value>,
) -> Result<Record> {
    let record = model.created(body, &stamp::now());
    change.insert(kind, parent, &record)?;
    Ok(record)
}

/// Updates an object; a name that another one has is refused with this status.
fn update(
    change: &mut Change<'_>,
    (kind, parent, id): (Kind, u64, u64),
    model: &'static Model,
    body: &Map<String, Value>,
    taken: u16,
) -> Result<Record> {
    let before = change.record(id)?;
    if body.contains_key("name") && name_in(body) != name_in(&before) {
        free(change, kind, parent, name_in(body), taken)?;
    }
    let record = model.updated(&before, body, &stamp::now());
    if !body.is_empty() {
        change.replace(kind, parent, id, &before, &record)?;
    }
    Ok(record)
}

/// The records of a page, and how many there are on all pages.
fn listed(view: &impl View, kind: Kind, parent: u64, page: Page) -> Result<(Vec<Record>, u64)> {
    let ids = view.slice(kind, parent, page.offset(), page.limit())?;
    let records = ids.into_iter().map(|id| view.record(id)).collect::<Result<_>>()?;
    Ok((records, view.count(kind, parent)?))
}
