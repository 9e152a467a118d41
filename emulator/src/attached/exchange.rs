//! One request to an emulator in another process, and its response.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, SERVER};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;

use crate::config::Environment;
use crate::control::{ROOT, SERVICE};
use crate::error::{Error, ErrorKind};
use crate::registry;

/// Maximum time for the first request.
const ATTACH_TIMEOUT: Duration = Duration::from_secs(5);
/// Maximum time for a later request. A reset waits for the disk of the emulator.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Maximum size of a response in bytes. A full request log is a little larger than its bodies.
const MAX_BYTES: usize = 256 * 1024 * 1024;
/// The same for the first response, which may be that of another server.
const MAX_FIRST_BYTES: usize = 64 * 1024;

/// Sends requests. It has no connections and no runtime, so that it also works in a forked process.
#[derive(Clone)]
pub(super) struct Exchange {
    url: String,
}

pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// The message of an error.
    pub(super) fn message(&self) -> Option<String> {
        let body: Value = serde_json::from_slice(&self.body).ok()?;
        body["message"].as_str().map(str::to_owned)
    }
}

impl Exchange {
    pub(super) fn new(url: String) -> Exchange {
        Exchange { url }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Sends the first request, without a token. Returns the status, and if an emulator responded:
    /// the header `Server` says so, or else the body, because proxies replace the header.
    pub(super) async fn identify(&self) -> Result<(StatusCode, bool), Error> {
        let request = self.request(Method::GET, ROOT, ATTACH_TIMEOUT)?;
        let mut response = request.send().await.map_err(|error| self.failed(error))?;
        let (status, server) = (response.status(), header(&response, SERVER));
        if server.split('/').next() == Some(SERVICE) {
            return Ok((status, true));
        }
        let mut body = Vec::new();
        if header(&response, CONTENT_TYPE).starts_with("application/json") {
            while body.len() < MAX_FIRST_BYTES
                && let Some(chunk) = response.chunk().await.map_err(|error| self.failed(error))?
            {
                body.extend_from_slice(&chunk);
            }
        }
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        Ok((status, body["service"] == SERVICE))
    }

    pub(super) async fn send(&self, method: &str, path: &str, token: &str, body: &Value) -> Result<Reply, Error> {
        let method = method
            .parse::<Method>()
            .map_err(|error| Error::with_source("The method is not a valid HTTP method.", error))?;
        let mut request = self.request(method, path, TIMEOUT)?.header(AUTHORIZATION, format!("token {token}"));
        if !body.is_null() {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let mut response = request.send().await.map_err(|error| self.failed(error))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failed(error))? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_BYTES {
                return Err(Error::new(format!("The response of {} is too large.", self.url)));
            }
        }
        Ok(Reply { status: response.status(), body })
    }

    fn request(&self, method: Method, path: &str, timeout: Duration) -> Result<RequestBuilder, Error> {
        let request = client()?.request(method, format!("{}{path}", self.url)).timeout(timeout);
        Ok(request.header(ACCEPT, "application/json"))
    }

    fn failed(&self, error: reqwest::Error) -> Error {
        let advice = if error.is_connect() {
            "start one with edgegap-emulator, or correct the URL."
        } else {
            "is it an emulator, and is it still running?"
        };
        let why = format!("No emulator responds at {} ({}): {advice}", self.url, registry::reason(error));
        Error::new(why).kind_of(ErrorKind::Connection)
    }
}

/// The value of a header, empty if there is none or it is not text.
fn header(response: &Response, name: HeaderName) -> &str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn client() -> Result<Client, Error> {
    Client::builder()
        .tls_backend_preconfigured(registry::tls_config(false, Environment::default)?)
        .no_proxy()
        .redirect(Policy::none())
        .pool_max_idle_per_host(0)
        .connect_timeout(ATTACH_TIMEOUT)
        .build()
        .map_err(|error| Error::with_source("The HTTP client cannot be created.", error))
}
