//! Applications, versions, endpoint storages and pull profiles. Their operations differ only in a
//! few values, and in the fields of their models: only a version can be verified and has a storage.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::version_fields::{add_unknown_storage, to_response, wants_verification, with_storage_id};
use super::{check_name_is_free, container_registry, find, find_parent, insert, list_page, name_of, update};
use crate::request::body::parse_object;
use crate::request::{FieldMask, Page};
use crate::response::{HttpResponse, Result};
use crate::rules::{BodyKind, Model, Record};
use crate::service::Service;
use crate::store::{Change, Kind, View};

/// The objects of one kind. All operations take the names in the path.
pub(crate) struct Collection {
    pub(super) kind: Kind,
    pub(super) model: &'static Model,
    /// Status of the response to a create if the name is taken.
    pub(super) taken_on_create: u16,
    /// Status of the response to an update if the name is taken.
    pub(super) taken_on_update: u16,
    /// Status of the response to a delete.
    pub(super) deleted: u16,
    /// Field of a list response that contains the objects.
    pub(super) items: &'static str,
}

type Names = Vec<String>;

impl Collection {
    pub(crate) async fn create(&'static self, service: &Service, names: Names, body: &[u8]) -> Result<HttpResponse> {
        let body = self.parse(service, BodyKind::Create, body)?;
        let quota = match self.kind {
            Kind::Application => service.quota().applications,
            Kind::Version => service.quota().versions,
            Kind::Storage | Kind::Profile => None,
        };
        if wants_verification(&body) {
            service.store.read(|view| self.check_create(view, &names, name_of(&body), quota))?;
            container_registry::verify(service, &body).await?;
        }
        let create = move |change: &mut Change<'_>| {
            let parent = self.check_create(change, &names, name_of(&body), quota)?;
            let body = with_storage_id(change, body)?;
            let record = insert(change, self.kind, parent, self.model, &body)?;
            to_response(change, self.model, record)
        };
        Ok(self.respond(service.store.write(create).await?))
    }

    pub(crate) fn get(&self, service: &Service, names: Names) -> Result<HttpResponse> {
        service.store.read(|view| {
            let (_, id) = find(view, self.kind, &names)?;
            Ok(match self.kind {
                Kind::Version => HttpResponse::ok(&Value::Object(to_response(view, self.model, view.record(id)?)?)),
                _ => HttpResponse::bytes(200, view.json(id)?.into()),
            })
        })
    }

    /// An update that is ignored passes all checks, and changes nothing.
    pub(crate) async fn update(
        &'static self,
        service: &Service,
        names: Names,
        body: &[u8],
        is_ignored: bool,
    ) -> Result<HttpResponse> {
        let body = self.parse(service, BodyKind::Update, body)?;
        if wants_verification(&body) {
            let merged = service.store.read(|view| {
                let (parent, id) = find(view, self.kind, &names)?;
                let before = view.record(id)?;
                if body.contains_key("name") && name_of(&body) != name_of(&before) {
                    check_name_is_free(view, self.kind, parent, name_of(&body), self.taken_on_update)?;
                }
                Ok(self.model.update_record(&before, &body, ""))
            })?;
            container_registry::verify(service, &merged).await?;
        }
        if is_ignored {
            let unchanged = service.store.read(|view| {
                let (_, id) = find(view, self.kind, &names)?;
                to_response(view, self.model, view.record(id)?)
            })?;
            return Ok(self.respond(unchanged));
        }
        let change = move |change: &mut Change<'_>| {
            let (parent, id) = find(change, self.kind, &names)?;
            let body = with_storage_id(change, body)?;
            let record = update(change, (self.kind, parent, id), self.model, &body, self.taken_on_update)?;
            to_response(change, self.model, record)
        };
        Ok(self.respond(service.store.write(change).await?))
    }

    /// True if an object exists and has another value in a field than this one.
    pub(crate) fn would_change(&self, service: &Service, names: &[String], field: &str, value: &Value) -> bool {
        let before = service.store.read(|view| {
            let (_, id) = find(view, self.kind, names)?;
            view.record(id)
        });
        before.is_ok_and(|before| before.get(field) != Some(value))
    }

    pub(crate) async fn delete(&'static self, service: &Service, names: Names) -> Result<HttpResponse> {
        let message = match names.as_slice() {
            [app, version] if self.kind == Kind::Version => {
                Some(format!("Version '{version}' of application '{app}' is deleted."))
            }
            _ => None,
        };
        let delete = move |change: &mut Change<'_>| {
            let (parent, id) = find(change, self.kind, &names)?;
            change.remove(self.kind, parent, id)
        };
        service.store.write(delete).await?;
        Ok(match message {
            Some(message) => HttpResponse::ok(&json!({"success": true, "message": message})),
            None => HttpResponse::empty(self.deleted),
        })
    }

    /// The list of endpoint storages is the only one without `total_count`, and the only one with a
    /// field mask. Objects that are younger than `hidden` are not in it.
    pub(crate) fn list(
        &self,
        service: &Service,
        names: Names,
        query: Option<&str>,
        mask: Option<&str>,
        hidden: Option<Duration>,
    ) -> Result<HttpResponse> {
        let page = Page::from_query(query)?;
        let mask = mask.map(FieldMask::parse).transpose()?;
        service.store.read(|view| {
            let parent = find_parent(view, self.kind, &names)?;
            let (records, total) = list_page(view, self.kind, parent, page, hidden)?;
            let items = records.into_iter().map(|record| to_response(view, self.model, record));
            let mut body = json!({ self.items: items.collect::<Result<Vec<_>>>()? });
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

    /// Parses and validates a body.
    fn parse(&self, service: &Service, kind: BodyKind, body: &[u8]) -> Result<Map<String, Value>> {
        let body = parse_object(body)?;
        let mut violations = self.model.validate(kind, &body);
        if self.kind == Kind::Version
            && let Some(Value::String(name)) = body.get("endpoint_storage")
            && service.store.read(|view| view.find(Kind::Storage, 0, name))?.is_none()
        {
            add_unknown_storage(&mut violations);
        }
        violations.into_result()?;
        Ok(body)
    }

    /// The id of the parent, if an object with this name can be created below it. The message about
    /// the quota is the service's own, including the typing error ("reached you"): clients may
    /// match it.
    fn check_create(&self, view: &impl View, names: &[String], name: &str, quota: Option<u64>) -> Result<u64> {
        let parent = find_parent(view, self.kind, names)?;
        check_name_is_free(view, self.kind, parent, name, self.taken_on_create)?;
        match quota {
            Some(quota) if view.count(self.kind, parent)? >= quota => {
                let noun = if self.kind == Kind::Version { "Application Version" } else { "Application" };
                Err(HttpResponse::message(400, format!("You have reached you {noun} limit of {quota}")))
            }
            _ => Ok(parent),
        }
    }

    /// The response to a create or an update.
    fn respond(&self, record: Record) -> HttpResponse {
        HttpResponse::ok(&match self.kind {
            Kind::Version => json!({"success": true, "version": record}),
            _ => Value::Object(record),
        })
    }
}
