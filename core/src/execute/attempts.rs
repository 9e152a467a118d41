//! The attempts of one call, and its deadline.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::Url;
use reqwest::header::LOCATION;
use tokio::time::{Instant, sleep, timeout_at};

use crate::error::Result;
use crate::execute::retry::{Outcome, Policy, retry_after};
use crate::http::progress;
use crate::http::{CONNECT_TIMEOUT, HttpResponse, Transport, TransportError};
use crate::options::Options;
use crate::reply::Attempt;
use crate::request::PreparedRequest;
use crate::schema::operation::Operation;

pub(super) const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
pub(super) const TOTAL_TIMEOUT: Duration = Duration::from_secs(300);
const MAX_REDIRECTS: usize = 5;
/// Maximum number of closed connections in a row that are replaced without counting as a retry, per
/// request.
const MAX_STALE: u32 = 3;

/// One call in progress.
pub(crate) struct Attempts<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) prepared: &'a PreparedRequest,
    pub(super) transport: &'a Transport,
    pub(super) options: &'a Options,
    http: reqwest::Client,
    policy: Policy,
    started: Instant,
    pub(super) deadline: Instant,
    attempts: Vec<(Outcome, Duration)>,
    /// An attempt of the call itself may have been carried out although its response was lost.
    pub(super) ambiguous: bool,
    /// True if the last exchange used a connection that had been used before.
    was_reused: bool,
    /// Start of the current exchange.
    sent: Instant,
    /// Start of the first exchange whose response was lost.
    doubtful_since: Option<Instant>,
    /// Delay before the next exchange.
    waited: Duration,
}

/// The result of one exchange, redirects included.
enum ExchangeOutcome {
    Received(HttpResponse),
    Failed(TransportError),
    TimedOut,
}

impl ExchangeOutcome {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Received(response) => Outcome::Status(response.status),
            Self::Failed(TransportError::Refused(refusal)) if !refusal.may_pass() => Outcome::ConnectFinal,
            Self::Failed(TransportError::Connect(_) | TransportError::Refused(_)) => Outcome::Connect,
            Self::Failed(TransportError::Exhausted(_)) => Outcome::ConnectFinal,
            Self::Failed(TransportError::Tls(_)) => Outcome::Tls,
            Self::Failed(TransportError::Reset(_)) => Outcome::Reset,
            Self::Failed(TransportError::Head(_)) => Outcome::Head,
            Self::Failed(TransportError::Body(..)) => Outcome::Body,
            Self::Failed(TransportError::TooLarge(status) | TransportError::Coding(status, _)) => {
                Outcome::Status(*status)
            }
            Self::TimedOut => Outcome::Timeout,
        }
    }
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(
        transport: &'a Transport,
        operation: &'static Operation,
        prepared: &'a PreparedRequest,
        options: &'a Options,
    ) -> Result<Self> {
        let http = transport.http(options.connect_timeout.unwrap_or(CONNECT_TIMEOUT))?;
        let started = Instant::now();
        let deadline = deadline(started, options);
        let policy = Policy::from_options(options);
        Ok(Self {
            operation,
            prepared,
            transport,
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

    /// Makes this the request of a call that started before.
    ///
    /// # Errors
    /// `timeout` if the time of the call has ended.
    pub(super) fn part_of_call(mut self, started: Instant) -> Result<Self> {
        self.started = started;
        self.deadline = deadline(started, self.options);
        if Instant::now() < self.deadline { Ok(self) } else { Err(self.timeout_error()) }
    }

    /// The request itself, without its body.
    pub(super) fn request(&self, url: Url) -> reqwest::Request {
        let body = self.prepared.body.as_ref().map(|_| Bytes::new());
        self.transport.request(&self.operation.method, url, &self.headers(), body)
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// True if an attempt may have been carried out although its response was lost.
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.ambiguous
    }

    /// How long ago the first attempt was sent whose response was lost; if none was, the call.
    pub(crate) fn doubtful_for(&self) -> Duration {
        self.doubtful_since.unwrap_or(self.started).elapsed()
    }

    /// The call was carried out; what fails from here on leaves that true.
    pub(crate) fn note_applied(&mut self) {
        self.ambiguous = true;
    }

    /// Sends the call itself, again where that is safe, and gives the last response.
    pub(crate) async fn send(&mut self, page: Option<u64>) -> Result<HttpResponse> {
        let (url, body) = (self.target(page), self.body());
        self.repeat(self.operation, &url, body.as_ref(), self.policy).await
    }

    /// URL of the call itself.
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

    /// Gets an object to find out if the call was carried out.
    pub(crate) async fn get(&mut self, operation: &'static Operation, names: &[String]) -> Result<HttpResponse> {
        self.get_with(operation, names, self.policy).await
    }

    /// The same without retries, for a call that has a response already.
    pub(crate) async fn get_once(&mut self, operation: &'static Operation, names: &[String]) -> Result<HttpResponse> {
        self.get_with(operation, names, Policy::ONCE).await
    }

    async fn get_with(
        &mut self,
        operation: &'static Operation,
        names: &[String],
        policy: Policy,
    ) -> Result<HttpResponse> {
        let prepared = PreparedRequest::of_names(operation, names)?;
        let ambiguous = self.ambiguous;
        let url = self.url(&prepared.path, &[]);
        let response = self.repeat(operation, &url, None, policy).await;
        // A lost response of this GET does not make the call ambiguous.
        self.ambiguous = ambiguous;
        response
    }

    async fn repeat(
        &mut self,
        operation: &'static Operation,
        url: &Url,
        body: Option<&Bytes>,
        policy: Policy,
    ) -> Result<HttpResponse> {
        let (mut retries, mut stale) = (0, 0);
        loop {
            let exchanged = self.exchange(operation, url, body).await?;
            let outcome = exchanged.outcome();
            self.note(operation, outcome);
            // The usual case needs no clock, header or random number.
            let exchanged = match exchanged {
                ExchangeOutcome::Received(response) if (200..300).contains(&response.status) => return Ok(response),
                other => other,
            };
            if !operation.is_get() && outcome.is_ambiguous() {
                self.ambiguous = true;
                self.doubtful_since.get_or_insert(self.sent);
            }
            // A server may close an idle connection while a request is in transit. Every operation
            // can be repeated, a create because recovery finds out what the first one did, so this
            // does not count as a retry and has no delay.
            if outcome == Outcome::Reset && self.was_reused && stale < MAX_STALE {
                stale += 1;
                continue;
            }
            let asked = match &exchanged {
                ExchangeOutcome::Received(response) => retry_after(&response.headers, SystemTime::now()),
                _ => None,
            };
            let remaining = self.deadline.saturating_duration_since(Instant::now());
            let Some(wait) = policy.decide(outcome, operation.is_get(), retries, asked, remaining, fastrand::f64())
            else {
                return match exchanged {
                    ExchangeOutcome::Received(response) => Ok(response),
                    ExchangeOutcome::Failed(error) => Err(self.transport_error(error)),
                    ExchangeOutcome::TimedOut => Err(self.timeout_error()),
                };
            };
            tracing::debug!(
                operation = operation.id,
                attempt = retries + 1,
                outcome = outcome.to_text(),
                wait_ms = wait.as_millis() as u64,
                "retrying"
            );
            retries += 1;
            self.waited = wait;
            sleep(wait).await;
        }
    }

    /// Records the outcome of an exchange.
    pub(crate) fn note(&mut self, operation: &Operation, outcome: Outcome) {
        let exchange = self.attempts.len() + 1;
        tracing::debug!(operation = operation.id, exchange, outcome = outcome.to_text(), "exchange");
        self.attempts.push((outcome, std::mem::take(&mut self.waited)));
    }

    pub(super) fn attempts(&self) -> Vec<Attempt> {
        let milliseconds = |wait: Duration| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        let attempts = self.attempts.iter();
        attempts.map(|(outcome, wait)| Attempt { outcome: outcome.to_text(), waited_ms: milliseconds(*wait) }).collect()
    }

    /// One exchange within its timeout. Redirects within the same origin are followed.
    async fn exchange(&mut self, operation: &Operation, url: &Url, body: Option<&Bytes>) -> Result<ExchangeOutcome> {
        let headers = self.headers();
        let (mut hops, mut redirected) = (0, None);
        loop {
            let url = redirected.as_ref().unwrap_or(url);
            let _permit = match &self.transport.concurrency {
                // Waiting for a permit is not an attempt, but counts for the timeout of the call.
                Some(permits) => match timeout_at(self.deadline, permits.acquire()).await {
                    Ok(permit) => permit.ok(),
                    Err(_) => return Err(self.timeout_error()),
                },
                None => None,
            };
            self.sent = Instant::now();
            progress::note();
            let limit = later(self.sent, self.options.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT)).min(self.deadline);
            let request = self.transport.request(&operation.method, url.clone(), &headers, body.cloned());
            let sending = self.http.execute(request);
            let response = match timeout_at(limit, self.transport.exchange(sending)).await {
                Err(_) => return Ok(ExchangeOutcome::TimedOut),
                Ok((answered, was_reused)) => {
                    self.was_reused = was_reused;
                    match answered {
                        Ok(response) => response,
                        Err(error) => return Ok(ExchangeOutcome::Failed(error)),
                    }
                }
            };
            let Some(next) = redirect(&response, url) else { return Ok(ExchangeOutcome::Received(response)) };
            // Other redirects change the method to GET, which would be another operation.
            let is_followed = operation.is_get() || matches!(response.status, 307 | 308);
            if next.origin() != url.origin() || hops == MAX_REDIRECTS || !is_followed {
                return Ok(ExchangeOutcome::Received(response));
            }
            self.note(operation, Outcome::Status(response.status));
            hops += 1;
            redirected = Some(next);
        }
    }

    fn url(&self, path: &str, query: &[(String, String)]) -> Url {
        let mut url = self.transport.resolved.base.join(path);
        if !query.is_empty() || !self.options.extra_query.is_empty() {
            url.query_pairs_mut().extend_pairs(query).extend_pairs(&self.options.extra_query);
        }
        url
    }
}

/// The end of a call that started at this time.
pub(super) fn deadline(started: Instant, options: &Options) -> Instant {
    later(started, options.timeout.unwrap_or(TOTAL_TIMEOUT))
}

fn later(instant: Instant, duration: Duration) -> Instant {
    /// Practically no limit.
    const YEARS: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
    instant + duration.min(YEARS)
}

/// The target of a redirect.
pub(super) fn redirect(response: &HttpResponse, url: &Url) -> Option<Url> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    url.join(&String::from_utf8_lossy(response.headers.get(LOCATION)?.as_bytes())).ok()
}
