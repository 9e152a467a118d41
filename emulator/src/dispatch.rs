//! From a request to its operation: the request log, fault injection and the routes.

use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue, RETRY_AFTER};

use crate::control;
use crate::fault::tag::{with_pending_tag, without_tag};
use crate::fault::{FaultKind, When, WireFault};
use crate::log::{self, RequestRecord};
use crate::request::{Operation, Request, Route};
use crate::resource::{APPLICATIONS, ENDPOINT_STORAGES, PULL_PROFILES, VERSIONS, container_registry, link};
use crate::response::{HttpResponse, Result};
use crate::service::Service;
use crate::timestamp;

/// The outcome of a request.
pub(crate) enum Outcome {
    Response(HttpResponse),
    Fault(WireFault),
}

impl Service {
    /// Serves a request, and logs it if it is for the API.
    pub(crate) async fn serve(&self, request: Request) -> Outcome {
        if control::is_control_path(request.uri.path()) {
            return Outcome::Response(control::serve(self, request).await);
        }
        let start = Instant::now();
        let (path, query) = log::redact_target(&request.uri, &self.tokens_of(&request.headers));
        let mut record = RequestRecord {
            id: self.log.next_id(),
            time: timestamp::now(),
            method: request.method.to_string(),
            path,
            query,
            operation: Route::find(&request.method, request.uri.path()).ok().map(|route| route.operation.id()),
            status: None,
            fault: None,
            microseconds: 0,
            headers: log::redact_headers(&request.headers),
            body: request.body.as_ref().ok().and_then(|body| log::redact_body(body)),
        };
        let outcome = self.respond_with_faults(request, &mut record).await;
        record.microseconds = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.log.add(record, self.level);
        outcome
    }

    /// Serves a request of the API, or injects the faults that hit it.
    async fn respond_with_faults(&self, mut request: Request, record: &mut RequestRecord) -> Outcome {
        let id = HeaderValue::from(record.id);
        let injected = record.operation.map(|operation| self.faults.next_for(operation)).unwrap_or_default();
        delay(injected.delay_before, record).await;
        if let Some((_, FaultKind::KeptTag)) = injected.fault {
            request.body = request.body.map(without_tag);
        }
        let response = match injected.fault {
            Some((When::Before, ref kind)) if kind.replaces_call() => {
                HttpResponse::message(200, "A fault was injected before this call was carried out.")
            }
            _ => {
                let response = self.respond(request).await.unwrap_or_else(|error| error);
                record.status = Some(response.status.as_u16());
                response
            }
        };
        delay(injected.delay_after, record).await;
        let response = response.header(HeaderName::from_static("x-request-id"), id.clone());
        let Some((_, kind)) = injected.fault else { return Outcome::Response(response) };
        record.fault = Some(kind.name());
        Outcome::Fault(match kind {
            FaultKind::Latency(_) | FaultKind::KeptTag => return Outcome::Response(response),
            FaultKind::PendingTag => return Outcome::Response(with_pending_tag(response)),
            FaultKind::Status { code, retry_after } => {
                record.status = Some(code);
                let response = status_fault(code, retry_after);
                return Outcome::Response(response.header(HeaderName::from_static("x-request-id"), id));
            }
            FaultKind::Reset => WireFault::Reset,
            FaultKind::Truncate => WireFault::Truncate(response),
            FaultKind::Stall => WireFault::Stall,
            FaultKind::Garbage => WireFault::Garbage,
        })
    }

    /// Serves a request of the API. It checks the token, then the route, then the body; the
    /// operation checks the rest.
    async fn respond(&self, request: Request) -> Result<HttpResponse> {
        self.authorise(&request.headers)?;
        let route = Route::find(&request.method, request.uri.path())?;
        let body = request.body?;
        let query = request.uri.query();
        match route.operation {
            Operation::ApplicationsCreate => APPLICATIONS.create(self, route.names()?, &body).await,
            Operation::ApplicationsGet => APPLICATIONS.get(self, route.names()?),
            Operation::ApplicationsUpdate => APPLICATIONS.update(self, route.names()?, &body).await,
            Operation::ApplicationsDelete => APPLICATIONS.delete(self, route.names()?).await,
            Operation::ApplicationsList => APPLICATIONS.list(self, route.names()?, query, None),
            Operation::VersionsCreate => VERSIONS.create(self, route.names()?, &body).await,
            Operation::VersionsGet => VERSIONS.get(self, route.names()?),
            Operation::VersionsUpdate => VERSIONS.update(self, route.names()?, &body).await,
            Operation::VersionsDelete => VERSIONS.delete(self, route.names()?).await,
            Operation::VersionsList => VERSIONS.list(self, route.names()?, query, None),
            Operation::ListTags => container_registry::list(self, route.names()?, query).await,
            Operation::DeleteTag => container_registry::delete(self, route.names()?).await,
            Operation::DeleteTags => container_registry::delete_many(self, route.names()?, &body).await,
            Operation::StoragesCreate => ENDPOINT_STORAGES.create(self, route.names()?, &body).await,
            Operation::StoragesGet => ENDPOINT_STORAGES.get(self, route.names()?),
            Operation::StoragesUpdate => ENDPOINT_STORAGES.update(self, route.names()?, &body).await,
            Operation::StoragesDelete => ENDPOINT_STORAGES.delete(self, route.names()?).await,
            Operation::StoragesList => {
                let mask = request.headers.get("x-fields").map(|mask| String::from_utf8_lossy(mask.as_bytes()));
                ENDPOINT_STORAGES.list(self, route.names()?, query, mask.as_deref())
            }
            Operation::ProfilesCreate => PULL_PROFILES.create(self, route.names()?, &body).await,
            Operation::ProfilesGet => PULL_PROFILES.get(self, route.names()?),
            Operation::ProfilesUpdate => PULL_PROFILES.update(self, route.names()?, &body).await,
            Operation::ProfilesDelete => PULL_PROFILES.delete(self, route.names()?).await,
            Operation::ProfilesList => PULL_PROFILES.list(self, route.names()?, query, None),
            Operation::ProfilesLink => link::link(self, route.names()?).await,
            Operation::ProfilesUnlink => link::unlink(self, route.names()?).await,
        }
    }
}

async fn delay(duration: Duration, record: &mut RequestRecord) {
    if duration > Duration::ZERO {
        record.fault = Some("latency");
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
