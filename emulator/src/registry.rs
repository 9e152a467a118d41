//! A real OCI registry, spoken to over its own HTTP API: what its images hold, whether one can be pulled, and how to remove a
//! single tag.
//!
//! A registry deletes manifests, and with a manifest all tags that point to it. So a tag that shares its manifest is first
//! moved to a copy that differs in one annotation, and then the copy is deleted: the other tags keep what they point to.

mod address;
mod trust;

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::header::{ACCEPT, CONTENT_TYPE, LINK};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use url::Url;

use self::address::Address;
use crate::answer::{Answer, Result};
use crate::environment::Environment;
use crate::error::Error;
use crate::stamp;
use crate::tag::{Pushed, is_tag};

const MANIFESTS: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json";
const DIGEST: &str = "docker-content-digest";
/// Requests to the registry at once, for one answer.
const ABREAST: usize = 8;
/// Tags in one page of the registry's own list.
const TAGS: usize = 1000;

/// Bytes of an answer: registries themselves keep manifests below this.
const MOST: usize = 4 * 1024 * 1024;

/// User name and password.
pub(crate) type Login = (String, String);

/// Whether an image can be pulled.
#[derive(Debug, PartialEq)]
pub(crate) enum Pull {
    Possible,
    Missing,
    LoginRefused,
    Failed(String),
}

/// A registry at a URL.
pub(crate) struct Registry {
    base: Url,
    login: Option<Login>,
    client: Client,
}

/// A manifest as the registry keeps it.
struct Manifest {
    media_type: String,
    content: Value,
}

impl Registry {
    /// The registry at a URL. The environment names CA certificates for `https`.
    pub(crate) fn new(url: &str, environment: impl FnOnce() -> Environment) -> Result<Registry, Error> {
        let Address { base, login } = Address::parse(url)?;
        let client = Client::builder()
            .tls_backend_preconfigured(trust::config(base.scheme() == "https", environment)?)
            .no_proxy()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(30))
            .build()
            .map_err(|error| Error::caused("The client of the registry cannot be made.", error))?;
        Ok(Registry { base, login, client })
    }

    /// Its URL without its login.
    pub(crate) fn shown(&self) -> &str {
        self.base.as_str()
    }

    fn request(&self, method: Method, path: &str, login: Option<&Login>) -> RequestBuilder {
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

    fn failed(&self, why: &str) -> Answer {
        Answer::message(500, format!("The registry at {} cannot be used: {why}.", self.base))
    }

    fn unexpected(&self, what: &str, response: &Response) -> Answer {
        self.failed(&format!("it answered {} to {what}", response.status()))
    }

    /// All tags of an image by name, with the manifests that they point to; none for an unknown image.
    pub(crate) async fn digests(&self, image: &str) -> Result<Vec<(String, String)>> {
        let tags = self.tags(image).await?;
        let found: Vec<Option<(String, String)>> = stream::iter(tags)
            .map(|tag| async {
                let response = self
                    .send(self.request(Method::HEAD, &format!("{image}/manifests/{tag}"), self.login.as_ref()))
                    .await?;
                // A tag may go between the list and now.
                Ok::<_, Answer>(header(&response, DIGEST).map(|digest| (tag, digest)))
            })
            .buffered(ABREAST)
            .try_collect()
            .await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn tags(&self, image: &str) -> Result<BTreeSet<String>> {
        let mut tags = BTreeSet::new();
        let mut path = format!("{image}/tags/list?n={TAGS}");
        loop {
            let response = self.send(self.request(Method::GET, &path, self.login.as_ref())).await?;
            match response.status() {
                StatusCode::OK => {}
                StatusCode::NOT_FOUND => return Ok(tags),
                _ => return Err(self.unexpected("a list of tags", &response)),
            }
            let more = response.headers().contains_key(LINK);
            let page = self.json(response).await?;
            let named =
                page["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).filter(|tag| is_tag(tag));
            let last = named.clone().next_back().map(str::to_owned);
            let before = tags.len();
            tags.extend(named.map(str::to_owned));
            match last {
                Some(last) if more && tags.len() > before => path = format!("{image}/tags/list?n={TAGS}&last={last}"),
                _ => return Ok(tags),
            }
        }
    }

    /// What is known of a tag. No registry keeps the time of a push, so `last_push_at` is when the image was built.
    pub(crate) async fn pushed(&self, image: &str, tag: &str, digest: &str) -> Result<Pushed> {
        let mut content = self.manifest(image, digest).await?.content;
        if let Some(first) = content["manifests"][0]["digest"].as_str() {
            content = self.manifest(image, first).await?.content;
        }
        let layers = content["layers"].as_array().into_iter().flatten();
        let bytes: u64 = layers.chain([&content["config"]]).filter_map(|blob| blob["size"].as_u64()).sum();
        let built = match content["config"]["digest"].as_str() {
            Some(config) => self.built(image, config).await?,
            None => None,
        };
        let size_mb = (bytes as f64 / 10_000.0).round() / 100.0;
        Ok(Pushed { tag: tag.to_owned(), last_push_at: built, image_hash: digest.to_owned(), size_mb })
    }

    async fn built(&self, image: &str, config: &str) -> Result<Option<String>> {
        let response =
            self.send(self.request(Method::GET, &format!("{image}/blobs/{config}"), self.login.as_ref())).await?;
        if response.status() != StatusCode::OK {
            return Ok(None);
        }
        // A config may be anything; only an image's says when it was built.
        let config = self.json(response).await.unwrap_or_default();
        Ok(config["created"].as_str().and_then(stamp::from_rfc3339))
    }

    async fn manifest(&self, image: &str, reference: &str) -> Result<Manifest> {
        let response = self
            .send(self.request(Method::GET, &format!("{image}/manifests/{reference}"), self.login.as_ref()))
            .await?;
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
            if bytes.len() > MOST {
                return Err(self.failed("an answer is too large"));
            }
        }
        serde_json::from_slice(&bytes).map_err(|error| self.failed(&format!("an answer is not JSON: {error}")))
    }

    /// Removes a tag that points to this manifest, alone or together with other tags.
    pub(crate) async fn delete(&self, image: &str, tag: &str, digest: &str, shared: bool) -> Result<()> {
        if !shared {
            return self.delete_manifest(image, digest).await;
        }
        let Manifest { media_type, mut content } = self.manifest(image, digest).await?;
        if let Some(content) = content.as_object_mut() {
            content
                .insert("annotations".into(), json!({"edgegap-emulator.removed": format!("{tag} {}", stamp::now())}));
        }
        let request = self.request(Method::PUT, &format!("{image}/manifests/{tag}"), self.login.as_ref());
        let response = self.send(request.header(CONTENT_TYPE, media_type).body(content.to_string())).await?;
        match header(&response, DIGEST) {
            Some(copy) if response.status().is_success() => self.delete_manifest(image, &copy).await,
            _ => Err(self.unexpected("a manifest", &response)),
        }
    }

    async fn delete_manifest(&self, image: &str, digest: &str) -> Result<()> {
        let response = self
            .send(self.request(Method::DELETE, &format!("{image}/manifests/{digest}"), self.login.as_ref()))
            .await?;
        match response.status() {
            status if status.is_success() || status == StatusCode::NOT_FOUND => Ok(()),
            StatusCode::METHOD_NOT_ALLOWED => {
                Err(self.failed("it does not allow deletes: start it with REGISTRY_STORAGE_DELETE_ENABLED=true"))
            }
            _ => Err(self.unexpected("a delete", &response)),
        }
    }

    /// Tries what a pull begins with, with the login of the version and never with the registry's own.
    pub(crate) async fn pull(&self, image: &str, tag: &str, login: Option<&Login>) -> Pull {
        let response = match self.request(Method::HEAD, &format!("{image}/manifests/{tag}"), login).send().await {
            Ok(response) => response,
            Err(error) => return Pull::Failed(reason(error)),
        };
        match response.status() {
            StatusCode::OK => Pull::Possible,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN if login.is_some() => Pull::LoginRefused,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Pull::Failed("the registry asks for a login".into()),
            StatusCode::NOT_FOUND => Pull::Missing,
            status => Pull::Failed(format!("the registry answered {status}")),
        }
    }
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// The innermost reason, without the URL: it may hold the login.
fn reason(error: reqwest::Error) -> String {
    let error = error.without_url();
    if error.is_timeout() {
        return "it took too long".into();
    }
    let mut innermost: &(dyn std::error::Error + 'static) = &error;
    loop {
        if let Some(error) = innermost.downcast_ref::<rustls::Error>() {
            return trust::reason(error);
        }
        // `source` of an `io::Error` skips the error that it wraps.
        let wrapped = innermost.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        match wrapped.map(|wrapped| wrapped as &(dyn std::error::Error + 'static)).or(innermost.source()) {
            Some(inner) => innermost = inner,
            None => return innermost.to_string(),
        }
    }
}
