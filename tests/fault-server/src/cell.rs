//! One call under one fault.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::calls::{Call, Class};
use crate::judge::{Observed, State, differences};
use crate::proxy::FaultProxy;
use crate::suite::{Reference, Suite, TestEmulator};
use crate::summary::summarize;
use crate::table::{Expected, Fault, Injection, Tls};

/// One call under one fault. Dropping it stops its emulator and proxy.
pub struct Cell {
    suite: Arc<Suite>,
    fault: Fault,
    call: Call,
    expected: Expected,
    reference: Arc<Reference>,
    emulator: TestEmulator,
    proxy: FaultProxy,
}

/// The settings of the client, and the call to make.
#[derive(Debug, Clone, Serialize)]
pub struct Setup {
    /// Token.
    pub token: String,
    /// Base URL.
    pub base_url: String,
    /// Path of the CA file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// URL of the proxy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Time limits of the client, in the form of the boundary.
    pub timeout_ms: Map<String, Value>,
    /// Id of the operation.
    pub operation: String,
    /// Arguments in the form of the boundary.
    pub arguments: Value,
    /// For a list: the part to read, as in a vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drain: Option<String>,
    /// A preceding call with the same client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
}

/// The preceding call of a cell.
#[derive(Debug, Clone, Serialize)]
pub struct Before {
    /// Id of the operation.
    pub operation: String,
    /// Arguments in the form of the boundary.
    pub arguments: Value,
}

/// The result of a cell.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// Entry for the document.
    pub entry: Entry,
    /// All differences from the table.
    pub differences: Vec<String>,
    /// True if the cell has no result and must be repeated, because the client did not use the
    /// connection that the fault concerns.
    pub void: bool,
}

/// The outcome of a call, for the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// Name of the fault.
    pub fault: String,
    /// Id of the operation.
    pub operation: String,
    /// Class of the operation.
    pub class: Class,
    /// Outcome as text.
    pub outcome: String,
    /// True if the outcome is the expected one.
    pub passed: bool,
}

impl Cell {
    /// Starts the emulator and the proxy.
    pub async fn open(suite: &Arc<Suite>, fault: &str, operation: &str) -> Result<Self, String> {
        let found = suite.table.faults().find(|other| other.name == fault);
        let fault = found.ok_or_else(|| format!("there is no fault {fault}"))?.clone();
        let call = suite.calls.find(operation).ok_or_else(|| format!("there is no operation {operation}"))?.clone();
        let expected = fault.expected(operation, call.class).ok_or("the table has no expected outcome")?.clone();
        let failed = |error: io::Error| format!("{operation}, {}: {error}", fault.name);
        let reference = suite.reference(&call).await.map_err(failed)?;
        let emulator = suite.start_emulator(&call).await.map_err(failed)?;
        let acceptor = suite.certificates.acceptor(fault.tls().identity());
        let proxy = FaultProxy::open(&fault, emulator.0.address(), acceptor).await.map_err(failed)?;
        Ok(Self { suite: Arc::clone(suite), fault, call, expected, reference, emulator, proxy })
    }

    /// The settings of the client, and the call.
    pub fn setup(&self) -> Setup {
        let address = self.proxy.address;
        let ca_file = || Some(self.suite.certificates.path(self.fault.tls().trust()));
        let (base_url, ca_file, proxy) = match self.fault.inject {
            Injection::Tls { .. } => (format!("https://{address}"), ca_file(), None),
            Injection::Proxy { .. } => {
                ("https://api.example.invalid".to_owned(), ca_file(), Some(format!("http://{address}")))
            }
            _ => (format!("http://{address}"), None, None),
        };
        Setup {
            token: self.emulator.0.token().to_owned(),
            base_url,
            ca_file,
            proxy,
            timeout_ms: self.fault.timeout_ms.clone(),
            operation: self.call.operation.clone(),
            arguments: self.call.arguments.clone(),
            drain: self.call.drain.clone(),
            before: self.fault.has_before().then(|| self.suite.calls.before()),
        }
    }

    /// Completes when the preceding call has ended, and its connection is closed if the fault
    /// closes it.
    pub fn idle(&self) -> impl Future<Output = ()> + Send + use<> {
        self.proxy.idle()
    }

    /// Verifies an outcome: `{"error": {..}}`, or `{"value": .., "attempts": [..]}`, in the form of
    /// the boundary.
    pub async fn close(self, outcome: &Value) -> Result<Verdict, String> {
        // The log comes first: reading the state makes requests, too.
        let times = self.emulator.successes(&self.call.operation);
        let state = self.suite.state(&self.emulator).await.map_err(|error| error.to_string())?;
        let state = match () {
            () if state == self.reference.after && times > 0 => State::Applied,
            () if state == self.reference.before => State::Unchanged,
            () => State::Other(state.to_string()),
        };
        let applied = state == State::Applied && self.call.class != Class::Read;
        let observed = Observed { state, times, names: &self.reference.names };
        let differences: Vec<_> = differences(&self.expected, &self.call, outcome, &observed)
            .into_iter()
            .map(|difference| format!("{}, {}: {difference}", self.call.operation, self.fault.name))
            .collect();
        let entry = Entry {
            fault: self.fault.name.clone(),
            operation: self.call.operation.clone(),
            class: self.call.class,
            outcome: summarize(&self.call, outcome, applied, times, self.fault.has_before()),
            passed: differences.is_empty(),
        };
        Ok(Verdict { entry, differences, void: self.proxy.is_void() })
    }
}

impl Fault {
    fn tls(&self) -> Tls {
        match self.inject {
            Injection::Tls { mode } => mode,
            _ => Tls::Fine,
        }
    }
}
