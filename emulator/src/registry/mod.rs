//! A client of an OCI registry: lists and deletes tags, and tests whether an image can be pulled.
//!
//! A registry deletes a manifest with all tags that point to it. A tag that shares its manifest is
//! therefore first moved to a copy that differs in one annotation, and then the copy is deleted.
//! The other tags keep their manifest.

mod address;
mod tag;
mod tls;

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::header::{ACCEPT, CONTENT_TYPE, LINK};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use url::Url;

use self::address::Address;
pub use self::tag::SeedTag;
pub(crate) use self::tag::{Tag, is_image_name, is_tag_name};
pub(crate) use self::tls::config as tls_config;
use crate::config::Environment;
use crate::error::Error;
use crate::response::{HttpResponse, Result};
use crate::timestamp;

const MANIFESTS: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json";
const DIGEST: &str = "docker-content-digest";
/// Maximum number of concurrent requests to the registry.
pub(crate) const MAX_CONCURRENT: usize = 8;
/// Number of tags in one page of the registry's list.
const PAGE_SIZE: usize = 1000;
/// Maximum size of a response in bytes. Registries limit manifests to this size.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// User name and password.
pub(crate) type Login = (String, String);

/// The result of a test pull of an image.
#[derive(Debug, PartialEq)]
pub(crate) enum Pull {
    Possible,
    Missing,
    LoginRefused,
    Failed(String),
}

/// A registry and its HTTP client.
pub(crate) struct Registry {
    base: Url,
    login: Option<Login>,
    client: Client,
}

/// A manifest and its media type.
struct Manifest {
    media_type: String,
    content: Value,
}

impl Registry {
    /// Parses the URL of a registry. The environment names the CA certificates for `https`.
    pub(crate) fn new(url: &str, environment: impl FnOnce() -> Environment) -> Result<Registry, Error> {
        let Address { base, login } = Address::parse(url)?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls::config(base.scheme() == "https", environment)?)
            .no_proxy()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(30))
            .build()
            .map_err(|error| Error::with_source("The HTTP client of the registry cannot be created.", error))?;
        Ok(Registry { base, login, client })
    }

    /// The base URL without the login.
    pub(crate) fn base_url(&self) -> &str {
        self.base.as_str()
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_as(self.login.as_ref(), method, path)
    }

    fn request_as(&self, login: Option<&Login>, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/v2/{path}", self.base.as_str().trim_end_matches('/'));
        let request = self.client.request(method, url).header(ACCEPT, MANIFESTS);
        match login {
            Some((user, password)) => request.basic_auth(user, Some(password)),
            None => request,
        }
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response> {
        request.send().await.map_err(|error| self.failed(&reason(error)))
    }

    fn failed(&self, why: &str) -> HttpResponse {
        HttpResponse::message(500, format!("The registry at {} cannot be used: {why}.", self.base))
    }

    fn unexpected(&self, what: &str, response: &Response) -> HttpResponse {
        self.failed(&format!("it responded to {what} with {}", response.status()))
    }

    /// All tags of an image, sorted by name, with the digests of their manifests. Empty for an
    /// unknown image.
    pub(crate) async fn digests(&self, image: &str) -> Result<Vec<(String, String)>> {
        let tags = self.tags(image).await?;
        let found: Vec<Option<(String, String)>> = stream::iter(tags)
            .map(|tag| async {
                let response = self.send(self.request(Method::HEAD, &format!("{image}/manifests/{tag}"))).await?;
                // The tag may have been deleted after it was listed.
                Ok::<_, HttpResponse>(header(&response, DIGEST).map(|digest| (tag, digest)))
            })
            .buffered(MAX_CONCURRENT)
            .try_collect()
            .await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn tags(&self, image: &str) -> Result<BTreeSet<String>> {
        let mut tags = BTreeSet::new();
        let mut path = format!("{image}/tags/list?n={PAGE_SIZE}");
        loop {
            let response = self.send(self.request(Method::GET, &path)).await?;
            match response.status() {
                StatusCode::OK => {}
                StatusCode::NOT_FOUND => return Ok(tags),
                _ => return Err(self.unexpected("a list of tags", &response)),
            }
            let more = response.headers().contains_key(LINK);
            let page = self.json(response).await?;
            let named =
                page["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).filter(|tag| is_tag_name(tag));
            let last = named.clone().next_back().map(str::to_owned);
            let before = tags.len();
            tags.extend(named.map(str::to_owned));
            match last {
                Some(last) if more && tags.len() > before => {
                    path = format!("{image}/tags/list?n={PAGE_SIZE}&last={last}")
                }
                _ => return Ok(tags),
            }
        }
    }

    /// The details of a tag. A registry does not store the time of a push, so `last_push_at` is the
    /// build time of the image.
    pub(crate) async fn tag(&self, image: &str, tag: &str, digest: &str) -> Result<Tag> {
        let mut content = self.manifest(image, digest).await?.content;
        if let Some(first) = content["manifests"][0]["digest"].as_str() {
            content = self.manifest(image, first).await?.content;
        }
        let layers = content["layers"].as_array().into_iter().flatten();
        let bytes: u64 = layers.chain([&content["config"]]).filter_map(|blob| blob["size"].as_u64()).sum();
        let last_push_at = match content["config"]["digest"].as_str() {
            Some(config) => self.build_time(image, config).await?,
            None => None,
        };
        let size_mb = (bytes as f64 / 10_000.0).round() / 100.0;
        Ok(Tag { tag: tag.to_owned(), last_push_at, image_hash: digest.to_owned(), size_mb })
    }

    async fn build_time(&self, image: &str, config: &str) -> Result<Option<String>> {
        let response = self.send(self.request(Method::GET, &format!("{image}/blobs/{config}"))).await?;
        if response.status() != StatusCode::OK {
            return Ok(None);
        }
        // Only the config of an image has a build time; another artifact may have any config.
        let config = self.json(response).await.unwrap_or_default();
        Ok(config["created"].as_str().and_then(timestamp::from_rfc3339))
    }

    async fn manifest(&self, image: &str, reference: &str) -> Result<Manifest> {
        let response = self.send(self.request(Method::GET, &format!("{image}/manifests/{reference}"))).await?;
        if response.status() != StatusCode::OK {
            return Err(self.unexpected("a request for a manifest", &response));
        }
        let media_type = header(&response, CONTENT_TYPE.as_str()).unwrap_or_default();
        Ok(Manifest { media_type, content: self.json(response).await? })
    }

    async fn json(&self, mut response: Response) -> Result<Value> {
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failed(&reason(error)))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_BYTES {
                return Err(self.failed("a response is too large"));
            }
        }
        serde_json::from_slice(&bytes).map_err(|error| self.failed(&format!("a response is not valid JSON: {error}")))
    }

    /// Deletes a tag that points to this manifest. `shared` is true if other tags point to it, too.
    pub(crate) async fn delete(&self, image: &str, tag: &str, digest: &str, shared: bool) -> Result<()> {
        if !shared {
            return self.delete_manifest(image, digest).await;
        }
        let Manifest { media_type, mut content } = self.manifest(image, digest).await?;
        if let Some(content) = content.as_object_mut() {
            content.insert(
                "annotations".into(),
                json!({"edgegap-emulator.removed": format!("{tag} {}", timestamp::now())}),
            );
        }
        let request = self.request(Method::PUT, &format!("{image}/manifests/{tag}"));
        let response = self.send(request.header(CONTENT_TYPE, media_type).body(content.to_string())).await?;
        match header(&response, DIGEST) {
            Some(copy) if response.status().is_success() => self.delete_manifest(image, &copy).await,
            _ => Err(self.unexpected("a manifest", &response)),
        }
    }

    async fn delete_manifest(&self, image: &str, digest: &str) -> Result<()> {
        let response = self.send(self.request(Method::DELETE, &format!("{image}/manifests/{digest}"))).await?;
        match response.status() {
            status if status.is_success() || status == StatusCode::NOT_FOUND => Ok(()),
            StatusCode::METHOD_NOT_ALLOWED => {
                Err(self.failed("it does not allow deletes: start it with REGISTRY_STORAGE_DELETE_ENABLED=true"))
            }
            _ => Err(self.unexpected("a delete", &response)),
        }
    }

    /// Sends the first request of a pull, with the login of the version and never with that of the
    /// registry.
    pub(crate) async fn pull(&self, image: &str, tag: &str, login: Option<&Login>) -> Pull {
        let response = match self.request_as(login, Method::HEAD, &format!("{image}/manifests/{tag}")).send().await {
            Ok(response) => response,
            Err(error) => return Pull::Failed(reason(error)),
        };
        match response.status() {
            StatusCode::OK => Pull::Possible,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN if login.is_some() => Pull::LoginRefused,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Pull::Failed("the registry requires a login".into()),
            StatusCode::NOT_FOUND => Pull::Missing,
            status => Pull::Failed(format!("the registry responded with {status}")),
        }
    }
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// The innermost cause, without the URL, which may contain the login.
pub(crate) fn reason(error: reqwest::Error) -> String {
    let error = error.without_url();
    if error.is_timeout() {
        return "it did not respond in time".into();
    }
    let mut innermost: &(dyn std::error::Error + 'static) = &error;
    loop {
        if let Some(error) = innermost.downcast_ref::<rustls::Error>() {
            return tls::reason(error);
        }
        // `source` of an `io::Error` skips the error that it wraps.
        let wrapped = innermost.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        match wrapped.map(|wrapped| wrapped as &(dyn std::error::Error + 'static)).or(innermost.source()) {
            Some(inner) => innermost = inner,
            None => return innermost.to_string(),
        }
    }
}
