//! From a request to its operation: the request log, fault injection and the routes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::Method;
use hyper::header::{HeaderName, HeaderValue, RETRY_AFTER};
use tokio::sync::watch;

use crate::control;
use crate::events::Part;
use crate::fault::{FaultKind, Injected, When, WireFault};
use crate::log::{Body, Entry, Headers, redact};
use crate::outcome::{Access, Outcome};
use crate::request::{Operation, Request, Route};
use crate::resource::{APPLICATIONS, ENDPOINT_STORAGES, PULL_PROFILES, VERSIONS, container_registry, link};
use crate::response::{HttpResponse, Result};
use crate::service::Service;
use crate::timestamp;

impl Service {
    /// Serves a request, and logs it if it is for the API.
    pub(crate) async fn serve(self: &Arc<Self>, request: Request, stopping: &watch::Receiver<bool>) -> Outcome {
        if control::is_control_request(&request) {
            return control::serve(self, request, stopping).await;
        }
        self.serve_api(request, Access::Token).await
    }

    /// Serves a request of the API, and logs it.
    pub(crate) async fn serve_api(&self, request: Request, access: Access) -> Outcome {
        let start = Instant::now();
        let (path, query) = redact::redact_target(&request.uri, &self.tokens_of(&request.headers));
        let mut entry = Entry {
            id: self.log.next_id(),
            time: timestamp::rfc3339(),
            method: request.method.clone(),
            path,
            query,
            operation: Route::find(&request.method, request.uri.path()).ok().map(|route| route.operation.id()),
            headers: Headers::new(&request.headers),
            body: request.body.as_ref().map(Body::new).unwrap_or_default(),
            ..Entry::default()
        };
        let is_change = request.method != Method::GET;
        let outcome = self.respond_with_faults(request, access, &mut entry).await;
        entry.microseconds = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        let is_changed = is_change && entry.status.is_some_and(|status| status < 300);
        let is_hit = entry.fault.is_some();
        self.log.add(entry, self.level);
        self.events.added();
        if is_changed {
            self.events.changed(&[Part::State]);
        }
        if is_hit {
            self.events.changed(&[Part::Faults]);
        }
        outcome
    }

    /// Serves a request of the API, or injects the faults that hit it.
    async fn respond_with_faults(&self, request: Request, access: Access, entry: &mut Entry) -> Outcome {
        let id = HeaderValue::from(entry.id);
        let injected = match (entry.operation, access) {
            (Some(operation), Access::Token) => self.faults.next_for(operation, |name| request.has_name(name)),
            _ => Injected::default(),
        };
        entry.fault = injected.name;
        delay(injected.delay_before).await;
        let response = match injected.fault {
            Some((When::Before, _)) => {
                HttpResponse::message(200, "A fault was injected before this call was carried out.")
            }
            _ => {
                let response = self.respond(request, access, &injected, entry).await.unwrap_or_else(|error| error);
                entry.set_response(&response);
                response
            }
        };
        delay(injected.delay_after).await;
        let response = response.header(HeaderName::from_static("x-request-id"), id.clone());
        let Some((_, kind)) = injected.fault else { return Outcome::Response(response) };
        Outcome::Fault(match kind {
            FaultKind::Status { code, retry_after } => {
                let response = status_fault(code, retry_after);
                entry.set_response(&response);
                return Outcome::Response(response.header(HeaderName::from_static("x-request-id"), id));
            }
            FaultKind::Reset => WireFault::Reset,
            FaultKind::Truncate => WireFault::Truncate(response),
            FaultKind::Stall => WireFault::Stall,
            FaultKind::Garbage => WireFault::Garbage,
            // They do not replace a response.
            FaultKind::Latency(_)
            | FaultKind::Settle { .. }
            | FaultKind::Ignored
            | FaultKind::RateLimit { .. }
            | FaultKind::EventualList(_) => return Outcome::Response(response),
        })
    }

    /// Serves a request of the API, with the faults that change a call. It checks the token, then
    /// the route, then the body; the operation checks the rest.
    async fn respond(
        &self,
        request: Request,
        access: Access,
        injected: &Injected,
        entry: &mut Entry,
    ) -> Result<HttpResponse> {
        if access == Access::Token {
            self.authorise(&request.headers)?;
        }
        let route = Route::find(&request.method, request.uri.path())?;
        let settle = match injected.settle.and_then(|settle| Some((settle, request.field("docker_tag")?))) {
            Some((settle, tag)) if !injected.is_ignored => {
                let names: Vec<String> = route.names()?;
                VERSIONS.would_change(self, &names, "docker_tag", &tag).then_some(settle)
            }
            _ => None,
        };
        let mut response = self.carry_out(&route, &request, injected).await?;
        let shows_versions = matches!(route.operation, Operation::VersionsGet | Operation::VersionsList);
        let may_hide = shows_versions && !self.settling.is_empty();
        if settle.is_none() && !may_hide {
            return Ok(response);
        }
        let names: Vec<String> = route.names()?;
        let app = names.first().map_or("", String::as_str);
        match settle {
            Some(settle) => self.settling.start(app, &response, settle),
            None if self.settling.hide(app, &mut response) => entry.fault = Some("settle"),
            None => {}
        }
        Ok(response)
    }

    async fn carry_out(&self, route: &Route<'_>, request: &Request, injected: &Injected) -> Result<HttpResponse> {
        let body = request.body.as_ref().map_err(Clone::clone)?;
        let query = request.uri.query();
        let (is_ignored, hidden) = (injected.is_ignored, injected.hidden);
        match route.operation {
            Operation::ApplicationsCreate => APPLICATIONS.create(self, route.names()?, body).await,
            Operation::ApplicationsGet => APPLICATIONS.get(self, route.names()?),
            Operation::ApplicationsUpdate => APPLICATIONS.update(self, route.names()?, body, is_ignored).await,
            Operation::ApplicationsDelete => APPLICATIONS.delete(self, route.names()?).await,
            Operation::ApplicationsList => APPLICATIONS.list(self, route.names()?, query, None, hidden),
            Operation::VersionsCreate => VERSIONS.create(self, route.names()?, body).await,
            Operation::VersionsGet => VERSIONS.get(self, route.names()?),
            Operation::VersionsUpdate => VERSIONS.update(self, route.names()?, body, is_ignored).await,
            Operation::VersionsDelete => VERSIONS.delete(self, route.names()?).await,
            Operation::VersionsList => VERSIONS.list(self, route.names()?, query, None, hidden),
            Operation::ListTags => container_registry::list(self, route.names()?, query).await,
            Operation::DeleteTag => container_registry::delete(self, route.names()?).await,
            Operation::DeleteTags => container_registry::delete_many(self, route.names()?, body).await,
            Operation::StoragesCreate => ENDPOINT_STORAGES.create(self, route.names()?, body).await,
            Operation::StoragesGet => ENDPOINT_STORAGES.get(self, route.names()?),
            Operation::StoragesUpdate => ENDPOINT_STORAGES.update(self, route.names()?, body, is_ignored).await,
            Operation::StoragesDelete => ENDPOINT_STORAGES.delete(self, route.names()?).await,
            Operation::StoragesList => {
                let mask = request.headers.get("x-fields").map(|mask| String::from_utf8_lossy(mask.as_bytes()));
                ENDPOINT_STORAGES.list(self, route.names()?, query, mask.as_deref(), hidden)
            }
            Operation::ProfilesCreate => PULL_PROFILES.create(self, route.names()?, body).await,
            Operation::ProfilesGet => PULL_PROFILES.get(self, route.names()?),
            Operation::ProfilesUpdate => PULL_PROFILES.update(self, route.names()?, body, is_ignored).await,
            Operation::ProfilesDelete => PULL_PROFILES.delete(self, route.names()?).await,
            Operation::ProfilesList => PULL_PROFILES.list(self, route.names()?, query, None, hidden),
            Operation::ProfilesLink => link::link(self, route.names()?).await,
            Operation::ProfilesUnlink => link::unlink(self, route.names()?).await,
        }
    }
}

async fn delay(duration: Duration) {
    // Even a sleep without a duration takes a millisecond.
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}

/// The response of a fault with a status.
fn status_fault(code: u16, retry_after: Option<String>) -> HttpResponse {
    let mut response = HttpResponse::message(code, format!("A fault was injected: status {code}."));
    if code == 204 {
        response.body = Bytes::new();
    }
    match retry_after.as_deref().map(HeaderValue::from_str) {
        Some(Ok(value)) => response.header(RETRY_AFTER, value),
        _ => response,
    }
}
