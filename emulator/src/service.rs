//! The service behind HTTP: who may call, what is called, what goes wrong on purpose, and what is remembered of it.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Method, Uri};

use crate::answer::{Answer, Result};
use crate::control;
use crate::fault::{FaultKind, When};
use crate::injection::Injection;
use crate::log::{self, Log, RequestRecord};
use crate::operation::{Operation, Route};
use crate::quota::Quota;
use crate::registry::Registry;
use crate::resource::{application, container_registry, endpoint_storage, link, pull_profile, version};
use crate::server::Spoil;
use crate::stamp;
use crate::store::Store;

/// One emulator's state and what it was told.
pub(crate) struct Service {
    pub(crate) store: Store,
    pub(crate) registry: Option<Registry>,
    pub(crate) faults: Injection,
    pub(crate) log: Log,
    pub(crate) address: SocketAddr,
    pub(crate) data: Option<String>,
    first_tokens: Vec<String>,
    tokens: Mutex<Vec<String>>,
    quota: Mutex<Quota>,
    verbose: bool,
}

/// A request whose body was read, or could not be.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Result<Bytes>,
    pub(crate) peer: SocketAddr,
}

/// What to send back.
pub(crate) enum Reply {
    Answer(Answer),
    Spoilt(Spoil),
}

impl Service {
    pub(crate) fn new(
        store: Store,
        registry: Option<Registry>,
        tokens: Vec<String>,
        address: SocketAddr,
        data: Option<String>,
        verbose: bool,
    ) -> Service {
        Service {
            store,
            registry,
            faults: Injection::default(),
            log: Log::default(),
            address,
            data,
            first_tokens: tokens.clone(),
            tokens: Mutex::new(tokens),
            quota: Mutex::default(),
            verbose,
        }
    }

    pub(crate) fn quota(&self) -> Quota {
        *self.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_quota(&self, quota: Quota) {
        *self.quota.lock().unwrap_or_else(PoisonError::into_inner) = quota;
    }

    fn has_token(&self, secret: &str) -> bool {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|token| token == secret)
    }

    pub(crate) fn set_tokens(&self, tokens: Vec<String>) {
        *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = tokens;
    }

    /// Back to how it was started, with nothing in it.
    pub(crate) async fn reset(&self) -> Result<()> {
        self.store.clear().await?;
        self.faults.clear();
        self.log.clear();
        self.set_quota(Quota::default());
        self.set_tokens(self.first_tokens.clone());
        Ok(())
    }

    /// Takes the image of a version for pulled, or says why it cannot be.
    pub(crate) async fn verify_image(&self, version: &serde_json::Map<String, serde_json::Value>) -> Result<()> {
        container_registry::verify(self, version).await
    }

    /// Answers a call.
    pub(crate) async fn serve(&self, call: Call) -> Reply {
        if control::is_for(call.uri.path()) {
            return Reply::Answer(control::serve(self, call).await);
        }
        let began = Instant::now();
        let mut record = RequestRecord {
            id: self.log.number(),
            time: stamp::now(),
            method: call.method.to_string(),
            path: call.uri.path().to_owned(),
            query: call.uri.query().map(str::to_owned),
            operation: Route::find(&call.method, call.uri.path()).ok().map(|route| route.operation.id()),
            status: None,
            fault: None,
            microseconds: 0,
            headers: log::headers(&call.headers),
            body: call.body.as_ref().ok().and_then(|body| log::body(body)),
        };
        let reply = self.trouble(call, &mut record).await;
        record.microseconds = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        if self.verbose {
            // A terminal that is gone is no reason to fail a request.
            let _ = writeln!(std::io::stderr(), "{}", record.line());
        }
        self.log.add(record);
        reply
    }

    /// Answers a call of the API, or does to it what a fault wants.
    async fn trouble(&self, call: Call, record: &mut RequestRecord) -> Reply {
        let number = HeaderValue::from(record.id);
        let numbered = |answer: Answer| answer.header(HeaderName::from_static("x-request-id"), number.clone());
        let trouble = record.operation.map(|operation| self.faults.strike(operation)).unwrap_or_default();
        if trouble.before > Duration::ZERO {
            record.fault = Some("latency");
            tokio::time::sleep(trouble.before).await;
        }
        let answer = match trouble.spoiling {
            Some((When::Before, _)) => Answer::message(200, "A fault was injected before this call was carried out."),
            _ => self.answer(call).await.unwrap_or_else(|refusal| refusal),
        };
        let executed = !matches!(trouble.spoiling, Some((When::Before, _)));
        record.status = executed.then(|| answer.status.as_u16());
        if trouble.after > Duration::ZERO {
            record.fault = Some("latency");
            tokio::time::sleep(trouble.after).await;
        }
        let Some((_, kind)) = trouble.spoiling else { return Reply::Answer(numbered(answer)) };
        record.fault = Some(kind.name());
        match kind {
            FaultKind::Latency(_) => Reply::Answer(numbered(answer)),
            FaultKind::Status { code, retry_after } => {
                record.status = Some(code);
                let mut answer = Answer::message(code, format!("A fault was injected: status {code}."));
                if code == 204 {
                    answer.body = Bytes::new();
                }
                match retry_after.as_deref().map(HeaderValue::from_str) {
                    Some(Ok(value)) => Reply::Answer(numbered(answer.header(RETRY_AFTER, value))),
                    _ => Reply::Answer(numbered(answer)),
                }
            }
            FaultKind::Reset => Reply::Spoilt(Spoil::Reset),
            FaultKind::Truncate => Reply::Spoilt(Spoil::Truncate(numbered(answer))),
            FaultKind::Stall => Reply::Spoilt(Spoil::Stall),
            FaultKind::Garbage => Reply::Spoilt(Spoil::Garbage),
        }
    }

    /// The API: the token, then the route, then the body, then the operation's own checks.
    async fn answer(&self, call: Call) -> Result<Answer> {
        self.authorise(&call.headers)?;
        let route = Route::find(&call.method, call.uri.path())?;
        let body = call.body?;
        let mut names = route.names()?.into_iter();
        let mut name = || names.next().unwrap_or_default();
        let query = call.uri.query();
        match route.operation {
            Operation::ApplicationsCreate => application::create(self, &body).await,
            Operation::ApplicationsGet => application::get(self, &name()),
            Operation::ApplicationsUpdate => application::change(self, name(), &body).await,
            Operation::ApplicationsDelete => application::delete(self, name()).await,
            Operation::ApplicationsList => application::list(self, query),
            Operation::VersionsCreate => version::create(self, name(), &body).await,
            Operation::VersionsGet => version::get(self, &name(), &name()),
            Operation::VersionsUpdate => version::change(self, name(), name(), &body).await,
            Operation::VersionsDelete => version::delete(self, name(), name()).await,
            Operation::VersionsList => version::list(self, &name(), query),
            Operation::ListTags => container_registry::list(self, &name(), query).await,
            Operation::DeleteTag => container_registry::delete(self, name(), name()).await,
            Operation::DeleteTags => container_registry::delete_many(self, name(), &body).await,
            Operation::StoragesCreate => endpoint_storage::create(self, &body).await,
            Operation::StoragesGet => endpoint_storage::get(self, &name()),
            Operation::StoragesUpdate => endpoint_storage::change(self, name(), &body).await,
            Operation::StoragesDelete => endpoint_storage::delete(self, name()).await,
            Operation::StoragesList => {
                let mask = call.headers.get("x-fields").map(|mask| String::from_utf8_lossy(mask.as_bytes()));
                endpoint_storage::list(self, query, mask.as_deref())
            }
            Operation::ProfilesCreate => pull_profile::create(self, name(), &body).await,
            Operation::ProfilesGet => pull_profile::get(self, &name(), &name()),
            Operation::ProfilesUpdate => pull_profile::change(self, name(), name(), &body).await,
            Operation::ProfilesDelete => pull_profile::delete(self, name(), name()).await,
            Operation::ProfilesList => pull_profile::list(self, &name(), query),
            Operation::ProfilesLink => link::link(self, [name(), name(), name(), name()]).await,
            Operation::ProfilesUnlink => link::unlink(self, [name(), name(), name(), name()]).await,
        }
    }

    /// Refuses a call without one of the tokens.
    pub(crate) fn authorise(&self, headers: &HeaderMap) -> Result<()> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let only = values.next().filter(|_| values.next().is_none());
        let secret = only.and_then(|value| value.to_str().ok()).and_then(|value| value.split_once(' '));
        match secret {
            Some((scheme, secret)) if scheme.eq_ignore_ascii_case("token") && self.has_token(secret) => Ok(()),
            _ => Err(Answer::message(
                401,
                "The token is missing or not valid: send the header `Authorization: token <secret>`.",
            )),
        }
    }
}

impl FaultKind {
    fn name(&self) -> &'static str {
        match self {
            FaultKind::Latency(_) => "latency",
            FaultKind::Status { .. } => "status",
            FaultKind::Reset => "reset",
            FaultKind::Truncate => "truncate",
            FaultKind::Stall => "stall",
            FaultKind::Garbage => "garbage",
        }
    }
}
