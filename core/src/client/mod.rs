//! The client: who is calling, where to, and the connections. Cheap to clone; every clone and view shares the connections.

mod builder;

pub use builder::ClientBuilder;

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::execute::{self, Context};
use crate::json::JsonValue;
use crate::options::Options;
use crate::reply::Reply;
use crate::resources::{Applications, ContainerRegistry, EndpointStorages, PullProfiles, Versions};
use crate::schema::operation::Operation;
use crate::settings::Setting;
use crate::violation::Violations;

/// The way into the API.
///
/// ```no_run
/// # async fn f() -> edgegap_sdk::Result<()> {
/// use edgegap_sdk::{Client, NewVersion};
/// let client = Client::new()?; // EDGEGAP_TOKEN, EDGEGAP_BASE_URL
/// let version = client
///     .versions()
///     .create("my-game", NewVersion {
///         name: "1.0.0".into(),
///         docker_repository: "docker.io".into(),
///         docker_image: "me/game".into(),
///         docker_tag: "b42".into(),
///         req_cpu: 1024,
///         req_memory: 2048,
///         ..Default::default()
///     })
///     .await?;
/// # Ok(()) }
/// ```
///
/// A client belongs to the tokio runtime on which it makes its first call: its connections live there.
#[derive(Clone)]
pub struct Client {
    pub(crate) context: Context,
}

impl Client {
    /// A client set up from the environment: see [`ClientBuilder`] for the variables.
    ///
    /// # Errors
    /// `configuration` when the token is missing or a value is wrong; the message names the variable.
    pub fn new() -> Result<Self> {
        Self::builder().build()
    }

    /// A client set up in code; what is not given comes from the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A view with other options that shares the connections (a different connect timeout has connections of its own).
    ///
    /// # Errors
    /// `validation` when an option is wrong.
    pub fn with_options(&self, options: Options) -> Result<Self> {
        let mut violations = Violations::default();
        let merged = options.over(&self.context.defaults);
        merged.check(&mut violations);
        let violations = violations.into_violations();
        if !violations.is_empty() {
            return Err(Error::validation("with_options", violations));
        }
        Ok(Self { context: Context { transport: self.context.transport.clone(), defaults: Arc::new(merged) } })
    }

    /// The address of the service.
    pub fn base_url(&self) -> &str {
        &self.context.transport.resolved.base.text
    }

    /// What the client was made with and where each value came from; no secret.
    pub fn settings(&self) -> &[Setting] {
        &self.context.transport.resolved.shown
    }

    /// What was odd about the settings and is no error: a variable that begins with `EDGEGAP_` and that nothing reads. Each
    /// is named once in a process.
    pub fn warnings(&self) -> &[String] {
        &self.context.transport.resolved.warnings
    }

    /// The same client with connections of its own: for a process that was forked, or another runtime. The settings stay
    /// as they were resolved, whatever happened to the environment meanwhile.
    pub fn with_new_connections(&self) -> Self {
        let transport = Arc::new(self.context.transport.anew());
        Self { context: Context { transport, defaults: self.context.defaults.clone() } }
    }

    /// Applications.
    pub fn applications(&self) -> Applications<'_> {
        Applications(&self.context)
    }

    /// Versions of applications.
    pub fn versions(&self) -> Versions<'_> {
        Versions(&self.context)
    }

    /// Tags of images in Edgegap's container registry.
    pub fn container_registry(&self) -> ContainerRegistry<'_> {
        ContainerRegistry(&self.context)
    }

    /// Endpoint storages: S3 buckets.
    pub fn endpoint_storages(&self) -> EndpointStorages<'_> {
        EndpointStorages(&self.context)
    }

    /// Pull profiles of endpoint storages.
    pub fn pull_profiles(&self) -> PullProfiles<'_> {
        PullProfiles(&self.context)
    }

    /// Whether a call without options of its own can be sent at once: the certificates to trust, which take some milliseconds, were read for an
    /// earlier one. For the bindings of this repository; no part of the API.
    #[doc(hidden)]
    pub fn is_warm(&self) -> bool {
        self.context.transport.is_warm(self.context.defaults.connect_timeout)
    }

    /// The one generic call that other languages use: any operation by its id, everything else as JSON, in the form of
    /// `tests/contract/boundary.md`.
    ///
    /// # Errors
    /// As the typed call; an unknown id is `validation`.
    pub async fn dispatch(&self, operation: &str, arguments: Value, options: Value) -> Result<Reply<Value>> {
        self.dispatch_json(operation, arguments, options).await?.map(|value| Ok(value.into()))
    }

    /// [`dispatch`](Self::dispatch) with the value as it was decoded, which takes less time and memory than a [`Value`]. For the bindings of
    /// this repository; no part of the API.
    ///
    /// # Errors
    /// As [`dispatch`](Self::dispatch).
    #[doc(hidden)]
    pub async fn dispatch_json(&self, operation: &str, arguments: Value, options: Value) -> Result<Reply<JsonValue>> {
        let Some(operation) = Operation::find(operation) else {
            return Err(Error::new(
                crate::ErrorKind::Validation,
                format!("there is no operation `{}`; `versions.create` is one", operation.escape_debug()),
            ));
        };
        execute::dispatch(&self.context, operation, arguments, options).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("token", &crate::redact::REDACTED)
            .finish_non_exhaustive()
    }
}
