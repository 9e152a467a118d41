//! The table of `tests/faults/table.json`: what goes wrong, and what must come of it. Strict: a
//! member that it does not know is an error.

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
    /// The operations that languages beside Rust try every fault with: a read, a create, an update,
    /// a deletion.
    pub samples: Vec<String>,
    /// Faults by what they have in common.
    pub groups: Vec<Group>,
}

/// Faults that have something in common.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What.
    pub title: String,
    /// What happens under them, for people.
    pub about: String,
    /// The faults.
    pub faults: Vec<Fault>,
}

/// Something that goes wrong.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub label: String,
    /// What is done.
    pub trouble: Trouble,
    /// Whether the emulator carries out the request that is hit.
    #[serde(default)]
    pub carried_out: bool,
    /// How many requests it hits; absent means all.
    pub times: Option<usize>,
    /// Time limits of the client, in the boundary's form.
    #[serde(default)]
    pub timeout_ms: Map<String, Value>,
    /// What must come of it, by the class of the operation: `all`, `write` for every class but
    /// `read`, a class, or the id of an operation. The most particular one counts.
    pub expect: BTreeMap<String, Expected>,
}

/// What is done.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Trouble {
    /// Nothing.
    Nothing,
    /// Nobody listens.
    Refuse,
    /// The connection is reset although a request lies there to be read.
    ResetUnread,
    /// The connection is reset without an answer.
    Reset,
    /// Nothing is answered.
    Stall,
    /// The answer comes a byte at a time.
    Drip,
    /// The connection ends in the middle of the body.
    Cut,
    /// `Content-Length` is larger than the body, and the connection stays open.
    Overstate,
    /// `Content-Length` is smaller than the body.
    Understate,
    /// What is answered is no HTTP.
    Garbage,
    /// The head of the answer has two lengths.
    Head,
    /// A header of the answer goes on in the next line.
    Folded,
    /// The body is compressed with gzip.
    Coding {
        /// How `Content-Encoding` says so.
        spelling: String,
    },
    /// 200, with an object that tells of an error in place of what is due.
    Outage,
    /// The connection of an earlier call is closed before this one begins.
    IdleClosed,
    /// The connection of an earlier call is closed as the request of this one arrives on it.
    IdleRaced,
    /// Another status is answered.
    Status {
        /// The status.
        status: u16,
        /// Headers; `{{now-3}}` stands for a date.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// Whether a web page comes along.
        #[serde(default)]
        html: bool,
    },
    /// The service speaks TLS, or should.
    Tls {
        /// What is the matter with it.
        how: Tls,
    },
    /// The service is behind a proxy that answers this to whoever wants through.
    Proxy {
        /// The status.
        status: u16,
    },
}

/// What is the matter with TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// Nothing.
    Fine,
    /// The server sends an alert in place of an answer.
    AlertAfterRequest,
    /// The server sends a record that cannot be decrypted in place of an answer.
    BrokenRecord,
    /// The server sends an alert in answer to the first message.
    Alert,
    /// The server hangs up after the first message.
    Cut,
    /// The server answers in the clear.
    Plain,
    /// The certificate was valid once.
    Expired,
    /// The certificate is for another host.
    WrongHost,
    /// The client trusts another authority.
    UnknownAuthority,
    /// The client trusts nobody.
    EmptyTrust,
}

impl Tls {
    /// What the server shows.
    pub(crate) fn identity(self) -> Identity {
        match self {
            Self::Expired => Identity::Expired,
            Self::WrongHost => Identity::OtherHost,
            _ => Identity::Good,
        }
    }

    /// Whom the client is told to trust.
    pub(crate) fn trust(self) -> Trust {
        match self {
            Self::UnknownAuthority => Trust::Another,
            Self::EmptyTrust => Trust::Nobody,
            _ => Trust::Authority,
        }
    }
}

/// What must come of a call.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The attempts.
    pub attempts: Vec<ExpectedAttempt>,
    /// The error; absent means success.
    pub error: Option<ExpectedError>,
    /// With an error, whether the emulator carried the call out; a success always was.
    pub applied: Option<bool>,
}

/// One attempt.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum ExpectedAttempt {
    /// Its outcome as in `meta.attempts`, or `ok`: any 2xx, `taken`: the status by which a create
    /// says so, `gone`: nothing to delete.
    Outcome(String),
    /// The outcome and the planned wait before it.
    Waited {
        /// The outcome.
        outcome: String,
        /// The wait.
        waited_ms: u64,
    },
}

impl ExpectedAttempt {
    /// The outcome, with or without a wait beside it.
    pub(crate) fn outcome(&self) -> &str {
        match self {
            Self::Outcome(outcome) | Self::Waited { outcome, .. } => outcome,
        }
    }
}

/// The error.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedError {
    /// What the caller can do.
    pub kind: String,
    /// Whether the same call can succeed later.
    pub retryable: bool,
    /// Whether it may have been carried out.
    pub maybe_applied: bool,
    /// HTTP status, compared where given.
    pub status: Option<u16>,
    /// How long the service asked to wait; absent means that it did not.
    pub retry_after_ms: Option<u64>,
    /// Parts of the message.
    #[serde(default)]
    pub message: Vec<String>,
}

impl Table {
    /// Reads the table.
    pub fn load() -> Result<Self, String> {
        let table: Self = read("table.json")?;
        for fault in table.faults() {
            for expected in fault.expect.values() {
                if expected.error.is_some() != expected.applied.is_some() {
                    return Err(format!("{}: `applied` goes with `error`, and only with it", fault.name));
                }
            }
            let doubled = table.faults().filter(|other| other.name == fault.name).count() > 1;
            let class = [Class::Read, Class::Create, Class::Update, Class::Delete];
            if doubled || class.into_iter().any(|class| fault.expected("", class).is_none()) {
                return Err(format!("{}: is there twice, or says nothing about a class", fault.name));
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
    /// Whether a call comes first, with the same client.
    pub(crate) fn has_before(&self) -> bool {
        matches!(self.trouble, Trouble::IdleClosed | Trouble::IdleRaced)
    }

    /// What must come of this operation, which is of this class.
    pub fn expected(&self, operation: &str, class: Class) -> Option<&Expected> {
        let write = if class == Class::Read { "all" } else { "write" };
        [operation, class.word(), write, "all"].into_iter().find_map(|key| self.expect.get(key))
    }
}

/// Reads a file of `tests/faults`.
pub(crate) fn read<T: for<'de> Deserialize<'de>>(name: &str) -> Result<T, String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../faults").join(name);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}
