//! What somebody would write with reqwest and serde.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use reqwest::RequestBuilder;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A client by hand.
#[derive(Clone, Debug)]
pub struct ByHand {
    http: reqwest::Client,
    url: String,
    token: String,
}

/// An application, as far as somebody by hand would care.
#[derive(Debug, Deserialize)]
pub struct Application {
    pub name: String,
    pub is_active: bool,
    pub image: String,
    pub create_time: String,
    pub last_updated: String,
}

/// A version, as it is sent and as it is answered.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Version {
    pub name: String,
    #[serde(skip_serializing)]
    pub is_active: bool,
    pub docker_repository: String,
    pub docker_image: String,
    pub docker_tag: String,
    pub private_username: Option<String>,
    pub private_token: Option<String>,
    pub req_cpu: u32,
    pub req_memory: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub req_video: Option<u32>,
    pub max_duration: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_to_deploy: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination_grace_period_seconds: Option<u32>,
    pub ports: Vec<Port>,
    pub envs: Vec<Env>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart_policy: Option<String>,
    #[serde(skip_serializing)]
    pub create_time: String,
    #[serde(skip_serializing)]
    pub last_updated: String,
}

/// A port of a version.
#[derive(Debug, Deserialize, Serialize)]
pub struct Port {
    pub port: u16,
    pub protocol: String,
    pub name: Option<String>,
}

/// A variable of a version.
#[derive(Debug, Deserialize, Serialize)]
pub struct Env {
    pub key: String,
    pub value: String,
}

#[derive(Debug, Deserialize)]
struct Created {
    version: Version,
}

#[derive(Debug, Deserialize)]
struct Listed {
    versions: Vec<Version>,
}

impl ByHand {
    /// A client of the server at this address, with the authorities that `SSL_CERT_FILE` names.
    ///
    /// # Errors
    /// When reqwest cannot be set up.
    pub fn new(url: &str, token: &str) -> Result<Self, Box<dyn Error>> {
        let mut roots = rustls::RootCertStore::empty();
        if let Some(file) = std::env::var_os("SSL_CERT_FILE") {
            for certificate in CertificateDer::pem_file_iter(file)? {
                roots.add(certificate?)?;
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
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
        self.send(self.http.get(format!("{}/v1/app/{app}", self.url))).await
    }

    /// Creates a version.
    ///
    /// # Errors
    /// Whatever reqwest says.
    pub async fn create(&self, app: &str, version: &Version) -> reqwest::Result<Version> {
        let request = self.http.post(format!("{}/v1/app/{app}/version", self.url)).json(version);
        self.send::<Created>(request).await.map(|created| created.version)
    }

    /// Reads a page of versions.
    ///
    /// # Errors
    /// Whatever reqwest says.
    pub async fn list(&self, app: &str, page: usize, limit: usize) -> reqwest::Result<Vec<Version>> {
        let url = format!("{}/v1/app/{app}/versions?page={page}&limit={limit}", self.url);
        self.send::<Listed>(self.http.get(url)).await.map(|listed| listed.versions)
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> reqwest::Result<T> {
        let request = request
            .header("Authorization", format!("token {}", self.token))
            .header("Accept", "application/json")
            .timeout(Duration::from_secs(60));
        request.send().await?.error_for_status()?.json().await
    }
}

/// The version that `version` describes.
pub fn version_by_hand(name: &str) -> Version {
    let port =
        |port, protocol: &str, name: &str| Port { port, protocol: protocol.to_owned(), name: Some(name.to_owned()) };
    Version {
        name: name.to_owned(),
        docker_repository: "registry.edgegap.com".to_owned(),
        docker_image: "my-studio/space-arena".to_owned(),
        docker_tag: "b42".to_owned(),
        private_username: Some("robot$my-studio".to_owned()),
        private_token: Some("example".to_owned()),
        req_cpu: 1024,
        req_memory: 2048,
        max_duration: Some(120),
        ports: vec![port(7777, "UDP", "game"), port(8080, "HTTP", "status")],
        envs: (0..4).map(|i| Env { key: format!("SETTING_{i}"), value: "x".repeat(60) }).collect(),
        ..Version::default()
    }
}
