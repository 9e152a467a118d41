//! Applications, endpoint storages and pull profiles. Their operations differ only in a few values.

use serde_json::{Map, Value, json};

use super::{check_name_is_free, check_quota, find, find_parent, insert, list_page, name_of, update};
use crate::request::body::parse_object;
use crate::request::{FieldMask, Page};
use crate::response::{HttpResponse, Result};
use crate::rules::{APPLICATION, BodyKind, ENDPOINT_STORAGE, Model, PULL_PROFILE};
use crate::service::Service;
use crate::store::{Change, Kind, View};

/// The objects of one kind. All operations take the names in the path.
pub(crate) struct Collection {
    kind: Kind,
    model: &'static Model,
    /// Status of the response if a name is taken.
    conflict: u16,
    /// Status of the response to a delete.
    deleted: u16,
    /// Field of a list response that contains the objects.
    items: &'static str,
}

pub(crate) static APPLICATIONS: Collection =
    Collection { kind: Kind::Application, model: &APPLICATION, conflict: 409, deleted: 200, items: "applications" };

pub(crate) static ENDPOINT_STORAGES: Collection =
    Collection { kind: Kind::Storage, model: &ENDPOINT_STORAGE, conflict: 400, deleted: 204, items: "endpoints" };

pub(crate) static PULL_PROFILES: Collection =
    Collection { kind: Kind::Profile, model: &PULL_PROFILE, conflict: 400, deleted: 204, items: "pull_profiles" };

impl Collection {
    pub(crate) async fn create(
        &'static self,
        service: &Service,
        names: Vec<String>,
        body: &[u8],
    ) -> Result<HttpResponse> {
        let body = self.parse(BodyKind::Create, body)?;
        let quota = service.quota().applications.filter(|_| self.kind == Kind::Application);
        let create = move |change: &mut Change<'_>| {
            let parent = find_parent(change, self.kind, &names)?;
            check_name_is_free(change, self.kind, parent, name_of(&body), self.conflict)?;
            check_quota(change, self.kind, parent, quota)?;
            insert(change, self.kind, parent, self.model, &body)
        };
        Ok(HttpResponse::ok(&Value::Object(service.store.write(create).await?)))
    }

    pub(crate) fn get(&self, service: &Service, names: Vec<String>) -> Result<HttpResponse> {
        service.store.read(|view| {
            let (_, id) = find(view, self.kind, &names)?;
            Ok(HttpResponse::bytes(200, view.json(id)?.into()))
        })
    }

    pub(crate) async fn update(
        &'static self,
        service: &Service,
        names: Vec<String>,
        body: &[u8],
    ) -> Result<HttpResponse> {
        let body = self.parse(BodyKind::Update, body)?;
        let change = move |change: &mut Change<'_>| {
            let (parent, id) = find(change, self.kind, &names)?;
            update(change, (self.kind, parent, id), self.model, &body, self.conflict)
        };
        Ok(HttpResponse::ok(&Value::Object(service.store.write(change).await?)))
    }

    pub(crate) async fn delete(&'static self, service: &Service, names: Vec<String>) -> Result<HttpResponse> {
        let delete = move |change: &mut Change<'_>| {
            let (parent, id) = find(change, self.kind, &names)?;
            change.remove(self.kind, parent, id)
        };
        service.store.write(delete).await?;
        Ok(HttpResponse::empty(self.deleted))
    }

    /// The list of endpoint storages is the only one without `total_count`, and the only one with a
    /// field mask.
    pub(crate) fn list(
        &self,
        service: &Service,
        names: Vec<String>,
        query: Option<&str>,
        mask: Option<&str>,
    ) -> Result<HttpResponse> {
        let page = Page::from_query(query)?;
        let mask = mask.map(FieldMask::parse).transpose()?;
        service.store.read(|view| {
            let parent = find_parent(view, self.kind, &names)?;
            let (items, total) = list_page(view, self.kind, parent, page)?;
            let mut body = json!({ self.items: items });
            if self.kind != Kind::Storage {
                body["total_count"] = total.into();
            }
            body["pagination"] = page.pagination(total);
            Ok(HttpResponse::ok(&match mask {
                Some(mask) => mask.apply(body),
                None => body,
            }))
        })
    }

    fn parse(&self, kind: BodyKind, body: &[u8]) -> Result<Map<String, Value>> {
        let body = parse_object(body)?;
        self.model.validate(kind, &body).into_result()?;
        Ok(body)
    }
}
