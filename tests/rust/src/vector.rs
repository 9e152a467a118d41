//! The form of a vector, strict: a member that `tests/vectors/README.md` does not know is an error,
//! never ignored.

use std::collections::BTreeMap;

use edgegap_scripted_server::Exchange;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};

/// A call, the replies to it and what must come of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Unique, kebab-case.
    pub name: String,
    /// Why it is as it is.
    pub note: Option<String>,
    /// Id of the operation.
    pub operation: String,
    /// In the boundary's form.
    #[serde(default = "empty")]
    pub arguments: Value,
    /// In the boundary's form.
    #[serde(default = "empty")]
    pub options: Value,
    /// What differs from the usual client.
    #[serde(default)]
    pub client: Setup,
    /// Calls that are made before it with the same client, and whose outcomes are not compared.
    #[serde(default)]
    pub before: Vec<Before>,
    /// The languages that it is for; absent means all.
    pub languages: Option<Vec<Language>>,
    /// The surfaces that can say it; absent means all.
    pub surface: Option<Vec<Surface>>,
    /// How far a list is read.
    pub drain: Option<Drain>,
    /// Requests and replies in order.
    pub exchanges: Vec<Exchange>,
    /// The outcome.
    pub expect: Expect,
}

/// What differs from the usual client.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// In place of `test-token`; null means that none is given.
    #[serde(default, deserialize_with = "given")]
    pub token: Option<Option<String>>,
    /// In place of `{{base}}`; null means that none is given.
    #[serde(default, deserialize_with = "given")]
    pub base_url: Option<Option<String>>,
    /// Whether plain HTTP to another machine is allowed.
    pub allow_http: Option<bool>,
    /// Whom to trust.
    pub ca_file: Option<String>,
    /// Through what to go.
    pub proxy: Option<String>,
    /// All the variables that the client is made under.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// In place of the SDK's default.
    pub max_retries: Option<u32>,
    /// In place of waits of a millisecond or two.
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

/// First and longest wait.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backoff {
    /// Before the first retry.
    pub initial: u64,
    /// The longest.
    pub max: u64,
}

/// Time limits.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeouts {
    /// Of making a connection.
    pub connect: Option<u64>,
    /// Of one exchange.
    pub attempt: Option<u64>,
    /// Of the call.
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

/// How far a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drain {
    /// The first page.
    Page,
    /// Every page, page by page.
    Pages,
    /// Every item.
    Items,
}

/// What must come of a call.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The canonical value, null included.
    #[serde(default, deserialize_with = "given")]
    pub value: Option<Value>,
    /// All items of a list, or those before the error.
    pub items: Option<Vec<Value>>,
    /// All pages of a list, or those before the error.
    pub pages: Option<Vec<Vec<Value>>>,
    /// What the list says of its length.
    pub total: Option<u64>,
    /// Where the first page stands.
    pub page: Option<ExpectPage>,
    /// How the reply came about.
    pub meta: Option<ExpectMeta>,
    /// The error.
    pub error: Option<ExpectError>,
    /// The warnings of the client, a part of each.
    pub warnings_contain: Option<Vec<String>>,
    /// Texts that must not occur in anything.
    #[serde(default)]
    pub nowhere: Vec<String>,
}

/// Where a page stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectPage {
    /// From 1.
    pub number: u64,
    /// What the service said.
    pub total: Option<u64>,
    /// Whether there is a cursor.
    pub more: bool,
}

/// How a reply came about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectMeta {
    /// HTTP status.
    pub status: Option<u16>,
    /// The service's id.
    pub request_id: Option<String>,
    /// Some of the headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// All attempts.
    pub attempts: Option<Vec<ExpectAttempt>>,
}

/// One attempt.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum ExpectAttempt {
    /// Its outcome.
    Outcome(String),
    /// Its outcome and the planned wait before it.
    Waited {
        /// The status as text, or a word.
        outcome: String,
        /// Least and most milliseconds.
        waited_ms: [u64; 2],
    },
}

/// The error.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectError {
    /// What the caller can do.
    pub kind: String,
    /// Absent means none.
    pub status: Option<u16>,
    /// The service's id.
    pub request_id: Option<String>,
    /// Whether the same call can succeed later.
    pub retryable: Option<bool>,
    /// Whether it may have been carried out.
    pub maybe_applied: Option<bool>,
    /// All attempts.
    pub attempts: Option<Vec<ExpectAttempt>>,
    /// Parts of the message.
    #[serde(default)]
    pub message_contains: Vec<String>,
    /// All violations in order.
    pub violations: Option<Vec<ExpectViolation>>,
    /// Least and most milliseconds.
    pub retry_after_ms: Option<[u64; 2]>,
    /// All extra members.
    pub extra: Option<Map<String, Value>>,
    /// The whole excerpt.
    pub excerpt: Option<String>,
    /// Parts of the excerpt.
    #[serde(default)]
    pub excerpt_contains: Vec<String>,
    /// HTTP method.
    pub method: Option<String>,
    /// Path of the URL as it was sent.
    pub url_path: Option<String>,
}

/// One thing that is wrong with the arguments.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectViolation {
    /// Where.
    pub path: String,
    /// Which kind of rule.
    pub code: String,
    /// The bound, compared where given.
    pub limit: Option<Number>,
}

impl Vector {
    /// Whether a surface of Rust can make this call: see "Typed surfaces" in
    /// `tests/vectors/README.md`.
    pub fn fits(&self, surface: Surface) -> bool {
        let named = self.surface.as_ref().is_none_or(|surfaces| surfaces.contains(&surface));
        let impossible = ["missing", "wrong_type", "unknown"];
        let violations = self.expect.error.as_ref().and_then(|error| error.violations.as_deref()).unwrap_or_default();
        let sayable = surface == Surface::Dispatch
            || !violations.iter().any(|violation| impossible.contains(&violation.code.as_str()));
        let is_for_rust = self.languages.as_ref().is_none_or(|languages| languages.contains(&Language::Rust));
        named && sayable && is_for_rust
    }
}

impl ExpectAttempt {
    /// The outcome, with or without a wait beside it.
    pub fn outcome(&self) -> &str {
        match self {
            Self::Outcome(outcome) | Self::Waited { outcome, .. } => outcome,
        }
    }
}

fn empty() -> Value {
    Value::Object(Map::new())
}

/// Tells a null that is given from a member that is not.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
