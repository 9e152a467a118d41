//! The form of a vector, strict: a field that `tests/vectors/README.md` does not describe is an
//! error, never ignored.

use std::collections::BTreeMap;

use edgegap_scripted_server::{Drain, Exchange};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A call, the replies to it and the expected outcome.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Unique, kebab-case.
    pub name: String,
    /// Reason for the vector.
    pub note: Option<String>,
    /// Id of the operation.
    pub operation: String,
    /// In the boundary's form.
    #[serde(default = "empty")]
    pub arguments: Value,
    /// In the boundary's form.
    #[serde(default = "empty")]
    pub options: Value,
    /// Differences from the usual client.
    #[serde(default)]
    pub client: Setup,
    /// Calls that are made first with the same client; their outcomes are not compared.
    #[serde(default)]
    pub before: Vec<Before>,
    /// Languages of the vector; absent means all.
    pub languages: Option<Vec<Language>>,
    /// Surfaces that can make the call; absent means all.
    pub surface: Option<Vec<Surface>>,
    /// Extent to which a list is read.
    pub drain: Option<Drain>,
    /// Requests and replies in order.
    pub exchanges: Vec<Exchange>,
    /// The expected outcome. The scripted server compares it.
    pub expect: Value,
}

/// Differences from the usual client.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// In place of `test-token`; null means that none is given.
    #[serde(default, deserialize_with = "given")]
    pub token: Option<Option<String>>,
    /// In place of `{{base}}`; null means that none is given.
    #[serde(default, deserialize_with = "given")]
    pub base_url: Option<Option<String>>,
    /// True if plain HTTP to another machine is allowed.
    pub allow_http: Option<bool>,
    /// File of the certificates to trust.
    pub ca_file: Option<String>,
    /// URL of the proxy.
    pub proxy: Option<String>,
    /// All variables of the environment in which the client is made.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// In place of the SDK's default.
    pub max_retries: Option<u32>,
    /// In place of 1 and 2 milliseconds.
    pub backoff_ms: Option<Backoff>,
    /// In place of the SDK's defaults.
    pub timeout_ms: Option<Timeouts>,
    /// Headers of every request.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// In place of the SDK's default.
    pub max_body_bytes: Option<usize>,
}

/// A call that is made before that of the vector.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// Id of the operation.
    pub operation: String,
    /// In the boundary's form.
    #[serde(default = "empty")]
    pub arguments: Value,
}

/// A language that has a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Rust.
    Rust,
    /// Python.
    Python,
    /// Node.
    Node,
    /// C#.
    Csharp,
}

/// First and longest wait, in milliseconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backoff {
    /// Before the first retry.
    pub initial: u64,
    /// The longest.
    pub max: u64,
}

/// Time limits, in milliseconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeouts {
    /// For making a connection.
    pub connect: Option<u64>,
    /// For one exchange.
    pub attempt: Option<u64>,
    /// For the call.
    pub total: Option<u64>,
}

/// A way to make a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    /// The generic call of the boundary.
    Dispatch,
    /// The methods and types that users have.
    Typed,
}

impl Vector {
    /// True if a surface of Rust can make this call: see "Surfaces" in `tests/vectors/README.md`.
    pub fn fits(&self, surface: Surface) -> bool {
        let named = self.surface.as_ref().is_none_or(|surfaces| surfaces.contains(&surface));
        let impossible = ["missing", "wrong_type", "unknown"];
        let mut violations = self.expect["error"]["violations"].as_array().into_iter().flatten();
        let possible = surface == Surface::Dispatch
            || !violations.any(|violation| impossible.iter().any(|code| violation["code"] == *code));
        let is_for_rust = self.languages.as_ref().is_none_or(|languages| languages.contains(&Language::Rust));
        named && possible && is_for_rust
    }
}

fn empty() -> Value {
    Value::Object(Map::new())
}

/// Distinguishes a null from an absent field.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
