//! Applications.

use serde_json::{Value, json};

use super::{existing, free, insert, listed, name_in, update};
use crate::answer::{Answer, Result};
use crate::body;
use crate::page::Page;
use crate::rules::{APPLICATION, Slot};
use crate::service::Service;
use crate::store::{Kind, View};

pub(crate) async fn create(service: &Service, bytes: &[u8]) -> Result<Answer> {
    let body = body::object(bytes)?;
    APPLICATION.check(Slot::Create, &body).refuse()?;
    let quota = service.quota().applications;
    let record = service
        .store
        .write(move |change| {
            free(change, Kind::Application, 0, name_in(&body), 409)?;
            match quota {
                Some(most) if change.count(Kind::Application, 0)? >= most => {
                    Err(Answer::message(400, format!("You have reached you Application limit of {most}")))
                }
                _ => insert(change, Kind::Application, 0, &APPLICATION, &body),
            }
        })
        .await?;
    Ok(Answer::ok(&Value::Object(record)))
}

pub(crate) fn get(service: &Service, app: &str) -> Result<Answer> {
    service.store.read(|view| Ok(Answer::bytes(200, view.json(existing(view, Kind::Application, 0, app)?)?.into())))
}

pub(crate) async fn change(service: &Service, app: String, bytes: &[u8]) -> Result<Answer> {
    let body = body::object(bytes)?;
    APPLICATION.check(Slot::Update, &body).refuse()?;
    let record = service
        .store
        .write(move |change| {
            let id = existing(change, Kind::Application, 0, &app)?;
            update(change, (Kind::Application, 0, id), &APPLICATION, &body, 409)
        })
        .await?;
    Ok(Answer::ok(&Value::Object(record)))
}

pub(crate) async fn delete(service: &Service, app: String) -> Result<Answer> {
    service
        .store
        .write(move |change| {
            let id = existing(change, Kind::Application, 0, &app)?;
            change.remove(Kind::Application, 0, id)
        })
        .await?;
    Ok(Answer::empty(200))
}

pub(crate) fn list(service: &Service, query: Option<&str>) -> Result<Answer> {
    let page = Page::of_query(query)?;
    service.store.read(|view| {
        let (applications, total) = listed(view, Kind::Application, 0, page)?;
        Ok(Answer::ok(
            &json!({"applications": applications, "total_count": total, "pagination": page.pagination(total)}),
        ))
    })
}
