//! A preflight: looks outside of Edgegap whether what a manifest refers to is there. It only reads.
//!
//! Images are looked up in their registries, buckets and the sources of profiles in their storages.
//! A login is sent to its own registry, to the token service that this registry names, or to its
//! own storage as a signature; always over https, except on this machine.

mod bucket;
mod challenge;
mod fetch;
mod image;
mod registry;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use edgegap_sdk::{Language, Outside};
use futures_util::future::join_all;
use serde::Serialize;

use self::fetch::Fetcher;
use crate::desired::{Desired, DesiredObject};
use crate::error::Result;
use crate::manifest::Level;
use crate::object::{ObjectKind, plain};

/// Options of [`preflight`].
#[derive(Clone, Default)]
pub struct PreflightOptions {
    /// Variables for certificates and proxies: `SSL_CERT_FILE`, `https_proxy` and others. Those of
    /// the process are not read.
    pub environment: BTreeMap<String, String>,
    /// A PEM bundle with the only certificates to trust.
    pub ca_file: Option<PathBuf>,
    /// A proxy for all requests.
    pub proxy: Option<String>,
    /// Maximum time for one request. Default: 20 s.
    pub timeout: Option<Duration>,
    /// The language whose names messages use. For the bindings of this repository only.
    #[doc(hidden)]
    pub language: Language,
}

/// Without the variables and the proxy, which may be secrets.
impl fmt::Debug for PreflightOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreflightOptions").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// The default of [`PreflightOptions::timeout`].
const TIMEOUT: Duration = Duration::from_secs(20);

/// What a preflight found out about an object.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// An error would make deployments fail; a note says that something is as it should be.
    pub level: Level,
    /// Kind of the finding: `image_missing`, `bucket_refused`.
    pub code: String,
    /// Kind of the object.
    pub object: ObjectKind,
    /// Name of the object for display: `dev`, `logs/balance`.
    pub name: String,
    /// Where the manifest has it: `edgegap.toml:12`.
    pub place: String,
    /// What was found, and what to do. Never contains a secret.
    pub message: String,
}

/// A line: `error: version dev: the image ... does not exist`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "ok",
        };
        write!(f, "{level}: {} {}: {}", self.object.noun(), plain(&self.name), self.message)
    }
}

/// Looks for the images, buckets and sources of profiles of a manifest: versions first, then
/// storages and their profiles, in the order of the manifest.
///
/// # Errors
/// `Sdk` if the certificates of the options cannot be read. Everything else is a finding.
pub async fn preflight(desired: &Desired, options: &PreflightOptions) -> Result<Vec<Finding>> {
    let variables = options.environment.clone();
    let outside = Outside::new(variables, options.ca_file.as_deref(), options.proxy.as_deref(), options.language)?;
    let fetcher = Fetcher::new(outside, options.timeout.unwrap_or(TIMEOUT));
    let versions = join_all(desired.versions.iter().map(|version| image::check(&fetcher, &version.object)));
    let storages = join_all(desired.storages.iter().map(|storage| bucket::check(&fetcher, storage)));
    let (versions, storages) = tokio::join!(versions, storages);
    Ok(versions.into_iter().chain(storages).flatten().collect())
}

/// Collects findings about one object.
struct Findings<'a> {
    object: ObjectKind,
    name: String,
    desired: &'a DesiredObject,
    found: Vec<Finding>,
}

impl<'a> Findings<'a> {
    fn new(object: ObjectKind, name: String, desired: &'a DesiredObject) -> Self {
        Self { object, name, desired, found: Vec::new() }
    }

    fn add(&mut self, level: Level, code: &str, message: impl Into<String>) {
        self.found.push(Finding {
            level,
            code: code.to_owned(),
            object: self.object,
            name: self.name.clone(),
            place: self.desired.place.clone(),
            message: message.into(),
        });
    }

    /// A field of the object that is a string.
    fn text(&self, name: &str) -> &'a str {
        self.desired.body.get(name).and_then(serde_json::Value::as_str).unwrap_or_default()
    }
}
