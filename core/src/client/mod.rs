//! The client, with its settings and connections. Clones and views are cheap and share the
//! connections.

mod builder;

pub use builder::ClientBuilder;

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::execute::{self, Context};
use crate::json::JsonValue;
use crate::log::LogLevel;
use crate::options::Options;
use crate::reply::Reply;
use crate::resources::{Applications, ContainerRegistry, EndpointStorages, PullProfiles, Versions};
use crate::schema::operation::Operation;
use crate::settings::Setting;
use crate::settings::source::Language;
use crate::violation::Violations;

/// The entry point of the API.
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
/// A client belongs to the tokio runtime of its first call, which drives its connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) context: Context,
}

impl Client {
    /// A client with settings from the environment: see [`ClientBuilder`] for the variables.
    ///
    /// # Errors
    /// `configuration` if the token is missing or a value is invalid; the message names the
    /// variable.
    pub fn new() -> Result<Self> {
        Self::builder().build()
    }

    /// A builder for a client. Settings that are left out come from the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A view with other options that shares the connections. A different connect timeout has its
    /// own connections.
    ///
    /// # Errors
    /// `validation` if an option is invalid.
    pub fn with_options(&self, options: Options) -> Result<Self> {
        let mut violations = Violations::default();
        let merged = options.over(&self.context.defaults);
        merged.check(self.language(), &mut violations);
        let violations = violations.into_violations();
        if !violations.is_empty() {
            return Err(Error::validation("with_options", violations));
        }
        Ok(Self { context: Context { transport: self.context.transport.clone(), defaults: Arc::new(merged) } })
    }

    /// The language whose names messages use. For the bindings of this repository only.
    #[doc(hidden)]
    pub fn language(&self) -> Language {
        self.context.transport.resolved.language
    }

    /// The base URL of the service.
    pub fn base_url(&self) -> &str {
        &self.context.transport.resolved.base.text
    }

    /// The settings of the client with their sources, without secrets.
    pub fn settings(&self) -> &[Setting] {
        &self.context.transport.resolved.shown
    }

    /// Gives the token to a function, for the fingerprint of an account. For the crates of this
    /// repository only.
    #[doc(hidden)]
    pub fn with_token<T>(&self, use_token: impl FnOnce(&str) -> T) -> T {
        use_token(&self.context.transport.resolved.token)
    }

    /// Warnings about the settings, such as a variable that starts with `EDGEGAP_` and is not read.
    /// Each is reported once per process, and none if `EDGEGAP_LOG` is set to `off` or `error`.
    pub fn warnings(&self) -> &[String] {
        &self.context.transport.resolved.warnings
    }

    /// The level of the log, from the variable `EDGEGAP_LOG`. The log has a line for each call, on
    /// standard error.
    pub fn log_level(&self) -> LogLevel {
        self.context.transport.resolved.log_level
    }

    /// The same client with its own connections, for a forked process or another runtime. The
    /// settings are not resolved again.
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

    /// True if a call without options can be sent at once, because the trusted certificates, which
    /// take some milliseconds to read, were read for an earlier call. For the bindings of this
    /// repository only.
    #[doc(hidden)]
    pub fn is_warm(&self) -> bool {
        self.context.transport.is_warm(self.context.defaults.connect_timeout)
    }

    /// The generic call that other languages use: any operation by its ID, with arguments and
    /// options as JSON, in the form of `tests/contract/boundary.md`.
    ///
    /// # Errors
    /// The errors of the typed call; an unknown ID is `validation`.
    pub async fn dispatch(&self, operation: &str, arguments: Value, options: Value) -> Result<Reply<Value>> {
        self.dispatch_json(operation, arguments, options).await?.map(|value| Ok(value.into()))
    }

    /// [`dispatch`](Self::dispatch) with a value that takes less time and memory than a [`Value`].
    /// For the bindings of this repository only.
    ///
    /// # Errors
    /// The errors of [`dispatch`](Self::dispatch).
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
