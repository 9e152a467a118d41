//! A running emulator.

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::Method;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::answer::{Answer, Result};
use crate::builder::Builder;
use crate::control;
use crate::error::Error;
use crate::fault::Fault;
use crate::log::RequestRecord;
use crate::quota::Quota;
use crate::resource::container_registry;
use crate::service::Service;
use crate::tag::SeedTag;

/// The service on a port of this machine, until it is stopped or dropped.
///
/// It runs on the tokio runtime that started it. Dropping it ends it at once and cuts its connections; [`stop`](Self::stop)
/// lets them finish and, with a data file, has let go of the file when it returns.
pub struct Emulator {
    service: Arc<Service>,
    token: String,
    descriptor: Option<i32>,
    stopping: watch::Sender<bool>,
    listening: Listening,
}

/// The task that listens; it ends with its owner.
struct Listening(JoinHandle<()>);

impl Emulator {
    /// Starts an emulator on a free port of the loopback address, with nothing in it and the token
    /// [`DEFAULT_TOKEN`](crate::DEFAULT_TOKEN).
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> Result<Emulator, Error> {
        Emulator::builder().start().await
    }

    /// An emulator with settings.
    pub fn builder() -> Builder {
        Builder::default()
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

    /// The base URL, `http://127.0.0.1:41234`. An emulator that listens on every address gives the loopback one.
    pub fn url(&self) -> String {
        let mut address = self.service.address;
        if address.ip().is_unspecified() {
            address.set_ip(if address.is_ipv4() {
                std::net::Ipv4Addr::LOCALHOST.into()
            } else {
                std::net::Ipv6Addr::LOCALHOST.into()
            });
        }
        format!("http://{address}")
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.service.address
    }

    /// A token that it takes: the first it was started with.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The requests that came, oldest first, secrets shown as `***`. The last thousand are kept.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.service.log.list()
    }

    /// Forgets the requests that came.
    pub fn clear_requests(&self) {
        self.service.log.clear();
    }

    /// Puts a fault in force, behind those that are.
    ///
    /// # Errors
    /// When the fault could never hit, or not do what it says: an unknown operation, a status that is none.
    pub fn inject(&self, fault: Fault) -> Result<(), Error> {
        fault.check().map_err(|why| Error::new(format!("The fault makes no sense: {why}.")))?;
        self.service.faults.add(fault);
        Ok(())
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.service.faults.clear();
    }

    /// Limits how many applications, and versions of each, can be created; `None` is without limit. What is there stays.
    pub fn set_quota(&self, applications: impl Into<Option<u64>>, versions: impl Into<Option<u64>>) {
        self.service.set_quota(Quota { applications: applications.into(), versions: versions.into() });
    }

    /// Adds tags to an image of the container registry. Once any image is seeded, `verify_image` finds only seeded ones.
    ///
    /// # Errors
    /// When a name is none that a registry takes, or the tags come from a real registry.
    pub async fn seed_tags<T: Into<SeedTag>>(
        &self,
        image: &str,
        tags: impl IntoIterator<Item = T>,
    ) -> Result<(), Error> {
        let tags = tags.into_iter().map(Into::into).collect();
        container_registry::seed(&self.service, image.to_owned(), tags).await.map_err(refused)
    }

    /// Back to the beginning: no objects, tags, requests, faults or quotas, and the tokens it was started with.
    ///
    /// # Errors
    /// When the data file cannot be written.
    pub async fn reset(&self) -> Result<(), Error> {
        self.service.reset().await.map_err(refused)
    }

    /// What the control interface does over HTTP, without a connection: the path is that below `/_emulator`, the answer null where there is
    /// nothing to say. For other languages, which have no other way in.
    ///
    /// # Errors
    /// What the interface would answer.
    pub fn control(
        &self,
        method: &str,
        path: &str,
        body: &Value,
    ) -> impl Future<Output = Result<Value, Error>> + Send + use<> {
        let service = Arc::clone(&self.service);
        let (method, path, body) = (method.parse::<Method>(), path.to_owned(), body.to_string());
        async move {
            let method = method.map_err(|error| Error::caused("There is no such method.", error))?;
            let answer = control::perform(&service, &method, &path, body.as_bytes()).await.map_err(refused)?;
            Ok(serde_json::from_slice(&answer.body).unwrap_or_default())
        }
    }

    /// The descriptor that listens. A process that was forked closes it, or the port stays taken when this emulator ends.
    pub fn descriptor(&self) -> Option<i32> {
        self.descriptor
    }

    /// Takes no more connections, lets exchanges finish for a few seconds, and ends.
    pub async fn stop(self) {
        let Emulator { service, stopping, mut listening, .. } = self;
        stopping.send_replace(true);
        // It ends by itself; if it panicked there is nothing left to stop.
        let _ = (&mut listening.0).await;
        if let Some(service) = Arc::into_inner(service) {
            // Waits for the disk.
            let _ = tokio::task::spawn_blocking(move || service.store.close()).await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Without the token.
impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulator").field("url", &self.url()).finish_non_exhaustive()
    }
}

fn refused(answer: Answer) -> Error {
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    Error::new(body["message"].as_str().unwrap_or("The emulator refused.").to_owned())
}
