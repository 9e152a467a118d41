//! Connections: the reqwest clients behind one SDK client, and one HTTP exchange over them.

use std::error::Error as _;
use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Method, Request, Url};
use rustls::pki_types::CertificateDer;
use tokio::sync::Semaphore;

use crate::base_url::BaseUrl;
use crate::error::{Error, Result};
use crate::proxy::{self, Proxy};
use crate::secret::Secrets;
use crate::tls;

pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_BODY: usize = 64 * 1024 * 1024;
/// Views with another connect timeout have connections of their own; more kinds of them than this are not kept.
const MAX_KINDS: usize = 8;

/// What all views of one client share.
pub(crate) struct Transport {
    pub(crate) base: BaseUrl,
    /// What no call may show: the token and the logins at proxies.
    pub(crate) secrets: Secrets,
    pub(crate) concurrency: Option<Semaphore>,
    pub(crate) max_body: usize,
    proxy: Option<Proxy>,
    authorization: HeaderValue,
    user_agent: HeaderValue,
    roots: Vec<CertificateDer<'static>>,
    usual: OnceLock<reqwest::Client>,
    others: Mutex<Vec<(Duration, reqwest::Client)>>,
}

/// The answer to one exchange, whatever its status.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Why an exchange had no whole answer.
#[derive(Debug)]
pub(crate) enum Broken {
    /// No connection: the request was not sent.
    Connect(String),
    /// TLS refused the connection: the request was not sent.
    Tls(String),
    /// The connection ended after the request was sent, or what came back was no HTTP.
    Reset(String),
    /// The body ended early or could not be decoded; the status had come.
    Body(u16, String),
    /// The body is over the limit.
    TooLarge(u16),
}

impl Transport {
    pub(crate) fn new(
        token: String,
        base: BaseUrl,
        roots: Vec<CertificateDer<'static>>,
        proxy: Option<Proxy>,
        max_concurrency: Option<usize>,
        max_body: Option<usize>,
        user_agent: &str,
    ) -> Result<Self> {
        let mut authorization = HeaderValue::from_str(&format!("token {token}"))
            .map_err(|_| Error::configuration("the token cannot be sent in a header"))?;
        authorization.set_sensitive(true);
        // A header value may have bytes beyond ASCII, which every server reads as something else.
        let user_agent = Some(user_agent)
            .filter(|text| text.bytes().all(|byte| (0x20..0x7f).contains(&byte)))
            .and_then(|text| HeaderValue::from_str(text).ok())
            .ok_or_else(|| Error::configuration("the user_agent argument may have visible ASCII characters only"))?;
        let proxy_logins = match &proxy {
            Some(proxy) => proxy.login.clone(),
            None if base.is_loopback => Vec::new(),
            None => proxy::logins_of_environment(),
        };
        Ok(Self {
            base,
            secrets: Secrets::of(std::iter::once(&token).chain(&proxy_logins)),
            proxy,
            concurrency: max_concurrency.map(|most| Semaphore::new(most.min(Semaphore::MAX_PERMITS))),
            max_body: max_body.unwrap_or(MAX_BODY),
            authorization,
            user_agent,
            roots,
            usual: OnceLock::new(),
            others: Mutex::new(Vec::new()),
        })
    }

    /// The connections for this connect timeout, made when first asked for: reading the platform's roots takes a while.
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

    /// Whether the connections for this connect timeout are there.
    pub(crate) fn is_warm(&self, connect_timeout: Option<Duration>) -> bool {
        connect_timeout.is_none_or(|timeout| timeout == CONNECT_TIMEOUT) && self.usual.get().is_some()
    }

    fn connect(&self, connect_timeout: Duration) -> Result<reqwest::Client> {
        let speaks_tls = self.base.is_https || self.proxy.is_some();
        let tls = if speaks_tls { tls::with_roots(&self.roots)? } else { tls::without_roots()? };
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(connect_timeout)
            // Redirects and retries are decided by the engine, which knows what an operation can bear.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .tcp_nodelay(true);
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy.inner.clone());
        } else if self.base.is_loopback {
            builder = builder.no_proxy();
        }
        builder
            .build()
            .map_err(|error| Error::configuration(format!("the HTTP client cannot be set up: {}", reason(&error))))
    }

    /// A request with every header that is the same for all.
    pub(crate) fn request(
        &self,
        method: &Method,
        url: Url,
        extra: &[(String, String)],
        body: Option<Bytes>,
    ) -> Request {
        let mut request = Request::new(method.clone(), url);
        let headers = request.headers_mut();
        headers.reserve(4 + extra.len());
        for (name, value) in extra {
            // Checked before: what cannot be a header never comes here.
            if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
                headers.insert(name, value);
            }
        }
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.entry(USER_AGENT).or_insert_with(|| self.user_agent.clone());
        if let Some(body) = body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.into());
        }
        request
    }

    /// One exchange. Dropping the future closes the connection.
    pub(crate) async fn exchange(&self, http: &reqwest::Client, request: Request) -> Result<Answer, Broken> {
        let mut response = http.execute(request).await.map_err(|error| classify(&error))?;
        let status = response.status().as_u16();
        match self.body(&mut response).await {
            Ok(Some(body)) => Ok(Answer { status, headers: std::mem::take(response.headers_mut()), body }),
            // An error says what the caller can do by its status alone.
            Ok(None) | Err(_) if !response.status().is_success() => {
                Ok(Answer { status, headers: std::mem::take(response.headers_mut()), body: Bytes::new() })
            }
            Ok(None) => Err(Broken::TooLarge(status)),
            Err(error) => Err(Broken::Body(status, reason(&error))),
        }
    }

    /// The whole body; none if it is over the limit.
    async fn body(&self, response: &mut reqwest::Response) -> Result<Option<Bytes>, reqwest::Error> {
        if response.content_length().is_some_and(|length| length > self.max_body as u64) {
            return Ok(None);
        }
        // Most answers come in one piece, which is then not copied.
        let mut body = response.chunk().await?.unwrap_or_default();
        if let Some(next) = response.chunk().await? {
            let mut whole = BytesMut::from(body);
            whole.extend_from_slice(&next);
            while let Some(next) = response.chunk().await? {
                if whole.len() + next.len() > self.max_body {
                    return Ok(None);
                }
                whole.extend_from_slice(&next);
            }
            body = whole.freeze();
        }
        Ok(Some(body).filter(|body| body.len() <= self.max_body))
    }
}

fn classify(error: &reqwest::Error) -> Broken {
    if is_tls(error) {
        Broken::Tls(reason(error))
    } else if error.is_connect() {
        Broken::Connect(if error.is_timeout() { "it took too long".to_owned() } else { reason(error) })
    } else {
        Broken::Reset(reason(error))
    }
}

/// Whether rustls refused, as opposed to a connection that ended during the handshake.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut next = error.source();
    while let Some(error) = next {
        if error.is::<rustls::Error>() {
            return true;
        }
        // The source of an I/O error is that of the error inside, which itself would be skipped.
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}

/// The innermost reason, which is what a person can act on; the outer ones repeat the URL.
fn reason(error: &reqwest::Error) -> String {
    let mut source: Option<&(dyn std::error::Error + 'static)> = error.source();
    let mut text = String::new();
    while let Some(error) = source {
        text = error.to_string();
        source = error.source();
    }
    if text.is_empty() { "no reason was given".to_owned() } else { text }
}
