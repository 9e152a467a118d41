//! The table of `tests/faults/table.json`: the faults and their expected outcomes. An unknown field
//! is an error.

use std::collections::BTreeMap;
use std::path::PathBuf;

use edgegap_scripted_server::{Identity, Trust};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::calls::Class;

/// The whole table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The operations that languages other than Rust test with every fault: a read, a create, an
    /// update and a delete.
    pub samples: Vec<String>,
    /// Groups of faults.
    pub groups: Vec<Group>,
}

/// A group of similar faults.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Title.
    pub title: String,
    /// Description of the outcomes.
    pub about: String,
    /// Faults.
    pub faults: Vec<Fault>,
}

/// A fault and its expected outcomes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Name.
    pub name: String,
    /// Description.
    pub label: String,
    /// Effect.
    pub inject: Injection,
    /// True if the emulator carries out the requests that are hit.
    #[serde(default)]
    pub carried_out: bool,
    /// Number of requests that are hit; `None` means all.
    pub times: Option<usize>,
    /// Time limits of the client, in the form of the boundary.
    #[serde(default)]
    pub timeout_ms: Map<String, Value>,
    /// Expected outcomes by class of operation: `all`, `write` for every class except `read`, a
    /// class, or the id of an operation. The most specific one applies.
    pub expect: BTreeMap<String, Expected>,
}

/// The effect of a fault.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Injection {
    /// No effect.
    Nothing,
    /// Connections are refused.
    Refuse,
    /// The connection is reset before the request is read.
    ResetUnread,
    /// The connection is reset without a response.
    Reset,
    /// No response is sent.
    Stall,
    /// The response is sent one byte at a time.
    Drip,
    /// The connection ends in the middle of the body.
    Cut,
    /// `Content-Length` is larger than the body, and the connection stays open.
    Overstate,
    /// `Content-Length` is smaller than the body.
    Understate,
    /// The response is not HTTP.
    Garbage,
    /// The head of the response has two lengths.
    Head,
    /// A header of the response is folded over several lines.
    Folded,
    /// The body is compressed with gzip.
    Coding {
        /// The value of `Content-Encoding`.
        spelling: String,
    },
    /// A 200 whose body is an error object.
    Outage,
    /// The connection of the preceding call is closed before this call starts.
    IdleClosed,
    /// The connection of the preceding call is closed when the request of this call arrives on it.
    IdleRaced,
    /// The response has another status.
    Status {
        /// The status.
        status: u16,
        /// Headers. `{{now-3}}` is replaced by a date.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// True if the body is an HTML page.
        #[serde(default)]
        html: bool,
    },
    /// The service uses TLS.
    Tls {
        /// The mode of TLS.
        mode: Tls,
    },
    /// The service is behind a proxy that refuses the tunnel.
    Proxy {
        /// The status of the proxy's response.
        status: u16,
    },
}

/// The mode of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// No fault.
    Fine,
    /// The server sends an alert instead of a response.
    AlertAfterRequest,
    /// The server sends a record that cannot be decrypted instead of a response.
    BrokenRecord,
    /// The server sends an alert after the first message.
    Alert,
    /// The server closes the connection after the first message.
    Cut,
    /// The server responds without TLS.
    Plain,
    /// The certificate has expired.
    Expired,
    /// The certificate is for another host.
    WrongHost,
    /// The client trusts another CA.
    UnknownAuthority,
    /// The CA file of the client is empty.
    EmptyTrust,
}

impl Tls {
    /// The certificate of the server.
    pub(crate) fn identity(self) -> Identity {
        match self {
            Self::Expired => Identity::Expired,
            Self::WrongHost => Identity::OtherHost,
            _ => Identity::Good,
        }
    }

    /// The CA file of the client.
    pub(crate) fn trust(self) -> Trust {
        match self {
            Self::UnknownAuthority => Trust::Another,
            Self::EmptyTrust => Trust::Nobody,
            _ => Trust::Authority,
        }
    }
}

/// The expected outcome of a call.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Attempts.
    pub attempts: Vec<ExpectedAttempt>,
    /// Error; `None` means success.
    pub error: Option<ExpectedError>,
    /// True if the emulator carries the call out. Present if there is an error.
    pub applied: Option<bool>,
}

/// One attempt.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum ExpectedAttempt {
    /// The outcome as in `meta.attempts`, or `ok` (2xx), `taken` (the status of a create if the
    /// name is taken) or `gone` (nothing to delete).
    Outcome(String),
    /// The outcome and the delay before the attempt.
    Waited {
        /// The outcome.
        outcome: String,
        /// The delay in milliseconds.
        waited_ms: u64,
    },
}

impl ExpectedAttempt {
    /// The outcome.
    pub(crate) fn outcome(&self) -> &str {
        match self {
            Self::Outcome(outcome) | Self::Waited { outcome, .. } => outcome,
        }
    }
}

/// An expected error.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedError {
    /// Kind.
    pub kind: String,
    /// True if the same call can succeed later.
    pub retryable: bool,
    /// True if the call may have been carried out.
    pub maybe_applied: bool,
    /// HTTP status; `None` is not compared.
    pub status: Option<u16>,
    /// Delay that the service requested, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// Substrings of the message.
    #[serde(default)]
    pub message: Vec<String>,
}

impl Table {
    /// Loads the table.
    pub fn load() -> Result<Self, String> {
        let table: Self = read("table.json")?;
        for fault in table.faults() {
            for expected in fault.expect.values() {
                if expected.error.is_some() != expected.applied.is_some() {
                    return Err(format!("{}: `applied` must be present if `error` is, and only then", fault.name));
                }
            }
            let is_duplicate = table.faults().filter(|other| other.name == fault.name).count() > 1;
            let class = [Class::Read, Class::Create, Class::Update, Class::Delete];
            if is_duplicate || class.into_iter().any(|class| fault.expected("", class).is_none()) {
                return Err(format!("{}: the name is not unique, or a class has no expected outcome", fault.name));
            }
        }
        Ok(table)
    }

    /// All faults.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.groups.iter().flat_map(|group| &group.faults)
    }
}

impl Fault {
    /// True if a call with the same client precedes.
    pub(crate) fn has_before(&self) -> bool {
        matches!(self.inject, Injection::IdleClosed | Injection::IdleRaced)
    }

    /// The expected outcome of an operation of this class.
    pub fn expected(&self, operation: &str, class: Class) -> Option<&Expected> {
        let write = if class == Class::Read { "all" } else { "write" };
        [operation, class.name(), write, "all"].into_iter().find_map(|key| self.expect.get(key))
    }
}

/// Loads a file of `tests/faults`.
pub(crate) fn read<T: for<'de> Deserialize<'de>>(name: &str) -> Result<T, String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../faults").join(name);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}
