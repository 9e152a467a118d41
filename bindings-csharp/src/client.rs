//! Clients.

use std::sync::Arc;

use edgegap_bridge::parse;

use crate::failure::Failure;

/// A client, or a view of one with other options. Freeing it does not end pending calls or other
/// views; [`close`](Self::close) does.
#[derive(Debug, uniffi::Object)]
pub struct Client {
    pub(crate) inner: edgegap_bridge::Client,
}

#[uniffi::export]
impl Client {
    /// Creates a client. Settings that are left out come from the environment.
    #[uniffi::constructor]
    pub fn new(settings: String) -> Result<Arc<Self>, Failure> {
        let inner = edgegap_bridge::Client::new(parse(&settings)?)?;
        Ok(Arc::new(Self { inner }))
    }

    /// Creates a view with other options, on the same connections.
    pub fn with_options(&self, options: String) -> Result<Arc<Self>, Failure> {
        let inner = self.inner.with_options(parse(&options)?)?;
        Ok(Arc::new(Self { inner }))
    }

    /// The base URL of the service.
    pub fn base_url(&self) -> String {
        self.inner.base_url().to_owned()
    }

    /// Warnings about the settings, each one once in a process: a JSON array of strings.
    pub fn warnings(&self) -> String {
        serde_json::Value::from(self.inner.warnings().to_vec()).to_string()
    }

    /// The level of the log: `off`, `error`, `warning`, `info` or `debug`.
    pub fn log_level(&self) -> String {
        self.inner.log_level().to_owned()
    }

    /// Closes the client and all its views: pending and later calls fail with `closed`.
    pub fn close(&self) {
        self.inner.close();
    }
}
