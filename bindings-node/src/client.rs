//! A client: its configuration and its connections.

use edgegap_bridge::{Client, parse};
use napi_derive::napi;

use crate::thrown::thrown;

/// The bridge's client. Settings and options are JSON text in the boundary's form.
#[napi(js_name = "Client")]
pub struct NativeClient {
    pub(crate) client: Client,
}

#[napi]
impl NativeClient {
    /// A client with these settings.
    #[napi(constructor, catch_unwind)]
    pub fn new(settings: String) -> napi::Result<Self> {
        let client = parse(&settings).and_then(Client::new).map_err(thrown)?;
        Ok(Self { client })
    }

    /// A view with other options, on the same connections.
    #[napi(catch_unwind)]
    pub fn with_options(&self, options: String) -> napi::Result<Self> {
        let client = parse(&options).and_then(|options| self.client.with_options(options)).map_err(thrown)?;
        Ok(Self { client })
    }

    /// The address of the service.
    #[napi(getter, catch_unwind)]
    pub fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// What was odd about the settings and is no error, each text once in a process.
    #[napi(getter, catch_unwind)]
    pub fn warnings(&self) -> Vec<String> {
        self.client.warnings().to_vec()
    }

    /// Ends the client and all its views.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        self.client.close();
    }
}
