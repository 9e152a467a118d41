//! A running emulator.

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::Method;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::attached::Attach;
use crate::builder::Builder;
use crate::config::parse_tokens;
use crate::control::{self, Call};
use crate::error::Error;
use crate::events::Part;
use crate::fault::{Fault, InjectedFault};
use crate::log::{RequestRecord, Selection};
use crate::registry::SeedTag;
use crate::resource::{container_registry, state};
use crate::response::{HttpResponse, Result};
use crate::service::{Quota, Service};

/// An emulator on a local port. It runs until it is stopped or dropped.
///
/// A client does not keep it running: keep the emulator in a variable for as long as its clients
/// are used. In `Client::builder().base_url(Emulator::start().await?.url())` it ends with the
/// statement.
///
/// It runs on the tokio runtime that started it. Dropping it stops it immediately and closes its
/// connections. [`stop`](Self::stop) lets open requests finish, and closes the data file before it
/// returns.
pub struct Emulator {
    service: Arc<Service>,
    token: String,
    descriptor: Option<i32>,
    stopping: watch::Sender<bool>,
    listening: Listening,
}

/// The task that accepts connections. It is aborted when this is dropped.
struct Listening(JoinHandle<()>);

impl Emulator {
    /// Starts an empty emulator on a free port of the loopback address, with the token
    /// [`DEFAULT_TOKEN`](crate::DEFAULT_TOKEN).
    ///
    /// # Errors
    /// Fails if there is no free port.
    pub async fn start() -> Result<Emulator, Error> {
        Emulator::builder().start().await
    }

    /// Creates a builder for an emulator with other settings.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Returns a handle to an emulator in another process, for example of the program
    /// `edgegap-emulator`. `url` is its base URL, `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// Awaiting it fails if no emulator responds there within 5 seconds, if it does not accept the
    /// token ([`Attach::token`]), or if it has another version.
    pub fn attach(url: impl Into<String>) -> Attach {
        Attach::new(url.into())
    }

    pub(crate) fn new(
        service: Arc<Service>,
        token: String,
        descriptor: Option<i32>,
        stopping: watch::Sender<bool>,
        listening: JoinHandle<()>,
    ) -> Emulator {
        Emulator { service, token, descriptor, stopping, listening: Listening(listening) }
    }

    /// The base URL, `http://127.0.0.1:41234`. If the emulator listens on all addresses, the URL
    /// contains the loopback address.
    pub fn url(&self) -> String {
        self.service.url()
    }

    /// The address that the emulator listens on.
    pub fn address(&self) -> SocketAddr {
        self.service.address
    }

    /// A valid token: the first one that the emulator was started with.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The last 5,000 requests, oldest first, as far as their bodies take at most 32 MiB. Secrets
    /// are redacted as `***`.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.service.log.list(&Selection::default())
    }

    /// Clears the request log.
    pub fn clear_requests(&self) {
        self.service.clear_log();
    }

    /// Adds a fault after the active ones, and returns its id.
    ///
    /// # Errors
    /// Fails if the fault is not valid: an unknown operation, or an invalid status, header or
    /// delay.
    pub fn inject(&self, fault: Fault) -> Result<u64, Error> {
        fault.validate().map_err(|why| Error::new(format!("The fault is not valid: {why}.")))?;
        Ok(self.service.inject(fault))
    }

    /// The faults in the order of their injection, also those that are over.
    pub fn faults(&self) -> Vec<InjectedFault> {
        self.service.faults.list()
    }

    /// Removes the fault with an id.
    ///
    /// # Errors
    /// Fails if there is no such fault.
    pub fn remove_fault(&self, id: u64) -> Result<(), Error> {
        if self.service.remove_fault(id) { Ok(()) } else { Err(Error::new(format!("There is no fault {id}."))) }
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.service.clear_faults();
    }

    /// All objects and seeded tags as a scene, the document that [`load`](Self::load) takes. It has
    /// a placeholder in the place of each secret.
    ///
    /// # Errors
    /// Fails if the data file cannot be read.
    pub fn state(&self) -> Result<Value, Error> {
        state::snapshot(&self.service, false).map_err(to_error)
    }

    /// Replaces all objects and seeded tags by those of a scene: a document, or as a string the
    /// name of a scene that comes with the emulator, `demo`.
    ///
    /// # Errors
    /// Fails if a part of the scene is not valid. Nothing changes then.
    pub async fn load(&self, scene: impl Into<Value>) -> Result<(), Error> {
        self.control("PUT", "state", &scene.into()).await.map(|_| ())
    }

    /// Sets the maximum number of applications, and of versions of each application. `None` means
    /// no limit. Existing objects stay.
    pub fn set_quota(&self, applications: impl Into<Option<u64>>, versions: impl Into<Option<u64>>) {
        self.service.set_quota(Quota { applications: applications.into(), versions: versions.into() });
    }

    /// Replaces the valid tokens. [`token`](Self::token) stays as it is.
    ///
    /// # Errors
    /// Fails if a token is empty, or contains characters that a header cannot carry.
    pub fn set_tokens(&self, tokens: impl IntoIterator<Item = impl Into<String>>) -> Result<(), Error> {
        let tokens = parse_tokens(tokens.into_iter().map(Into::into).collect()).map_err(Error::new)?;
        self.service.set_tokens(tokens);
        Ok(())
    }

    /// Adds tags to an image of the container registry. After the first call, `verify_image`
    /// accepts only seeded images.
    ///
    /// # Errors
    /// Fails if a name is not a valid image or tag name, or if the emulator has a registry.
    pub async fn seed_tags<T: Into<SeedTag>>(
        &self,
        image: &str,
        tags: impl IntoIterator<Item = T>,
    ) -> Result<(), Error> {
        let tags = tags.into_iter().map(Into::into).collect();
        container_registry::seed(&self.service, image.to_owned(), tags).await.map_err(to_error)?;
        self.service.events.changed(&[Part::State]);
        Ok(())
    }

    /// Restores the initial state: no objects, tags, requests, faults or quotas, and the tokens
    /// that the emulator was started with.
    ///
    /// # Errors
    /// Fails if the data file cannot be written.
    pub async fn reset(&self) -> Result<(), Error> {
        self.service.reset().await.map_err(to_error)
    }

    /// Calls the control interface without a connection, for language bindings. `path` is the path
    /// below `/_emulator`. The result is the body of the response, null if it is empty.
    ///
    /// # Errors
    /// Fails with the message of the response if its status is not 2xx.
    pub fn control(
        &self,
        method: &str,
        path: &str,
        body: &Value,
    ) -> impl Future<Output = Result<Value, Error>> + Send + use<> {
        let service = Arc::clone(&self.service);
        let (method, path, body) = (method.parse::<Method>(), path.to_owned(), body.to_string());
        async move {
            let method = method.map_err(|error| Error::with_source("The method is not a valid HTTP method.", error))?;
            let call =
                Call { method: &method, target: &path, body: body.as_bytes(), accepts_json: true, is_authorized: true };
            let response = control::perform(&service, call).await.map_err(to_error)?;
            Ok(serde_json::from_slice(&response.body).unwrap_or_default())
        }
    }

    /// The file descriptor of the listening socket. A forked process must close it; otherwise the
    /// port stays in use after the emulator stops. `None` on systems without file descriptors.
    pub fn descriptor(&self) -> Option<i32> {
        self.descriptor
    }

    /// Stops the emulator: it accepts no more connections, and waits up to 3 seconds for open
    /// requests.
    pub async fn stop(self) {
        let Emulator { service, stopping, mut listening, .. } = self;
        stopping.send_replace(true);
        // An error means that the task panicked; it has ended then, too.
        let _ = (&mut listening.0).await;
        if let Some(service) = Arc::into_inner(service) {
            // Closing waits for the disk.
            let _ = tokio::task::spawn_blocking(move || service.store.close()).await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Does not contain the token.
impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulator").field("url", &self.url()).finish_non_exhaustive()
    }
}

fn to_error(response: HttpResponse) -> Error {
    Error::new(response.text().unwrap_or_else(|| format!("The emulator responded with {}.", response.status)))
}
