//! Versions of applications.

use serde_json::{Map, Value, json};

use super::{check_name_is_free, check_quota, container_registry, find, find_parent, insert, list_page, name_of};
use crate::request::Page;
use crate::request::body::parse_object;
use crate::response::{HttpResponse, Result};
use crate::rules::{BodyKind, Record, VERSION, Violations};
use crate::service::Service;
use crate::store::{Change, Kind, View};

type Body = Map<String, Value>;

pub(crate) async fn create(service: &Service, names: Vec<String>, body: &[u8]) -> Result<HttpResponse> {
    let body = parse(service, BodyKind::Create, body)?;
    let quota = service.quota().versions;
    if wants_verification(&body) {
        service.store.read(|view| check_create(view, &names, name_of(&body), quota))?;
        container_registry::verify(service, &body).await?;
    }
    let create = move |change: &mut Change<'_>| {
        let parent = check_create(change, &names, name_of(&body), quota)?;
        let body = with_storage_id(change, body)?;
        let record = insert(change, Kind::Version, parent, &VERSION, &body)?;
        to_response(change, record)
    };
    let version = service.store.write(create).await?;
    Ok(HttpResponse::ok(&json!({"success": true, "version": version})))
}

pub(crate) fn get(service: &Service, names: Vec<String>) -> Result<HttpResponse> {
    service.store.read(|view| {
        let (_, id) = find(view, Kind::Version, &names)?;
        Ok(HttpResponse::ok(&Value::Object(to_response(view, view.record(id)?)?)))
    })
}

pub(crate) async fn update(service: &Service, names: Vec<String>, body: &[u8]) -> Result<HttpResponse> {
    let body = parse(service, BodyKind::Update, body)?;
    if wants_verification(&body) {
        let merged = service.store.read(|view| {
            let (parent, id) = find(view, Kind::Version, &names)?;
            let before = view.record(id)?;
            if body.contains_key("name") && name_of(&body) != name_of(&before) {
                check_name_is_free(view, Kind::Version, parent, name_of(&body), 400)?;
            }
            Ok(VERSION.update_record(&before, &body, ""))
        })?;
        container_registry::verify(service, &merged).await?;
    }
    let change = move |change: &mut Change<'_>| {
        let (parent, id) = find(change, Kind::Version, &names)?;
        let body = with_storage_id(change, body)?;
        let record = super::update(change, (Kind::Version, parent, id), &VERSION, &body, 400)?;
        to_response(change, record)
    };
    let version = service.store.write(change).await?;
    Ok(HttpResponse::ok(&json!({"success": true, "version": version})))
}

pub(crate) async fn delete(service: &Service, names: [String; 2]) -> Result<HttpResponse> {
    let [app, version] = &names;
    let message = format!("Version '{version}' of application '{app}' is deleted.");
    let delete = move |change: &mut Change<'_>| {
        let (parent, id) = find(change, Kind::Version, &names)?;
        change.remove(Kind::Version, parent, id)
    };
    service.store.write(delete).await?;
    Ok(HttpResponse::ok(&json!({"success": true, "message": message})))
}

pub(crate) fn list(service: &Service, names: Vec<String>, query: Option<&str>) -> Result<HttpResponse> {
    let page = Page::from_query(query)?;
    service.store.read(|view| {
        let parent = find_parent(view, Kind::Version, &names)?;
        let (records, total) = list_page(view, Kind::Version, parent, page)?;
        let versions = records.into_iter().map(|record| to_response(view, record)).collect::<Result<Vec<_>>>()?;
        Ok(HttpResponse::ok(&json!({"versions": versions, "total_count": total, "pagination": page.pagination(total)})))
    })
}

/// The id of the application, if a version with this name can be created in it.
fn check_create(view: &impl View, names: &[String], name: &str, quota: Option<u64>) -> Result<u64> {
    let parent = find_parent(view, Kind::Version, names)?;
    check_name_is_free(view, Kind::Version, parent, name, 409)?;
    check_quota(view, Kind::Version, parent, quota)?;
    Ok(parent)
}

/// Parses and validates a body. An endpoint storage that it names must exist.
fn parse(service: &Service, kind: BodyKind, body: &[u8]) -> Result<Body> {
    let body = parse_object(body)?;
    let mut violations = VERSION.validate(kind, &body);
    if let Some(Value::String(name)) = body.get("endpoint_storage")
        && service.store.read(|view| view.find(Kind::Storage, 0, name))?.is_none()
    {
        add_unknown_storage(&mut violations);
    }
    violations.into_result()?;
    Ok(body)
}

fn add_unknown_storage(violations: &mut Violations) {
    violations.add("endpoint_storage", "must be the name of an existing endpoint storage");
}

/// Replaces the name of the storage by its id, so that the version follows a renamed storage.
fn with_storage_id(view: &impl View, mut body: Body) -> Result<Body> {
    if let Some(storage) = body.get_mut("endpoint_storage") {
        match view.find(Kind::Storage, 0, storage.as_str().unwrap_or_default())? {
            Some(id) => *storage = id.into(),
            None => {
                let mut violations = Violations::default();
                add_unknown_storage(&mut violations);
                violations.into_result()?;
            }
        }
    }
    Ok(body)
}

/// Converts a stored record to the form of a response.
fn to_response(view: &impl View, mut record: Record) -> Result<Record> {
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
