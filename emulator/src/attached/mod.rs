//! A handle to an emulator in another process.

mod exchange;
mod url;

use std::pin::Pin;

use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use self::exchange::{Exchange, Reply};
use crate::config::{DEFAULT_TOKEN, is_blank, parse_tokens};
use crate::control::{FORMAT, ROOT, SERVICE};
use crate::error::{Error, ErrorKind};
use crate::fault::{Fault, InjectedFault};
use crate::log::RequestRecord;
use crate::registry::SeedTag;
use crate::service::Quota;

/// Attaches to an emulator in another process when it is awaited. Created by
/// [`Emulator::attach`](crate::Emulator::attach).
#[must_use = "nothing is attached before this is awaited"]
pub struct Attach {
    url: String,
    token: Option<String>,
}

impl Attach {
    pub(crate) fn new(url: String) -> Attach {
        Attach { url, token: None }
    }

    /// Sets a token that the emulator accepts. The default, also for an empty string, is
    /// [`DEFAULT_TOKEN`](crate::DEFAULT_TOKEN).
    pub fn token(mut self, token: impl Into<String>) -> Attach {
        self.token = Some(token.into()).filter(|token| !is_blank(token.as_ref()));
        self
    }
}

/// Does not contain the token.
impl std::fmt::Debug for Attach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attach").finish_non_exhaustive()
    }
}

impl IntoFuture for Attach {
    type Output = Result<AttachedEmulator, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let url = url::parse(&self.url)?;
            let is_default = self.token.is_none();
            let tokens = vec![self.token.unwrap_or_else(|| DEFAULT_TOKEN.to_owned())];
            let token = parse_tokens(tokens).map_err(Error::new)?.swap_remove(0);
            let emulator = AttachedEmulator { exchange: Exchange::new(url), token };
            emulator.check(is_default).await.map(|()| emulator)
        })
    }
}

/// A handle to an emulator in another process, with the methods of [`Emulator`](crate::Emulator).
/// Each sends a request, so each is asynchronous and can fail. Dropping the handle has no effect on
/// the emulator.
///
/// ```
/// use edgegap_emulator::{Emulator, Fault};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let other = Emulator::start().await?;
/// # let url = other.url();
/// let emulator = Emulator::attach(url).await?;
/// emulator.inject(Fault::reset("versions.create").after().times(1)).await?;
/// assert_eq!(emulator.faults().await?[0].hits, 0);
/// # Ok::<(), edgegap_emulator::Error>(())
/// # }).unwrap();
/// ```
///
/// A request has a connection of its own, never uses a proxy, and fails after 10 seconds.
///
/// # Errors
/// Every method fails with [`ErrorKind::Connection`] if the emulator does not respond, with
/// [`ErrorKind::Authentication`] if it refuses the token, and with [`ErrorKind::Invalid`] if it
/// refuses the request.
#[derive(Clone)]
pub struct AttachedEmulator {
    exchange: Exchange,
    token: String,
}

impl AttachedEmulator {
    /// The base URL, without a trailing slash.
    pub fn url(&self) -> &str {
        self.exchange.url()
    }

    /// The token that was passed, or the default one.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The last 5,000 requests, oldest first, as far as their bodies take at most 32 MiB. Secrets
    /// are redacted as `***`.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn requests(&self) -> Result<Vec<RequestRecord>, Error> {
        self.read("requests").await
    }

    /// Clears the request log.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn clear_requests(&self) -> Result<(), Error> {
        self.control("DELETE", "requests", &Value::Null).await.map(|_| ())
    }

    /// Adds a fault after the active ones, and returns its id.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn inject(&self, fault: Fault) -> Result<u64, Error> {
        let injected = self.control("POST", "faults", &json!(fault)).await?;
        Ok(injected["id"].as_u64().unwrap_or_default())
    }

    /// The faults in the order of their injection, also those that are over.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn faults(&self) -> Result<Vec<InjectedFault>, Error> {
        self.read("faults").await
    }

    /// Removes the fault with an id.
    ///
    /// # Errors
    /// See [`AttachedEmulator`]; also if there is no such fault.
    pub async fn remove_fault(&self, id: u64) -> Result<(), Error> {
        self.control("DELETE", &format!("faults/{id}"), &Value::Null).await.map(|_| ())
    }

    /// Removes all faults.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn clear_faults(&self) -> Result<(), Error> {
        self.control("DELETE", "faults", &Value::Null).await.map(|_| ())
    }

    /// All objects and seeded tags as a scene, the document that [`load`](Self::load) takes. It has
    /// a placeholder in the place of each secret.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn state(&self) -> Result<Value, Error> {
        self.control("GET", "state", &Value::Null).await
    }

    /// Replaces all objects and seeded tags by those of a scene: a document, or as a string the
    /// name of a scene that comes with the emulator, `demo`.
    ///
    /// # Errors
    /// See [`AttachedEmulator`]. Nothing changes then.
    pub async fn load(&self, scene: impl Into<Value>) -> Result<(), Error> {
        self.control("PUT", "state", &scene.into()).await.map(|_| ())
    }

    /// Sets the maximum number of applications, and of versions of each application. `None` means
    /// no limit. Existing objects stay.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn set_quota(
        &self,
        applications: impl Into<Option<u64>>,
        versions: impl Into<Option<u64>>,
    ) -> Result<(), Error> {
        let quota = Quota { applications: applications.into(), versions: versions.into() };
        self.control("PUT", "quota", &json!(quota)).await.map(|_| ())
    }

    /// Replaces the valid tokens. [`token`](Self::token) stays as it is.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn set_tokens(&self, tokens: impl IntoIterator<Item = impl Into<String>>) -> Result<(), Error> {
        let tokens: Vec<String> = tokens.into_iter().map(Into::into).collect();
        self.control("PUT", "tokens", &json!({"tokens": tokens})).await.map(|_| ())
    }

    /// Adds tags to an image of the container registry. After the first call, `verify_image`
    /// accepts only seeded images.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn seed_tags<T: Into<SeedTag>>(
        &self,
        image: &str,
        tags: impl IntoIterator<Item = T>,
    ) -> Result<(), Error> {
        let tags: Vec<SeedTag> = tags.into_iter().map(Into::into).collect();
        self.control("POST", "tags", &json!({"image": image, "tags": tags})).await.map(|_| ())
    }

    /// Restores the initial state: no objects, tags, requests, faults or quotas, and the tokens
    /// that the emulator was started with.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn reset(&self) -> Result<(), Error> {
        self.control("POST", "reset", &Value::Null).await.map(|_| ())
    }

    /// Sends a request to the control interface, for language bindings. `path` is the path below
    /// `/_emulator`. The result is the body of the response, null if it is empty.
    ///
    /// # Errors
    /// See [`AttachedEmulator`].
    pub async fn control(&self, method: &str, path: &str, body: &Value) -> Result<Value, Error> {
        let reply = self.send(method, path, body).await?;
        if reply.status == StatusCode::UNAUTHORIZED {
            return Err(self.unauthorized(""));
        }
        if !reply.status.is_success() {
            let why = reply.message().unwrap_or_else(|| format!("The emulator responded with {}.", reply.status));
            return Err(Error::new(why));
        }
        if reply.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&reply.body).map_err(|error| self.unreadable(error))
    }

    async fn send(&self, method: &str, path: &str, body: &Value) -> Result<Reply, Error> {
        let path = format!("{ROOT}/{}", path.trim_start_matches('/'));
        let path = path.trim_end_matches('/');
        self.exchange.send(method, path, &self.token, body).await
    }

    /// Reads the list that a request returns under its own name.
    async fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        let mut list = self.control("GET", name, &Value::Null).await?;
        serde_json::from_value(list[name].take()).map_err(|error| self.unreadable(error))
    }

    /// Checks that an emulator responds, which this handle can control. The token is sent only if
    /// one does.
    async fn check(&self, is_default: bool) -> Result<(), Error> {
        let (status, is_emulator) = self.exchange.identify().await?;
        if !is_emulator {
            let why = format!(
                "{} is not an emulator: it responded to GET {ROOT} with {status}. Use the URL that the emulator \
                 printed.",
                self.url()
            );
            return Err(Error::new(why));
        }
        let info = self.send("GET", "", &Value::Null).await?;
        let advice = if is_default { " It has other tokens than the default one: pass one of them." } else { "" };
        match info.status {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => return Err(self.unauthorized(advice)),
            status => {
                let why = info.message().unwrap_or_else(|| format!("It responded with {status}."));
                return Err(Error::new(format!("The emulator at {} refuses this client: {why}", self.url())));
            }
        }
        let info: Value = serde_json::from_slice(&info.body).map_err(|error| self.unreadable(error))?;
        if info["service"] != SERVICE || info["control"] != FORMAT {
            let (theirs, own) = (info["version"].as_str().unwrap_or("unknown"), env!("CARGO_PKG_VERSION"));
            return Err(Error::new(format!(
                "The emulator at {} has version {theirs}, which version {own} cannot control: use the same version on \
                 both sides.",
                self.url()
            )));
        }
        if info["authorized"] == true { Ok(()) } else { Err(self.unauthorized(advice)) }
    }

    fn unauthorized(&self, advice: &str) -> Error {
        let why = format!("The emulator at {} does not accept the token.{advice}", self.url());
        Error::new(why).kind_of(ErrorKind::Authentication)
    }

    fn unreadable(&self, error: serde_json::Error) -> Error {
        let why = format!("The response of the emulator at {} cannot be read: {error}.", self.url());
        Error::with_source(why, error)
    }
}

/// Does not contain the token.
impl std::fmt::Debug for AttachedEmulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AttachedEmulator").field("url", &self.url()).finish_non_exhaustive()
    }
}
