//! Endpoint storages.

use serde_json::{Value, json};

use super::{existing, free, insert, listed, name_in, update};
use crate::answer::{Answer, Result};
use crate::body;
use crate::fields::Fields;
use crate::page::Page;
use crate::rules::{ENDPOINT_STORAGE, Slot};
use crate::service::Service;
use crate::store::{Kind, View};

pub(crate) async fn create(service: &Service, bytes: &[u8]) -> Result<Answer> {
    let body = body::object(bytes)?;
    ENDPOINT_STORAGE.check(Slot::Create, &body).refuse()?;
    let record = service
        .store
        .write(move |change| {
            free(change, Kind::Storage, 0, name_in(&body), 400)?;
            insert(change, Kind::Storage, 0, &ENDPOINT_STORAGE, &body)
        })
        .await?;
    Ok(Answer::ok(&Value::Object(record)))
}

pub(crate) fn get(service: &Service, storage: &str) -> Result<Answer> {
    service.store.read(|view| Ok(Answer::bytes(200, view.json(existing(view, Kind::Storage, 0, storage)?)?.into())))
}

pub(crate) async fn change(service: &Service, storage: String, bytes: &[u8]) -> Result<Answer> {
    let body = body::object(bytes)?;
    ENDPOINT_STORAGE.check(Slot::Update, &body).refuse()?;
    let record = service
        .store
        .write(move |change| {
            let id = existing(change, Kind::Storage, 0, &storage)?;
            update(change, (Kind::Storage, 0, id), &ENDPOINT_STORAGE, &body, 400)
        })
        .await?;
    Ok(Answer::ok(&Value::Object(record)))
}

pub(crate) async fn delete(service: &Service, storage: String) -> Result<Answer> {
    service
        .store
        .write(move |change| {
            let id = existing(change, Kind::Storage, 0, &storage)?;
            change.remove(Kind::Storage, 0, id)
        })
        .await?;
    Ok(Answer::empty(204))
}

/// The one list without `total_count`, and the one that takes a mask.
pub(crate) fn list(service: &Service, query: Option<&str>, mask: Option<&str>) -> Result<Answer> {
    let page = Page::of_query(query)?;
    let fields = mask.map(Fields::parse).transpose()?;
    service.store.read(|view| {
        let (endpoints, total) = listed(view, Kind::Storage, 0, page)?;
        let body = json!({"endpoints": endpoints, "pagination": page.pagination(total)});
        Ok(Answer::ok(&match fields {
            Some(fields) => fields.apply(body),
            None => body,
        }))
    })
}
