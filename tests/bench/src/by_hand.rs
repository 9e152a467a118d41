//! What somebody would write with reqwest and serde.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

/// A client by hand.
#[derive(Clone, Debug)]
pub struct ByHand {
    http: reqwest::Client,
    url: String,
    token: String,
}

/// An application, as far as somebody by hand would care.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the API's members")]
pub struct Application {
    pub name: String,
    pub is_active: bool,
    pub image: String,
    pub create_time: String,
    pub last_updated: String,
}

impl ByHand {
    /// A client of the server at this address.
    ///
    /// # Errors
    /// When reqwest cannot be set up.
    pub fn new(url: &str, token: &str) -> Result<Self, Box<dyn Error>> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let http =
            reqwest::Client::builder().tls_backend_preconfigured(tls).user_agent("by-hand/1.0").no_proxy().build()?;
        Ok(Self { http, url: url.to_owned(), token: token.to_owned() })
    }

    /// Reads an application.
    ///
    /// # Errors
    /// Whatever reqwest says.
    pub async fn get(&self, app: &str) -> reqwest::Result<Application> {
        let request = self
            .http
            .get(format!("{}/v1/app/{app}", self.url))
            .header("Authorization", format!("token {}", self.token))
            .header("Accept", "application/json")
            .timeout(Duration::from_secs(60));
        request.send().await?.error_for_status()?.json().await
    }
}
