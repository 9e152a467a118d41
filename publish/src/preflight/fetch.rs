//! One GET or HEAD of another server, with limits.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use edgegap_sdk::Outside;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};
use url::Url;

/// Maximum size of a response. Registries limit manifests to this size.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Sends requests to other servers.
pub(super) struct Fetcher {
    outside: Outside,
    timeout: Duration,
    /// The client of each origin, which keeps its connections.
    clients: Mutex<HashMap<String, Client>>,
}

/// A response.
pub(super) struct Fetched {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// A request. It has no body.
pub(super) struct Request<'a> {
    pub(super) method: Method,
    pub(super) url: &'a Url,
    pub(super) accept: &'a str,
    pub(super) login: Login<'a>,
}

/// What proves who the caller is.
#[derive(Clone, Copy)]
pub(super) enum Login<'a> {
    None,
    Bearer(&'a str),
    Basic(&'a str, &'a str),
}

impl Fetcher {
    pub(super) fn new(outside: Outside, timeout: Duration) -> Self {
        Self { outside, timeout, clients: Mutex::default() }
    }

    /// The client for the host of a URL.
    fn client(&self, url: &Url) -> Result<Client, String> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = url.origin().ascii_serialization();
        if let Some(client) = clients.get(&origin) {
            return Ok(client.clone());
        }
        let client = self.outside.client(url).map_err(|error| error.message().to_owned())?;
        clients.insert(origin, client.clone());
        Ok(client)
    }

    /// Sends a request. The error says what went wrong, without the URL, which may be signed.
    pub(super) async fn send(&self, request: Request<'_>) -> Result<Fetched, String> {
        let Request { method, url, accept, login } = request;
        let client = self.client(url)?;
        let mut builder = client.request(method, url.clone()).timeout(self.timeout);
        if !accept.is_empty() {
            builder = builder.header(reqwest::header::ACCEPT, accept);
        }
        builder = match login {
            Login::None => builder,
            Login::Bearer(token) => builder.bearer_auth(token),
            Login::Basic(user, password) => builder.basic_auth(user, Some(password)),
        };
        let host = url.host_str().unwrap_or_default();
        let failed = |error: &reqwest::Error| format!("{host} cannot be reached: {}", self.outside.reason(error));
        let mut response = builder.send().await.map_err(|error| failed(&error))?;
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(format!("{host} sent more than {MAX_BYTES} bytes"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Fetched { status, headers, body })
    }
}

impl Fetched {
    /// A header as a string; empty without it.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON.
    pub(super) fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}
