//! Versions of applications.

use serde_json::{Map, Value, json};

use super::{existing, free, insert, listed, name_in, update};
use crate::answer::{Answer, Result};
use crate::body;
use crate::page::Page;
use crate::rules::{Record, Slot, VERSION, Violations};
use crate::service::Service;
use crate::store::{Kind, View};

type Body = Map<String, Value>;

pub(crate) async fn create(service: &Service, app: String, bytes: &[u8]) -> Result<Answer> {
    let body = checked(service, Slot::Create, bytes)?;
    let quota = service.quota().versions;
    if wants_verification(&body) {
        service.store.read(|view| room(view, &app, name_in(&body), quota))?;
        service.verify_image(&body).await?;
    }
    let version = service
        .store
        .write(move |change| {
            let parent = room(change, &app, name_in(&body), quota)?;
            let body = with_storage(change, body)?;
            let record = insert(change, Kind::Version, parent, &VERSION, &body)?;
            shown(change, record)
        })
        .await?;
    Ok(Answer::ok(&json!({"success": true, "version": version})))
}

pub(crate) fn get(service: &Service, app: &str, version: &str) -> Result<Answer> {
    service.store.read(|view| {
        let (_, id) = find(view, app, version)?;
        Ok(Answer::ok(&Value::Object(shown(view, view.record(id)?)?)))
    })
}

pub(crate) async fn change(service: &Service, app: String, version: String, bytes: &[u8]) -> Result<Answer> {
    let body = checked(service, Slot::Update, bytes)?;
    if wants_verification(&body) {
        let merged = service.store.read(|view| {
            let (parent, id) = find(view, &app, &version)?;
            let before = view.record(id)?;
            if body.contains_key("name") && name_in(&body) != version {
                free(view, Kind::Version, parent, name_in(&body), 400)?;
            }
            Ok(VERSION.updated(&before, &body, ""))
        })?;
        service.verify_image(&merged).await?;
    }
    let version = service
        .store
        .write(move |change| {
            let (parent, id) = find(change, &app, &version)?;
            let body = with_storage(change, body)?;
            let record = update(change, (Kind::Version, parent, id), &VERSION, &body, 400)?;
            shown(change, record)
        })
        .await?;
    Ok(Answer::ok(&json!({"success": true, "version": version})))
}

pub(crate) async fn delete(service: &Service, app: String, version: String) -> Result<Answer> {
    let message = format!("Version '{version}' of application '{app}' is deleted.");
    service
        .store
        .write(move |change| {
            let (parent, id) = find(change, &app, &version)?;
            change.remove(Kind::Version, parent, id)
        })
        .await?;
    Ok(Answer::ok(&json!({"success": true, "message": message})))
}

pub(crate) fn list(service: &Service, app: &str, query: Option<&str>) -> Result<Answer> {
    let page = Page::of_query(query)?;
    service.store.read(|view| {
        let parent = existing(view, Kind::Application, 0, app)?;
        let (records, total) = listed(view, Kind::Version, parent, page)?;
        let versions = records.into_iter().map(|record| shown(view, record)).collect::<Result<Vec<_>>>()?;
        Ok(Answer::ok(&json!({"versions": versions, "total_count": total, "pagination": page.pagination(total)})))
    })
}

/// The ids of the application and of the version.
pub(super) fn find(view: &impl View, app: &str, version: &str) -> Result<(u64, u64)> {
    let parent = existing(view, Kind::Application, 0, app)?;
    Ok((parent, existing(view, Kind::Version, parent, version)?))
}

/// The application, if it takes a version of this name.
fn room(view: &impl View, app: &str, name: &str, quota: Option<u64>) -> Result<u64> {
    let parent = existing(view, Kind::Application, 0, app)?;
    free(view, Kind::Version, parent, name, 409)?;
    match quota {
        Some(most) if view.count(Kind::Version, parent)? >= most => {
            Err(Answer::message(400, format!("You have reached you Application Version limit of {most}")))
        }
        _ => Ok(parent),
    }
}

/// The body, once its members and the storage it names are found right.
fn checked(service: &Service, slot: Slot, bytes: &[u8]) -> Result<Body> {
    let body = body::object(bytes)?;
    let mut violations = VERSION.check(slot, &body);
    if let Some(Value::String(name)) = body.get("endpoint_storage")
        && service.store.read(|view| view.find(Kind::Storage, 0, name))?.is_none()
    {
        unknown_storage(&mut violations);
    }
    violations.refuse()?;
    Ok(body)
}

fn unknown_storage(violations: &mut Violations) {
    violations.add("endpoint_storage", "must name an endpoint storage that exists");
}

/// Puts the id of the storage into the place of its name, so that the version follows when the storage is renamed.
fn with_storage(view: &impl View, mut body: Body) -> Result<Body> {
    if let Some(storage) = body.get_mut("endpoint_storage") {
        match view.find(Kind::Storage, 0, storage.as_str().unwrap_or_default())? {
            Some(id) => *storage = id.into(),
            None => {
                let mut violations = Violations::default();
                unknown_storage(&mut violations);
                violations.refuse()?;
            }
        }
    }
    Ok(body)
}

/// A record as answers show it.
fn shown(view: &impl View, mut record: Record) -> Result<Record> {
    VERSION.mask(&mut record);
    if let Some(id) = record.get("endpoint_storage").and_then(Value::as_u64)
        && let Some(name) = view.name(id)?
    {
        record.insert("endpoint_storage".into(), name.into());
    }
    Ok(record)
}

fn wants_verification(body: &Body) -> bool {
    body.get("verify_image") == Some(&Value::Bool(true))
}
