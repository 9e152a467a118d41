//! A client whose calls run on the background runtime and complete in a queue.

use std::sync::Arc;

use edgegap_sdk::{Error, ErrorKind, Options};
use serde_json::Value;

use crate::close_signal::CloseSignal;
use crate::operation::OperationId;
use crate::process_local::ProcessLocal;
use crate::settings;

/// A client for languages that wait without blocking. Views ([`with_options`](Self::with_options))
/// share its connections and end with it.
#[derive(Debug)]
pub struct Client {
    inner: ProcessLocal<Inner>,
}

#[derive(Clone, Debug)]
pub(crate) struct Inner {
    pub(crate) client: edgegap_sdk::Client,
    pub(crate) close_signal: Arc<CloseSignal>,
    is_view: bool,
}

/// The name of a client in error messages.
const NAME: &str = "this client";

impl Client {
    /// Creates a client. Settings that are left out come from the environment.
    ///
    /// # Errors
    /// `configuration`, with the names of the invalid settings or variables.
    pub fn new(settings: Value) -> Result<Self, Error> {
        let client = settings::client(settings)?;
        let inner = Inner { client, close_signal: Arc::new(CloseSignal::new()), is_view: false };
        Ok(Self { inner: ProcessLocal::new(inner) })
    }

    /// Creates a view with other options.
    ///
    /// # Errors
    /// `validation` if an option is invalid, `closed` after a fork.
    pub fn with_options(&self, options: Value) -> Result<Self, Error> {
        let Inner { client, close_signal, .. } = self.inner.try_get(NAME)?;
        let client = client.with_options(Options::from_json_of(options, client.language())?)?;
        Ok(Self { inner: ProcessLocal::new(Inner { client, close_signal: close_signal.clone(), is_view: true }) })
    }

    /// The base URL of the service; empty after a fork.
    pub fn base_url(&self) -> &str {
        self.inner.get().map_or("", |inner| inner.client.base_url())
    }

    /// Warnings about the settings, each one once in a process; empty after a fork.
    pub fn warnings(&self) -> &[String] {
        self.inner.get().map_or(&[], |inner| inner.client.warnings())
    }

    /// The level of the log that the language of the caller writes, `warning`; `off` after a fork.
    pub fn log_level(&self) -> &'static str {
        self.inner.get().map_or("off", |inner| inner.client.log_level().name())
    }

    /// Closes the client and all its views: pending and later calls fail with `closed`. Has no
    /// effect on a view.
    pub fn close(&self) {
        if let Some(inner) = self.inner.get().filter(|inner| !inner.is_view) {
            inner.close_signal.close();
        }
    }

    /// The parts that a call needs, unless the client is closed.
    pub(crate) fn open(&self) -> Result<&Inner, Error> {
        let inner = self.inner.try_get(NAME)?;
        if inner.close_signal.is_closed() { Err(closed_error("")) } else { Ok(inner) }
    }
}

/// The error of a call on a closed client.
pub fn closed_error(operation: &str) -> Error {
    OperationId::find(operation).error(ErrorKind::Closed, "this client was closed: make a new one")
}
