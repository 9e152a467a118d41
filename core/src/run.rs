//! One call in progress: its attempts, its clock, and the evidence for whoever asks.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::Url;
use reqwest::header::{HeaderMap, LOCATION};
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep, timeout_at};

use crate::arguments::{Arguments, Prepared};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::failure::{self, Unfollowed};
use crate::operation::Operation;
use crate::options::Options;
use crate::progress;
use crate::reply::{Attempt, Meta};
use crate::retry::{Outcome, Policy, retry_after};
use crate::secret::Secrets;
use crate::stray::stray_name;
use crate::transport::{Answer, Broken, CONNECT_TIMEOUT};
use crate::violation::Report;

const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(300);
const MAX_REDIRECTS: usize = 5;
/// How many connections that the server had closed one call may meet.
const MOST_STALE: u32 = 3;

/// One call in progress.
pub(crate) struct Run<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) prepared: &'a Prepared,
    client: &'a Client,
    options: &'a Options,
    http: reqwest::Client,
    policy: Policy,
    started: Instant,
    deadline: Instant,
    attempts: Vec<(Outcome, Duration)>,
    /// An attempt of the call itself may have been carried out although its answer was lost.
    ambiguous: bool,
    /// Whether the last exchange was made on a connection that had served others before.
    was_reused: bool,
    /// When the exchange at hand was sent, and the first one whose answer was lost.
    sent: Instant,
    doubtful_since: Option<Instant>,
    /// The wait that was planned before the exchange to come.
    waited: Duration,
}

/// How one exchange, redirects included, ended.
enum Exchanged {
    Answered(Answer),
    Broken(Broken),
    TimedOut,
}

impl Exchanged {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Answered(answer) => Outcome::Status(answer.status),
            Self::Broken(Broken::Refused(refusal)) if !refusal.may_pass() => Outcome::Hopeless,
            Self::Broken(Broken::Connect(_) | Broken::Refused(_)) => Outcome::Connect,
            Self::Broken(Broken::Exhausted(_)) => Outcome::Hopeless,
            Self::Broken(Broken::Tls(_)) => Outcome::Tls,
            Self::Broken(Broken::Reset(_)) => Outcome::Reset,
            Self::Broken(Broken::Head(_)) => Outcome::Head,
            Self::Broken(Broken::Body(..)) => Outcome::Body,
            Self::Broken(Broken::TooLarge(status) | Broken::Coding(status, _)) => Outcome::Status(*status),
            Self::TimedOut => Outcome::Timeout,
        }
    }
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        client: &'a Client,
        operation: &'static Operation,
        prepared: &'a Prepared,
        options: &'a Options,
    ) -> Result<Self> {
        let http = client.transport.http(options.connect_timeout.unwrap_or(CONNECT_TIMEOUT))?;
        let started = Instant::now();
        let deadline = later(started, options.timeout.unwrap_or(TOTAL_TIMEOUT));
        let policy = Policy::of(options);
        Ok(Self {
            operation,
            prepared,
            client,
            options,
            http,
            policy,
            started,
            deadline,
            attempts: Vec::with_capacity(1),
            ambiguous: false,
            was_reused: false,
            sent: started,
            doubtful_since: None,
            waited: Duration::ZERO,
        })
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Whether an attempt may have been carried out although its answer was lost.
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.ambiguous
    }

    /// How long ago the first attempt was sent whose answer was lost; if none was, the call.
    pub(crate) fn doubtful_for(&self) -> Duration {
        self.doubtful_since.unwrap_or(self.started).elapsed()
    }

    /// The call was carried out; what fails from here on leaves that true.
    pub(crate) fn note_applied(&mut self) {
        self.ambiguous = true;
    }

    /// Sends the call itself, again where that is safe, and gives the last answer.
    pub(crate) async fn send(&mut self, page: Option<u64>) -> Result<Answer> {
        self.repeat(self.operation, self.target(page), self.body(), self.policy).await
    }

    /// Where the call itself goes.
    pub(crate) fn target(&self, page: Option<u64>) -> Url {
        let mut query = self.prepared.query.clone();
        if let Some(page) = page {
            query.push(("page".to_owned(), page.to_string()));
            query.push(("limit".to_owned(), self.prepared.limit.to_string()));
        }
        self.url(&self.prepared.path, &query)
    }

    pub(crate) fn body(&self) -> Option<Bytes> {
        self.prepared.body.as_ref().map(|body| serde_json::to_vec(body).unwrap_or_default().into())
    }

    /// The headers of the operation, then those of the options.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        [self.prepared.headers.as_slice(), self.options.headers.as_slice()].concat()
    }

    /// Reads an object in order to find out what became of the call.
    pub(crate) async fn get(&mut self, id: &str, names: &[String]) -> Result<Answer> {
        self.get_with(id, names, self.policy).await
    }

    /// The same, without another attempt: where what is known already is an answer.
    pub(crate) async fn get_once(&mut self, id: &str, names: &[String]) -> Result<Answer> {
        self.get_with(id, names, Policy::ONCE).await
    }

    async fn get_with(&mut self, id: &str, names: &[String], policy: Policy) -> Result<Answer> {
        let operation = Operation::find(id)
            .ok_or_else(|| Error::new(ErrorKind::Internal, format!("there is no operation {id}")))?;
        let path = operation
            .path_parameters()
            .zip(names)
            .map(|(parameter, name)| (Cow::Borrowed(parameter), Value::from(name.as_str())))
            .collect();
        let mut report = Report::default();
        let prepared = Arguments { path, ..Arguments::default() }.prepare(operation, &Map::new(), &mut report);
        if !report.is_empty() {
            return Err(Error::validation(operation.id, report.into_violations()));
        }
        let ambiguous = self.ambiguous;
        let answer = self.repeat(operation, self.url(&prepared.path, &[]), None, policy).await;
        // Reading leaves no doubt behind.
        self.ambiguous = ambiguous;
        answer
    }

    async fn repeat(
        &mut self,
        operation: &'static Operation,
        url: Url,
        body: Option<Bytes>,
        policy: Policy,
    ) -> Result<Answer> {
        let (mut retries, mut stale) = (0, 0);
        loop {
            let exchanged = self.exchange(operation, url.clone(), body.clone()).await?;
            let outcome = exchanged.outcome();
            self.note(operation, outcome);
            if !operation.is_get() && outcome.is_ambiguous() {
                self.ambiguous = true;
                self.doubtful_since.get_or_insert(self.sent);
            }
            // A server closes connections that were idle, and a request may meet that half way. Every operation here may be
            // repeated, a create because recovery finds out what the first one did, so this is no retry and has no wait.
            if outcome == Outcome::Reset && self.was_reused && stale < MOST_STALE {
                stale += 1;
                continue;
            }
            let asked = match &exchanged {
                Exchanged::Answered(answer) => retry_after(&answer.headers, SystemTime::now()),
                _ => None,
            };
            let remaining = self.deadline.saturating_duration_since(Instant::now());
            let Some(wait) = policy.decide(outcome, operation.is_get(), retries, asked, remaining, fastrand::f64())
            else {
                return match exchanged {
                    Exchanged::Answered(answer) => Ok(answer),
                    Exchanged::Broken(broken) => Err(self.broken_error(broken)),
                    Exchanged::TimedOut => Err(self.timeout_error()),
                };
            };
            tracing::debug!(
                operation = operation.id,
                attempt = retries + 1,
                outcome = outcome.word(),
                wait_ms = wait.as_millis() as u64,
                "trying again"
            );
            retries += 1;
            self.waited = wait;
            sleep(wait).await;
        }
    }

    /// Takes down how an exchange ended.
    pub(crate) fn note(&mut self, operation: &Operation, outcome: Outcome) {
        let exchange = self.attempts.len() + 1;
        tracing::debug!(operation = operation.id, exchange, outcome = outcome.word(), "exchanged");
        self.attempts.push((outcome, std::mem::take(&mut self.waited)));
    }

    fn attempts(&self) -> Vec<Attempt> {
        let milliseconds = |wait: Duration| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        let attempts = self.attempts.iter();
        attempts.map(|(outcome, wait)| Attempt { outcome: outcome.word(), waited_ms: milliseconds(*wait) }).collect()
    }

    /// One exchange within its time, and those that redirects of the same origin lead to.
    async fn exchange(&mut self, operation: &Operation, mut url: Url, body: Option<Bytes>) -> Result<Exchanged> {
        let client = self.client;
        let headers = self.headers();
        let mut hops = 0;
        loop {
            let _permit = match &client.transport.concurrency {
                // Waiting for a turn is no attempt, and nothing is sent meanwhile, but it is part of the call.
                Some(turns) => match timeout_at(self.deadline, turns.acquire()).await {
                    Ok(permit) => permit.ok(),
                    Err(_) => return Err(self.timeout_error()),
                },
                None => None,
            };
            self.sent = Instant::now();
            progress::note();
            let limit = later(self.sent, self.options.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT)).min(self.deadline);
            let request = client.transport.request(&operation.method, url.clone(), &headers, body.clone());
            let answer = match timeout_at(limit, client.transport.exchange(&self.http, request)).await {
                Err(_) => return Ok(Exchanged::TimedOut),
                Ok((answered, was_reused)) => {
                    self.was_reused = was_reused;
                    match answered {
                        Ok(answer) => answer,
                        Err(broken) => return Ok(Exchanged::Broken(broken)),
                    }
                }
            };
            let Some(next) = redirect(&answer, &url) else { return Ok(Exchanged::Answered(answer)) };
            // Other redirects ask for a GET instead, which would not be this operation any more.
            let is_followed = operation.is_get() || matches!(answer.status, 307 | 308);
            if next.origin() != url.origin() || hops == MAX_REDIRECTS || !is_followed {
                return Ok(Exchanged::Answered(answer));
            }
            self.note(operation, Outcome::Status(answer.status));
            hops += 1;
            url = next;
        }
    }

    fn url(&self, path: &str, query: &[(String, String)]) -> Url {
        let mut url = self.client.transport.resolved.base.join(path);
        if !query.is_empty() || !self.options.extra_query.is_empty() {
            url.query_pairs_mut().extend_pairs(query).extend_pairs(&self.options.extra_query);
        }
        url
    }

    /// How the answer came about.
    pub(crate) fn meta(&self, answer: &Answer, secrets: &Secrets) -> Meta {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &answer.headers {
            let value = secrets.redact(&String::from_utf8_lossy(value.as_bytes()));
            headers
                .entry(secrets.redact(name.as_str()))
                .and_modify(|all| *all = format!("{all}, {value}"))
                .or_insert(value);
        }
        Meta {
            status: answer.status,
            request_id: request_id(&answer.headers).map(|id| secrets.redact(&id)),
            headers,
            attempts: self.attempts(),
        }
    }

    /// What this call must not show.
    pub(crate) fn secrets(&self) -> Cow<'_, Secrets> {
        let of_client = &self.client.transport.secrets;
        match self.prepared.body.as_ref().zip(self.operation.body) {
            Some((body, expected)) => Cow::Owned(of_client.and_of(body, expected.model)),
            None => Cow::Borrowed(of_client),
        }
    }

    /// The error of an answer that is no success.
    pub(crate) fn status_error(&self, answer: &Answer) -> Error {
        let redirect = redirect_target(answer, &self.client.transport.resolved.base.text);
        let mut error =
            failure::of_status(self.operation, answer, retry_after(&answer.headers, SystemTime::now()), redirect);
        let names = self.operation.path_parameters().zip(&self.prepared.names);
        let odd = names.filter_map(|(parameter, name)| Some((parameter, stray_name(name)?))).next();
        if let (404, Some((parameter, what))) = (answer.status, odd) {
            error.0.message.push_str(&format!(". The {} in the call {what}", self.operation.noun(parameter)));
        }
        self.finish(error, Some(answer))
    }

    /// The error of a create whose name is taken, by what may or may not be an earlier attempt of it.
    pub(crate) fn taken_error(&self, answer: &Answer) -> Error {
        self.finish(failure::of_taken(self.operation, answer), Some(answer))
    }

    /// The error of a create whose name is taken by an object that equals what was sent and that was made after the call
    /// began.
    pub(crate) fn equal_error(&self, answer: &Answer) -> Error {
        let mut error = failure::of_equal(self.operation, answer);
        error.0.maybe_applied = true;
        self.finish(error, Some(answer))
    }

    /// The error of `success: false` under a 2xx.
    pub(crate) fn refused_error(&self, answer: &Answer, message: Option<String>) -> Error {
        self.finish(failure::of_refusal(self.operation, answer, message), Some(answer))
    }

    /// The error of a 2xx that cannot be read.
    pub(crate) fn decode_error(&self, answer: &Answer, reason: &str) -> Error {
        let mut error = failure::of_decoding(self.operation, answer, reason);
        error.0.maybe_applied = !self.operation.is_get();
        self.finish(error, Some(answer))
    }

    fn broken_error(&self, broken: Broken) -> Error {
        self.finish(
            failure::of_broken(
                self.operation,
                broken,
                self.body().map_or(0, |body| body.len()),
                &self.client.transport,
            ),
            None,
        )
    }

    fn timeout_error(&self) -> Error {
        let total = self.options.timeout.unwrap_or(TOTAL_TIMEOUT);
        let attempt = self.options.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT);
        let is_total = Instant::now() >= self.deadline;
        self.finish(failure::of_timeout(self.operation, if is_total { total } else { attempt }, is_total), None)
    }

    /// Adds the evidence, and takes every secret out.
    fn finish(&self, mut error: Error, answer: Option<&Answer>) -> Error {
        let envelope = &mut *error.0;
        let secrets = self.secrets();
        envelope.operation = Some(self.operation.id);
        envelope.maybe_applied |= self.ambiguous && !self.operation.is_get();
        envelope.attempts = self.attempts();
        envelope.elapsed = self.elapsed();
        envelope.method = Some(self.operation.method.to_string());
        envelope.url = Some(
            self.client
                .transport
                .secrets
                .redact(&format!("{}{}", self.client.transport.resolved.base.text, self.prepared.path)),
        );
        let message = failure::plain(&secrets.redact(&envelope.message));
        envelope.message = failure::sentence(secrets.redact(&message));
        if envelope.maybe_applied {
            envelope.message.truncate(envelope.message.trim_end_matches('.').len());
            envelope.message.push_str(failure::doubt(envelope.kind));
        }
        envelope.excerpt = envelope.excerpt.as_deref().map(|text| failure::excerpt(&secrets.redact(text)));
        envelope.extra = std::mem::take(&mut envelope.extra)
            .into_iter()
            .map(|(name, mut value)| {
                secrets.redact_value(&mut value);
                (secrets.redact(&name), value)
            })
            .collect();
        if let Some(answer) = answer {
            envelope.status = Some(answer.status);
            envelope.request_id = request_id(&answer.headers).map(|id| secrets.redact(&id));
        }
        error
    }
}

fn later(instant: Instant, duration: Duration) -> Instant {
    /// As good as never.
    const YEARS: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
    instant + duration.min(YEARS)
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "cf-ray"]
        .iter()
        .find_map(|name| headers.get(*name))
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Where a redirect leads.
fn redirect(answer: &Answer, url: &Url) -> Option<Url> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    url.join(&String::from_utf8_lossy(answer.headers.get(LOCATION)?.as_bytes())).ok()
}

/// Where a redirect leads that was not followed: another origin, or this one.
fn redirect_target(answer: &Answer, base: &str) -> Option<Unfollowed> {
    let base = Url::parse(base).ok()?;
    let url = redirect(answer, &base)?;
    if url.origin() == base.origin() {
        return Some(Unfollowed::Here);
    }
    let target = match url.host_str() {
        Some(host) => {
            format!("{}://{host}{}", url.scheme(), url.port().map(|port| format!(":{port}")).unwrap_or_default())
        }
        None => format!("{}:", url.scheme()),
    };
    match url.host_str() == base.host_str() && (base.scheme(), url.scheme()) == ("http", "https") {
        true => Some(Unfollowed::Secure(target)),
        false => Some(Unfollowed::Elsewhere(target)),
    }
}
