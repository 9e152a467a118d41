//! A client whose calls run on the background runtime and end in a queue.

use std::sync::Arc;

use edgegap_sdk::operation::Operation;
use edgegap_sdk::{Error, ErrorKind, Options};
use serde_json::Value;

use crate::gate::Gate;
use crate::local::Local;
use crate::settings;

/// A client for languages that wait without blocking. Views ([`with_options`](Self::with_options)) share its connections, and end with it.
#[derive(Debug)]
pub struct Client {
    inner: Local<Inner>,
}

#[derive(Clone, Debug)]
pub(crate) struct Inner {
    pub(crate) client: edgegap_sdk::Client,
    pub(crate) gate: Arc<Gate>,
    is_view: bool,
}

/// What a client that cannot be used any more is called in errors.
const NAME: &str = "this client";

impl Client {
    /// A client with these settings; what they leave out comes from the environment.
    ///
    /// # Errors
    /// `configuration`, naming the setting or the variable that is wrong.
    pub fn new(settings: Value) -> Result<Self, Error> {
        let client = settings::builder(settings)?.build()?;
        Ok(Self { inner: Local::new(Inner { client, gate: Arc::new(Gate::new()), is_view: false }) })
    }

    /// A view with other options.
    ///
    /// # Errors
    /// `validation` when an option is wrong, `closed` after a fork.
    pub fn with_options(&self, options: Value) -> Result<Self, Error> {
        let Inner { client, gate, .. } = self.inner.used_as(NAME)?;
        let client = client.with_options(Options::from_json(options)?)?;
        Ok(Self { inner: Local::new(Inner { client, gate: gate.clone(), is_view: true }) })
    }

    /// The address of the service; empty after a fork.
    pub fn base_url(&self) -> &str {
        self.inner.get().map_or("", |inner| inner.client.base_url())
    }

    /// What was odd about the settings and is no error, each text once in a process; empty after a fork.
    pub fn warnings(&self) -> &[String] {
        self.inner.get().map_or(&[], |inner| inner.client.warnings())
    }

    /// Ends the client and all its views: calls in flight end as `closed`, later ones too. A view has nothing of its own to close.
    pub fn close(&self) {
        if let Some(inner) = self.inner.get().filter(|inner| !inner.is_view) {
            inner.gate.close();
        }
    }

    /// What a call needs, unless the client is closed.
    pub(crate) fn open(&self) -> Result<&Inner, Error> {
        let inner = self.inner.used_as(NAME)?;
        if inner.gate.is_closed() { Err(closed(None)) } else { Ok(inner) }
    }
}

/// The error of a call on a client that was closed before.
pub(crate) fn closed(operation: Option<&'static Operation>) -> Error {
    Error::from_binding(ErrorKind::Closed, "this client was closed: make a new one", operation)
}
