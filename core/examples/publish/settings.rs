//! What to publish: a file that a studio keeps beside its game, and secrets from the environment.

use std::path::PathBuf;

use edgegap_sdk::{NewEndpointStorage, NewEnv, NewPullProfile, NewVersion};
use serde::Deserialize;
use serde_json::Value;

/// The settings file. A misspelt field is an error, because the SDK's types refuse it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) application: String,
    pub(crate) version: NewVersion,
    pub(crate) storage: NewEndpointStorage,
    pub(crate) profile: NewPullProfile,
}

impl Settings {
    /// Reads the file given as the first argument, or the one beside this example.
    pub(crate) fn read() -> Result<Self, String> {
        let path = std::env::args_os().nth(1).map_or_else(|| beside("settings.json"), PathBuf::from);
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut json: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        json["storage"]["secret_access_key"] = secret("S3_SECRET_ACCESS_KEY").into();
        let mut settings: Self =
            serde_json::from_value(json).map_err(|error| format!("{}: {error}", path.display()))?;
        settings.version.private_token = Some(secret("REGISTRY_TOKEN"));
        settings.version.envs.get_or_insert_default().push(NewEnv::hidden("MATCH_KEY", secret("MATCH_KEY")));
        settings.version.endpoint_storage = Some(settings.storage.name.clone());
        Ok(settings)
    }
}

/// A file that ships with this example.
pub(crate) fn beside(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "examples", "publish", name].iter().collect()
}

/// The emulator takes any secret, so an example value will do when none is set.
fn secret(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| format!("example-{}", variable.to_lowercase()))
}
