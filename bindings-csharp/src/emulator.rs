//! The emulator in process.

use std::sync::Arc;

use edgegap_bridge::parse;

use crate::Failure;

/// A running emulator. Freeing it is stopping it without waiting.
#[derive(Debug, uniffi::Object)]
pub struct Emulator {
    inner: edgegap_bridge::Emulator,
}

#[uniffi::export]
impl Emulator {
    /// Starts one and waits until it listens, which takes milliseconds: `{"host", "port", "data", "tokens", "registry", "verbose"}`, all optional.
    #[uniffi::constructor]
    pub fn start(settings: String) -> Result<Arc<Self>, Failure> {
        let inner = edgegap_bridge::Emulator::start(parse(&settings)?)?;
        Ok(Arc::new(Self { inner }))
    }

    /// The base URL.
    pub fn url(&self) -> Result<String, Failure> {
        Ok(self.inner.url()?.to_owned())
    }

    /// A token that it takes.
    pub fn token(&self) -> Result<String, Failure> {
        Ok(self.inner.token()?.to_owned())
    }

    /// What `/_emulator` does over HTTP: the path is that below it, `/faults`; the body and the answer are JSON text, empty where there is none.
    pub fn control(&self, method: String, path: String, body: String) -> Result<String, Failure> {
        Ok(self.inner.control(&method, &path, parse(&body)?)?.to_string())
    }

    /// Takes no more connections, lets exchanges finish for a few seconds, lets go of the data file. Once more is nothing.
    pub fn stop(&self) {
        self.inner.stop();
    }
}
