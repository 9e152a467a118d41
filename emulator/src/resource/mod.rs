//! The operations, one file per resource: the statuses of their responses, and what they do. All
//! check in the same order: the body, the parents, the object itself, the image. The fields and
//! bounds of bodies are in `rules`.

mod application;
mod collection;
pub(crate) mod container_registry;
mod endpoint_storage;
pub(crate) mod link;
mod pull_profile;
pub(crate) mod state;
mod version;
mod version_fields;

pub(crate) use application::APPLICATIONS;
pub(crate) use endpoint_storage::ENDPOINT_STORAGES;
pub(crate) use pull_profile::PULL_PROFILES;
pub(crate) use version::VERSIONS;

use std::time::Duration;

use serde_json::{Map, Value};

use crate::request::Page;
use crate::response::{HttpResponse, Result};
use crate::rules::{Model, Record};
use crate::store::{Change, Kind, View};
use crate::timestamp;

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Kind::Application => "Application",
            Kind::Version => "Version",
            Kind::Storage => "Endpoint storage",
            Kind::Profile => "Pull profile",
        }
    }

    /// The kind of the parent, whose name comes first in a path.
    fn parent(self) -> Option<Kind> {
        match self {
            Kind::Version => Some(Kind::Application),
            Kind::Profile => Some(Kind::Storage),
            Kind::Application | Kind::Storage => None,
        }
    }
}

/// The id of an object, or 404.
fn find_id(view: &impl View, kind: Kind, parent: u64, name: &str) -> Result<u64> {
    let missing = || HttpResponse::message(404, format!("{} '{name}' does not exist.", kind.noun()));
    view.find(kind, parent, name)?.ok_or_else(missing)
}

/// The id of the parent, whose name is the first of the names in a path; 0 if the kind has none.
fn find_parent(view: &impl View, kind: Kind, names: &[String]) -> Result<u64> {
    match (kind.parent(), names) {
        (Some(parent), [name, ..]) => find_id(view, parent, 0, name),
        _ => Ok(0),
    }
}

/// The ids of the parent and of the object that the names in a path name.
fn find(view: &impl View, kind: Kind, names: &[String]) -> Result<(u64, u64)> {
    let parent = find_parent(view, kind, names)?;
    Ok((parent, find_id(view, kind, parent, names.last().map_or("", String::as_str))?))
}

/// Refuses a name that another object has.
fn check_name_is_free(view: &impl View, kind: Kind, parent: u64, name: &str, status: u16) -> Result<()> {
    match view.find(kind, parent, name)? {
        None => Ok(()),
        Some(_) => Err(HttpResponse::message(status, format!("{} '{name}' already exists.", kind.noun()))),
    }
}

fn name_of(body: &Map<String, Value>) -> &str {
    body.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// Creates an object below an existing parent, under a name that is free.
fn insert(
    change: &mut Change<'_>,
    kind: Kind,
    parent: u64,
    model: &'static Model,
    body: &Map<String, Value>,
) -> Result<Record> {
    let record = model.create_record(body, &timestamp::now());
    change.insert(kind, parent, &record)?;
    Ok(record)
}

/// Updates an object. If another object has the new name, the response has the status `conflict`.
fn update(
    change: &mut Change<'_>,
    (kind, parent, id): (Kind, u64, u64),
    model: &'static Model,
    body: &Map<String, Value>,
    conflict: u16,
) -> Result<Record> {
    let before = change.record(id)?;
    if body.contains_key("name") && name_of(body) != name_of(&before) {
        check_name_is_free(change, kind, parent, name_of(body), conflict)?;
    }
    let record = model.update_record(&before, body, &timestamp::now());
    if !body.is_empty() {
        change.replace(kind, parent, id, &before, &record)?;
    }
    Ok(record)
}

/// The records of a page, and the number of records on all pages, without those that are younger
/// than `hidden`.
fn list_page(
    view: &impl View,
    kind: Kind,
    parent: u64,
    page: Page,
    hidden: Option<Duration>,
) -> Result<(Vec<Record>, u64)> {
    let total = match hidden {
        Some(age) => count_before(view, kind, parent, &timestamp::ago(age))?,
        None => view.count(kind, parent)?,
    };
    let left = usize::try_from(total.saturating_sub(page.offset())).unwrap_or(usize::MAX);
    let ids = view.slice(kind, parent, page.offset(), page.limit().min(left))?;
    let records = ids.into_iter().map(|id| view.record(id)).collect::<Result<_>>()?;
    Ok((records, total))
}

/// The number of objects that were created before a timestamp. The younger ones are the last of
/// their list.
fn count_before(view: &impl View, kind: Kind, parent: u64, timestamp: &str) -> Result<u64> {
    let ids = view.slice(kind, parent, 0, usize::MAX)?;
    for (index, id) in ids.iter().enumerate().rev() {
        let record = view.record(*id)?;
        if record.get("create_time").and_then(Value::as_str).is_none_or(|created| created < timestamp) {
            return Ok(index as u64 + 1);
        }
    }
    Ok(0)
}
