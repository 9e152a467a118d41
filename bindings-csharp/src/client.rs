//! Clients.

use std::sync::Arc;

use edgegap_bridge::parse;

use crate::Failure;

/// A client, or a view of one with other options. Freeing it ends neither calls in flight nor other views; [`close`](Self::close) does.
#[derive(Debug, uniffi::Object)]
pub struct Client {
    pub(crate) inner: edgegap_bridge::Client,
}

#[uniffi::export]
impl Client {
    /// A client with these settings; what they leave out comes from the environment.
    #[uniffi::constructor]
    pub fn new(settings: String) -> Result<Arc<Self>, Failure> {
        let inner = edgegap_bridge::Client::new(parse(&settings)?)?;
        Ok(Arc::new(Self { inner }))
    }

    /// A view with other options, on the same connections.
    pub fn with_options(&self, options: String) -> Result<Arc<Self>, Failure> {
        let inner = self.inner.with_options(parse(&options)?)?;
        Ok(Arc::new(Self { inner }))
    }

    /// The address of the service.
    pub fn base_url(&self) -> String {
        self.inner.base_url().to_owned()
    }

    /// What was odd about the settings and is no error, each text once in a process: a JSON list of texts.
    pub fn warnings(&self) -> String {
        serde_json::Value::from(self.inner.warnings().to_vec()).to_string()
    }

    /// Ends the client and all its views: calls in flight end as `closed`, later ones too.
    pub fn close(&self) {
        self.inner.close();
    }
}
