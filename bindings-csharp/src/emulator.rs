//! The emulator in process, and handles to emulators in other processes.

use std::sync::Arc;

use edgegap_bridge::parse;

use crate::failure::Failure;

/// A running emulator, or a handle to one in another process. Freeing it stops it without waiting.
#[derive(Debug, uniffi::Object)]
pub struct Emulator {
    inner: edgegap_bridge::Emulator,
}

#[uniffi::export]
impl Emulator {
    /// Starts an emulator and waits a few milliseconds until it listens. Settings: `{"host",
    /// "port", "data", "tokens", "registry", "verbose", "environment"}`, all optional.
    #[uniffi::constructor]
    pub fn start(settings: String) -> Result<Arc<Self>, Failure> {
        let inner = edgegap_bridge::Emulator::start(parse(&settings)?)?;
        Ok(Arc::new(Self { inner }))
    }

    /// Attaches to an emulator in another process. Settings: `{"url", "token"}`; the token is
    /// optional.
    #[uniffi::constructor]
    pub fn attach(settings: String) -> Result<Arc<Self>, Failure> {
        let inner = edgegap_bridge::Emulator::attach(parse(&settings)?)?;
        Ok(Arc::new(Self { inner }))
    }

    /// The base URL.
    pub fn url(&self) -> Result<String, Failure> {
        Ok(self.inner.url()?.to_owned())
    }

    /// A token that the emulator accepts.
    pub fn token(&self) -> Result<String, Failure> {
        Ok(self.inner.token()?.to_owned())
    }

    /// Sends a request to the control API. The path is relative to `/_emulator`, for example
    /// `/faults`. The body is JSON or empty, the response is JSON.
    pub fn control(&self, method: String, path: String, body: String) -> Result<String, Failure> {
        Ok(self.inner.control(&method, &path, parse(&body)?)?.to_string())
    }

    /// Stops accepting connections, lets pending exchanges finish for a few seconds and releases
    /// the data file. Calling it again has no effect.
    pub fn stop(&self) {
        self.inner.stop();
    }
}
