//! Connections: the reqwest clients behind one SDK client, and one HTTP exchange over them.

mod coding;
mod connected;
mod outside;
#[doc(hidden)]
pub mod progress;
pub(crate) mod proxy;
mod resolver;
pub(crate) mod tls;

use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use hyper_util::client::legacy;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
    USER_AGENT,
};
use reqwest::{Method, Request, Url};
use tokio::sync::Semaphore;

use self::coding::Undecodable;
use self::connected::Connections;
#[doc(hidden)]
pub use self::outside::Outside;
use self::proxy::{Refusal, Route};
use self::resolver::{NoThread, Resolver};
use self::tls::error::{Setup, message, requires_certificate};
use crate::error::{Error, Result};
use crate::json;
use crate::redact::Secrets;
use crate::settings::Resolved;

pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_BODY: usize = 64 * 1024 * 1024;
/// Maximum time for a proxy to repeat its refusal.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(2);
/// Maximum number of connect timeouts with their own connections.
const MAX_KINDS: usize = 8;
/// Maximum number of response headers.
const MAX_HEADERS: usize = 256;

/// The connections and settings that all views of one client share.
pub(crate) struct Transport {
    pub(crate) resolved: Arc<Resolved>,
    /// The token and the login of the proxy, which no error or log may show.
    pub(crate) secrets: Secrets,
    pub(crate) concurrency: Option<Semaphore>,
    pub(crate) max_body: usize,
    limits: Limits,
    connections: Connections,
    authorization: HeaderValue,
    user_agent: HeaderValue,
    usual: OnceLock<reqwest::Client>,
    others: Mutex<Vec<(Duration, reqwest::Client)>>,
}

/// Limits of a client.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Maximum number of requests in flight; `None` means no limit.
    pub(crate) concurrency: Option<usize>,
    /// Maximum size of a response body in bytes; `None` means the default.
    pub(crate) body: Option<usize>,
}

/// The response to one exchange, whatever its status.
#[derive(Clone)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A response body as far as it could be read.
enum Body {
    Whole(Bytes),
    /// The connection was closed without TLS's `close_notify`.
    Unended(Bytes),
    TooLarge,
}

const EARLY: &str = "its body ended early or is invalid";

/// A system resource that is exhausted. For the bindings of this repository; not part of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exhausted {
    /// File descriptors.
    Descriptors,
    /// Threads.
    Threads,
}

/// The error of an exchange without a complete response.
#[derive(Debug)]
pub(crate) enum TransportError {
    /// The connection could not be made, or was closed before the request was sent.
    Connect(String),
    /// The proxy did not connect to the service: the request was not sent.
    Refused(Refusal),
    /// A system resource is exhausted: the request was not sent.
    Exhausted(Exhausted),
    /// TLS failed: the request was not sent, or not read.
    Tls(String),
    /// The connection was closed after the request was sent.
    Reset(String),
    /// The head of the response cannot be parsed.
    Head(String),
    /// The body ended early or could not be decoded, after the status was received.
    Body(u16, String),
    /// The body has a content coding that was not requested.
    Coding(u16, String),
    /// The body is larger than the limit.
    TooLarge(u16),
}

impl Transport {
    pub(crate) fn new(resolved: Arc<Resolved>, limits: Limits, user_agent: &str) -> Result<Self> {
        let mut authorization = HeaderValue::from_str(&format!("token {}", resolved.token))
            .map_err(|_| Error::configuration("the token cannot be sent in a header"))?;
        authorization.set_sensitive(true);
        // A header value may have bytes beyond ASCII, but servers differ in how they read them.
        let user_agent = Some(user_agent)
            .filter(|text| text.bytes().all(|byte| (0x20..0x7f).contains(&byte)))
            .and_then(|text| HeaderValue::from_str(text).ok())
            .ok_or_else(|| {
                let name = resolved.language.argument("user_agent");
                Error::configuration(format!("{name} may contain only visible ASCII characters"))
            })?;
        let logins = resolved.proxy().map(|proxy| proxy.login.as_slice()).unwrap_or_default();
        let secrets = Secrets::new(std::iter::once(&resolved.token).chain(logins));
        Ok(Self::of(resolved, secrets, limits, authorization, user_agent))
    }

    fn of(
        resolved: Arc<Resolved>,
        secrets: Secrets,
        limits: Limits,
        authorization: HeaderValue,
        user_agent: HeaderValue,
    ) -> Self {
        Self {
            resolved,
            secrets,
            concurrency: limits.concurrency.map(|most| Semaphore::new(most.min(Semaphore::MAX_PERMITS))),
            max_body: limits.body.unwrap_or(MAX_BODY),
            limits,
            connections: Connections::default(),
            authorization,
            user_agent,
            usual: OnceLock::new(),
            others: Mutex::new(Vec::new()),
        }
    }

    /// A copy with its own connections.
    pub(crate) fn anew(&self) -> Self {
        let (resolved, secrets) = (self.resolved.clone(), self.secrets.clone());
        Self::of(resolved, secrets, self.limits, self.authorization.clone(), self.user_agent.clone())
    }

    /// The connections for this connect timeout. They are made on first use, because reading the
    /// platform's certificates takes time.
    pub(crate) fn http(&self, connect_timeout: Duration) -> Result<reqwest::Client> {
        if connect_timeout == CONNECT_TIMEOUT {
            if let Some(client) = self.usual.get() {
                return Ok(client.clone());
            }
            let client = self.connect(connect_timeout)?;
            return Ok(self.usual.get_or_init(|| client).clone());
        }
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = others.iter().find(|(timeout, _)| *timeout == connect_timeout) {
            return Ok(client.clone());
        }
        let client = self.connect(connect_timeout)?;
        if others.len() == MAX_KINDS {
            others.remove(0);
        }
        others.push((connect_timeout, client.clone()));
        Ok(client)
    }

    /// True if the connections for this connect timeout exist.
    pub(crate) fn is_warm(&self, connect_timeout: Option<Duration>) -> bool {
        connect_timeout.is_none_or(|timeout| timeout == CONNECT_TIMEOUT) && self.usual.get().is_some()
    }

    fn connect(&self, connect_timeout: Duration) -> Result<reqwest::Client> {
        let uses_tls = self.resolved.uses_tls();
        let tls = if uses_tls { tls::with_roots(&self.resolved.roots)? } else { tls::without_roots()? };
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(connect_timeout)
            // Redirects and retries depend on the operation, so `execute` decides about them.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            // Old proxies send them, and other clients accept them.
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_max_headers(MAX_HEADERS)
            .dns_resolver(Resolver)
            .tcp_nodelay(true);
        let builder = match &self.resolved.route {
            Route::Proxy(proxy) => builder.proxy(proxy.inner.clone()),
            // Otherwise reqwest would read the variables itself.
            Route::Direct(_) => builder.no_proxy(),
            Route::Platform => builder,
        };
        builder
            .build()
            .map_err(|error| Error::configuration(format!("the HTTP client cannot be set up: {}", reason(&error))))
    }

    /// A request with the headers that all requests have.
    pub(crate) fn request(
        &self,
        method: &Method,
        url: Url,
        extra: &[(String, String)],
        body: Option<Bytes>,
    ) -> Request {
        let mut request = Request::new(method.clone(), url);
        let headers = request.headers_mut();
        headers.reserve(5 + extra.len());
        for (name, value) in extra {
            // Invalid headers were rejected before.
            if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
                headers.insert(name, value);
            }
        }
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        headers.entry(USER_AGENT).or_insert_with(|| self.user_agent.clone());
        if let Some(body) = body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.into());
        }
        request
    }

    /// One exchange. The flag is true if its connection had answered before. Dropping the future
    /// closes the connection.
    pub(crate) async fn exchange(
        &self,
        sending: impl Future<Output = reqwest::Result<reqwest::Response>>,
    ) -> (Result<HttpResponse, TransportError>, bool) {
        match sending.await {
            Ok(response) => {
                let was_reused = self.connections.note(response.extensions());
                (self.response(response).await, was_reused)
            }
            Err(error) => {
                let was_reused = find(&error, |error| error.downcast_ref::<legacy::Error>())
                    .is_some_and(|error| self.connections.forget(error));
                (Err(self.classify(&error, was_reused).await), was_reused)
            }
        }
    }

    async fn response(&self, mut response: reqwest::Response) -> Result<HttpResponse, TransportError> {
        let status = response.status().as_u16();
        let body = self.body(&mut response).await;
        let mut headers = std::mem::take(response.headers_mut());
        let decoded = match body {
            Ok(Body::Whole(body)) => coding::decode(&mut headers, body, self.max_body),
            // Some servers close a connection without `close_notify`. A body that is complete is
            // accepted.
            Ok(Body::Unended(body)) => match coding::decode(&mut headers, body, self.max_body) {
                Ok(body) if json::parse(&body).is_ok() => Ok(body),
                _ => Err(Undecodable::Broken(EARLY.to_owned())),
            },
            Ok(Body::TooLarge) => Err(Undecodable::TooLarge),
            Err(error) => Err(Undecodable::Broken(format!("{EARLY}: {}", reason(&error)))),
        };
        match decoded {
            Ok(body) => Ok(HttpResponse { status, headers, body }),
            // For an error, the status alone is enough.
            Err(_) if !response.status().is_success() => Ok(HttpResponse { status, headers, body: Bytes::new() }),
            Err(Undecodable::TooLarge) => Err(TransportError::TooLarge(status)),
            Err(Undecodable::Unknown(why)) => Err(TransportError::Coding(status, why)),
            Err(Undecodable::Broken(why)) => Err(TransportError::Body(status, why)),
        }
    }

    /// Reads the body, up to the limit.
    async fn body(&self, response: &mut reqwest::Response) -> Result<Body, reqwest::Error> {
        if response.content_length().is_some_and(|length| length > self.max_body as u64) {
            return Ok(Body::TooLarge);
        }
        let has_end = response.content_length().is_some() || response.headers().contains_key(TRANSFER_ENCODING);
        // Most bodies arrive in one chunk, which is then not copied.
        let mut body = response.chunk().await?.unwrap_or_default();
        let mut rest = BytesMut::new();
        loop {
            match response.chunk().await {
                Ok(None) if rest.is_empty() => break,
                Ok(None) => {
                    body = rest.freeze();
                    break;
                }
                Ok(Some(next)) => {
                    if rest.is_empty() {
                        rest = BytesMut::from(body);
                        body = Bytes::new();
                    }
                    if rest.len() + next.len() > self.max_body {
                        return Ok(Body::TooLarge);
                    }
                    rest.extend_from_slice(&next);
                }
                Err(error) if !has_end && is_unended(&error) => {
                    return Ok(Body::Unended(if rest.is_empty() { body } else { rest.freeze() }));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(if body.len() <= self.max_body { Body::Whole(body) } else { Body::TooLarge })
    }

    /// The error of an exchange without a response.
    async fn classify(&self, error: &reqwest::Error, was_reused: bool) -> TransportError {
        let tls = find(error, |error| error.downcast_ref::<rustls::Error>());
        let refused = |tls| {
            let Resolved { roots, language, unread_roots, .. } = &*self.resolved;
            message(tls, &Setup { roots, language: *language, unread: unread_roots })
        };
        if !error.is_connect() {
            return match (tls, find(error, |error| error.downcast_ref::<hyper::Error>())) {
                // On a new connection it ends the handshake; on a reused one it may be about the
                // request.
                (Some(tls), _) if requires_certificate(tls) && !was_reused => TransportError::Tls(refused(tls)),
                (Some(tls), _) => TransportError::Reset(refused(tls)),
                (None, Some(http)) if http.is_parse() => TransportError::Head(http.to_string()),
                // hyper returned the request unsent.
                (None, Some(http)) if http.is_canceled() => {
                    TransportError::Connect("the connection was closed before the request was sent".to_owned())
                }
                (None, _) => TransportError::Reset(reason(error)),
            };
        }
        if let Some(tls) = tls {
            // It may be the proxy's own certificate.
            let proxy = self.resolved.proxy().filter(|proxy| proxy.uses_tls());
            let note = proxy.map(|proxy| format!(" (through the proxy {}, which also uses TLS)", proxy.shown));
            return TransportError::Tls(refused(tls) + &note.unwrap_or_default());
        }
        if find(error, |error| error.downcast_ref::<io::Error>().filter(|error| is_out_of_descriptors(error))).is_some()
        {
            return TransportError::Exhausted(Exhausted::Descriptors);
        }
        if find(error, |error| error.downcast_ref::<NoThread>()).is_some() {
            return TransportError::Exhausted(Exhausted::Threads);
        }
        let reason = if error.is_timeout() { "the connect timeout expired".to_owned() } else { reason(error) };
        match self.resolved.proxy().filter(|_| is_refusal(&reason)) {
            Some(proxy) => {
                // reqwest keeps this status alone.
                if reason.contains("authorization") {
                    return TransportError::Refused(Refusal { status: Some(407), reason: String::new() });
                }
                let (host, port) = (self.resolved.base.host().to_string(), self.resolved.base.port());
                let refusal = proxy.refusal(&host, port, REFUSAL_TIMEOUT).await;
                TransportError::Refused(refusal.unwrap_or_default())
            }
            None => TransportError::Connect(reason),
        }
    }
}

/// True if a proxy did not connect. reqwest's type for this error is private.
fn is_refusal(reason: &str) -> bool {
    matches!(reason, "tunnel error: unsuccessful" | "tunnel error: proxy authorization required")
}

/// The first result of `wanted` among the sources of an error.
fn find<'a, T: 'a>(error: &'a reqwest::Error, wanted: impl Fn(&'a (dyn StdError + 'static)) -> Option<T>) -> Option<T> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(found) = wanted(error) {
            return Some(found);
        }
        // `source` of an I/O error skips the error inside.
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

/// True if the connection was closed without `close_notify`.
fn is_unended(error: &reqwest::Error) -> bool {
    let is_end = |error: &io::Error| error.kind() == io::ErrorKind::UnexpectedEof;
    find(error, |error| error.downcast_ref::<io::Error>().filter(|error| is_end(error))).is_some()
}

/// EMFILE and ENFILE.
fn is_out_of_descriptors(error: &io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24)) || cfg!(windows) && error.raw_os_error() == Some(10024)
}

/// The innermost source of an error. The outer ones only repeat the URL.
fn reason(error: &reqwest::Error) -> String {
    let mut source: Option<&(dyn std::error::Error + 'static)> = error.source();
    let mut text = String::new();
    while let Some(error) = source {
        text = error.to_string();
        source = error.source();
    }
    // The library's message refers to its own documentation.
    if text.contains("close_notify") {
        return "the server closed it without `close_notify`".to_owned();
    }
    match text.as_str() {
        "" => "no reason was given".to_owned(),
        "tls handshake eof" => "the connection ended during the TLS handshake".to_owned(),
        _ => text,
    }
}
