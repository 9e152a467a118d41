//! Pull profiles of endpoint storages.

use serde_json::{Value, json};

use super::{existing, free, insert, listed, name_in, update};
use crate::answer::{Answer, Result};
use crate::body;
use crate::page::Page;
use crate::rules::{PULL_PROFILE, Slot};
use crate::service::Service;
use crate::store::{Kind, View};

pub(crate) async fn create(service: &Service, storage: String, bytes: &[u8]) -> Result<Answer> {
    let body = body::object(bytes)?;
    PULL_PROFILE.check(Slot::Create, &body).refuse()?;
    let record = service
        .store
        .write(move |change| {
            let parent = existing(change, Kind::Storage, 0, &storage)?;
            free(change, Kind::Profile, parent, name_in(&body), 400)?;
            insert(change, Kind::Profile, parent, &PULL_PROFILE, &body)
        })
        .await?;
    Ok(Answer::ok(&Value::Object(record)))
}

pub(crate) fn get(service: &Service, storage: &str, profile: &str) -> Result<Answer> {
    service.store.read(|view| {
        let (_, id) = find(view, storage, profile)?;
        Ok(Answer::bytes(200, view.json(id)?.into()))
    })
}

pub(crate) async fn change(service: &Service, storage: String, profile: String, bytes: &[u8]) -> Result<Answer> {
    let body = body::object(bytes)?;
    PULL_PROFILE.check(Slot::Update, &body).refuse()?;
    let record = service
        .store
        .write(move |change| {
            let (parent, id) = find(change, &storage, &profile)?;
            update(change, (Kind::Profile, parent, id), &PULL_PROFILE, &body, 400)
        })
        .await?;
    Ok(Answer::ok(&Value::Object(record)))
}

pub(crate) async fn delete(service: &Service, storage: String, profile: String) -> Result<Answer> {
    service
        .store
        .write(move |change| {
            let (parent, id) = find(change, &storage, &profile)?;
            change.remove(Kind::Profile, parent, id)
        })
        .await?;
    Ok(Answer::empty(204))
}

pub(crate) fn list(service: &Service, storage: &str, query: Option<&str>) -> Result<Answer> {
    let page = Page::of_query(query)?;
    service.store.read(|view| {
        let parent = existing(view, Kind::Storage, 0, storage)?;
        let (profiles, total) = listed(view, Kind::Profile, parent, page)?;
        Ok(Answer::ok(&json!({"pull_profiles": profiles, "total_count": total, "pagination": page.pagination(total)})))
    })
}

/// The ids of the storage and of the profile.
pub(super) fn find(view: &impl View, storage: &str, profile: &str) -> Result<(u64, u64)> {
    let parent = existing(view, Kind::Storage, 0, storage)?;
    Ok((parent, existing(view, Kind::Profile, parent, profile)?))
}
