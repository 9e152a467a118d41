//! The whole state as one JSON document: a snapshot, and its restoration.
//!
//! Objects have the fields of a create, and their times. A snapshot has the placeholder of
//! responses in the place of a secret, which a restoration accepts. Only the logins of registries
//! can be asked for: other secrets are not stored at all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::name_of;
use super::version_fields::with_storage_name;
use crate::registry::{SeedTag, Tag, is_image_name, is_tag_name};
use crate::response::{HttpResponse, Result};
use crate::rules::{APPLICATION, BodyKind, ENDPOINT_STORAGE, MASK, Model, PULL_PROFILE, Record, VERSION};
use crate::service::Service;
use crate::store::{Change, Kind, View};
use crate::timestamp;

/// The form of the document.
const FORMAT: &str = "edgegap.emulator/1";
/// Stands for a secret, for the rules.
const SECRET: &str = "secret";
const TIMES: [&str; 2] = ["create_time", "last_updated"];

/// The state as a document.
pub(crate) fn snapshot(service: &Service, with_secrets: bool) -> Result<Value> {
    service.store.read(|view| {
        let (mut applications, mut storages, mut versions) = (Vec::new(), Vec::new(), HashMap::new());
        for (id, mut application) in list(view, Kind::Application, 0)? {
            let mut own = Vec::new();
            for (id, mut version) in list(view, Kind::Version, id)? {
                versions.insert(id, json!({"app": name_of(&application), "version": name_of(&version)}));
                if !with_secrets {
                    VERSION.mask(&mut version);
                }
                own.push(with_existing_storage(view, version)?);
            }
            application.insert("versions".into(), own.into());
            applications.push(application);
        }
        for (id, mut storage) in list(view, Kind::Storage, 0)? {
            let mut own = Vec::new();
            for (id, mut profile) in list(view, Kind::Profile, id)? {
                let links = view.linked_versions(id)?.into_iter().filter_map(|id| versions.get(&id).cloned());
                profile.insert("links".into(), links.collect());
                own.push(profile);
            }
            storage.insert("profiles".into(), own.into());
            storages.push(storage);
        }
        let images: Map<String, Value> = view.images_by_name()?.into_iter().collect();
        Ok(json!({"format": FORMAT, "applications": applications, "storages": storages, "images": images}))
    })
}

/// All objects below a parent, with their ids.
fn list(view: &impl View, kind: Kind, parent: u64) -> Result<Vec<(u64, Record)>> {
    let ids = view.slice(kind, parent, 0, usize::MAX)?;
    ids.into_iter().map(|id| Ok((id, view.record(id)?))).collect()
}

/// A version with the name of its storage, without one that does not exist any more.
fn with_existing_storage(view: &impl View, version: Record) -> Result<Record> {
    let mut version = with_storage_name(view, version)?;
    if let Some(storage) = version.get("endpoint_storage").and_then(Value::as_str)
        && view.find(Kind::Storage, 0, storage)?.is_none()
    {
        version.shift_remove("endpoint_storage");
    }
    Ok(version)
}

/// A document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    format: Option<String>,
    #[serde(default)]
    applications: Vec<Record>,
    #[serde(default)]
    storages: Vec<Record>,
    #[serde(default)]
    images: BTreeMap<String, Vec<Value>>,
}

/// An object to restore.
struct Object {
    body: Record,
    children: Vec<Object>,
    links: Vec<Link>,
}

/// A link of a pull profile.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    app: String,
    version: String,
}

/// Replaces the state by that of a document. Nothing changes if the document is not valid.
pub(crate) async fn restore(service: &Service, state: State) -> Result<()> {
    if state.format.as_ref().is_some_and(|format| format != FORMAT) {
        return Err(invalid("format", &format!("must be {FORMAT}")));
    }
    if service.registry.is_some() && !state.images.is_empty() {
        return Err(invalid(
            "images",
            "must be empty: this emulator takes tags from the registry that it was started with",
        ));
    }
    let storages = objects(state.storages, "storages", &ENDPOINT_STORAGE, Some(("profiles", &PULL_PROFILE)))?;
    let applications = objects(state.applications, "applications", &APPLICATION, Some(("versions", &VERSION)))?;
    check_references(&applications, &storages)?;
    let images = state.images.into_iter().map(|(image, tags)| Ok((parse_image(&image, tags)?, image)));
    let images: Vec<(Value, String)> = images.collect::<Result<_>>()?;
    let restore = move |change: &mut Change<'_>| {
        change.clear()?;
        insert_all(change, &applications, &storages)?;
        images.iter().try_for_each(|(tags, image)| change.set_image(image, Some(tags)))
    };
    service.store.write(restore).await
}

fn invalid(path: &str, why: &str) -> HttpResponse {
    HttpResponse::message(400, format!("The state is not valid: {path} {}.", why.trim_end_matches('.')))
}

/// Valid objects with distinct names.
fn objects(
    records: Vec<Record>,
    path: &str,
    model: &'static Model,
    children: Option<(&str, &'static Model)>,
) -> Result<Vec<Object>> {
    let mut names = BTreeSet::new();
    let mut objects = Vec::new();
    for (index, mut body) in records.into_iter().enumerate() {
        let path = format!("{path}[{index}]");
        let parts = |body: &mut Record, name: &str| body.shift_remove(name).unwrap_or_else(|| json!([]));
        let mut object = Object { body: Record::new(), children: Vec::new(), links: Vec::new() };
        match children {
            Some((name, model)) => {
                let own = read(parts(&mut body, name), &format!("{path}.{name}"))?;
                object.children = self::objects(own, &format!("{path}.{name}"), model, None)?;
            }
            None => object.links = read(parts(&mut body, "links"), &format!("{path}.links"))?,
        }
        check(&body, &path, model)?;
        if !names.insert(name_of(&body).to_owned()) {
            return Err(invalid(&format!("{path}.name"), "is the name of another object"));
        }
        objects.push(Object { body, ..object });
    }
    Ok(objects)
}

fn read<T: serde::de::DeserializeOwned>(value: Value, path: &str) -> Result<T> {
    serde_json::from_value(value).map_err(|error| invalid(path, &format!("cannot be read: {error}")))
}

/// Checks the fields of an object with the rules of a create.
fn check(body: &Record, path: &str, model: &'static Model) -> Result<()> {
    let mut checked = Value::Object(body.clone());
    replace_placeholders(&mut checked);
    if let Value::Object(mut checked) = checked {
        TIMES.iter().for_each(|name| drop(checked.shift_remove(*name)));
        if model.field("secret_access_key").is_some() {
            checked.entry("secret_access_key").or_insert_with(|| SECRET.into());
        }
        let refuse = |response: HttpResponse| invalid(&format!("{path}:"), &response.text().unwrap_or_default());
        model.validate(BodyKind::Create, &checked).into_result().map_err(refuse)?;
    }
    Ok(())
}

/// The rules refuse the placeholder of a secret, which a snapshot has.
fn replace_placeholders(value: &mut Value) {
    match value {
        Value::String(text) if text == MASK => *value = SECRET.into(),
        Value::Array(items) => items.iter_mut().for_each(replace_placeholders),
        Value::Object(fields) => fields.values_mut().for_each(replace_placeholders),
        _ => {}
    }
}

/// Checks that storages of versions and versions of links exist.
fn check_references(applications: &[Object], storages: &[Object]) -> Result<()> {
    let has = |objects: &[Object], name: &str| objects.iter().any(|object| name_of(&object.body) == name);
    for version in applications.iter().flat_map(|application| &application.children) {
        let storage = version.body.get("endpoint_storage").and_then(Value::as_str);
        if let Some(name) = storage.filter(|name| !has(storages, name)) {
            return Err(invalid(
                &format!("version {}:", name_of(&version.body)),
                &format!("there is no storage {name}"),
            ));
        }
    }
    for profile in storages.iter().flat_map(|storage| &storage.children) {
        for Link { app, version } in &profile.links {
            let found = applications.iter().find(|application| name_of(&application.body) == app);
            if !found.is_some_and(|application| has(&application.children, version)) {
                let path = format!("profile {}:", name_of(&profile.body));
                return Err(invalid(&path, &format!("there is no version {app}/{version}")));
            }
        }
    }
    Ok(())
}

/// The tags of an image in the form in which they are stored.
fn parse_image(image: &str, tags: Vec<Value>) -> Result<Value> {
    let path = format!("images.{image}");
    if !is_image_name(image) {
        return Err(invalid(&path, "is not a valid image name"));
    }
    let parse = |value: Value| {
        let tag = match Tag::from_json(&value) {
            Some(tag) => tag,
            None => read::<SeedTag>(value, &path)?.into_tag(image),
        };
        if is_tag_name(&tag.tag) { Ok(tag.to_json()) } else { Err(invalid(&path, "has a tag with an invalid name")) }
    };
    tags.into_iter().map(parse).collect()
}

/// Inserts valid objects into an empty store.
fn insert_all(change: &mut Change<'_>, applications: &[Object], storages: &[Object]) -> Result<()> {
    let (mut storage_ids, mut profiles, mut versions) = (HashMap::new(), Vec::new(), HashMap::new());
    for storage in storages {
        let id = insert(change, Kind::Storage, 0, &ENDPOINT_STORAGE, storage.body.clone())?;
        storage_ids.insert(name_of(&storage.body), id);
        for profile in &storage.children {
            profiles.push((insert(change, Kind::Profile, id, &PULL_PROFILE, profile.body.clone())?, &profile.links));
        }
    }
    for application in applications {
        let id = insert(change, Kind::Application, 0, &APPLICATION, application.body.clone())?;
        for version in &application.children {
            let mut body = version.body.clone();
            if let Some(storage) = body.get_mut("endpoint_storage") {
                *storage = storage.as_str().and_then(|name| storage_ids.get(name)).copied().into();
            }
            let names = (name_of(&application.body), name_of(&version.body));
            versions.insert(names, insert(change, Kind::Version, id, &VERSION, body)?);
        }
    }
    for (profile, links) in profiles {
        for Link { app, version } in links {
            if let Some(version) = versions.get(&(app.as_str(), version.as_str())) {
                let times = TIMES.map(|name| (name.to_owned(), timestamp::now().into()));
                change.insert_link(profile, *version, &times.into_iter().collect())?;
            }
        }
    }
    Ok(())
}

fn insert(change: &mut Change<'_>, kind: Kind, parent: u64, model: &'static Model, body: Record) -> Result<u64> {
    let mut record = model.create_record(&body, &timestamp::now());
    for name in TIMES {
        if let Some(time) = body.get(name).filter(|time| time.is_string()) {
            record.insert(name.to_owned(), time.clone());
        }
    }
    change.insert(kind, parent, &record)
}
