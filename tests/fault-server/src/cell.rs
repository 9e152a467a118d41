//! One call under one fault.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::calls::{Call, Class};
use crate::front::Front;
use crate::judge::{Seen, State, differences};
use crate::stage::{Known, Stage, Stages};
use crate::table::{Expected, Fault, Tls, Trouble};
use crate::words::words;

/// A call that is about to be made, and the fault that waits for it. Dropping it frees everything.
pub struct Cell {
    stages: Arc<Stages>,
    fault: Fault,
    call: Call,
    expected: Expected,
    known: Arc<Known>,
    stage: Stage,
    front: Front,
}

/// What the runner needs for its client, and for the call.
#[derive(Debug, Clone, Serialize)]
pub struct Setup {
    /// The token.
    pub token: String,
    /// Where the client is to go.
    pub base_url: String,
    /// Whom it is to trust.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// Through what it is to go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Its time limits, in the boundary's form.
    pub timeout_ms: Map<String, Value>,
    /// The operation to call.
    pub operation: String,
    /// Its arguments, in the boundary's form.
    pub arguments: Value,
    /// For lists: how far they are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drain: Option<String>,
    /// A call that comes first, with the same client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
}

/// A call that comes before that of a cell.
#[derive(Debug, Clone, Serialize)]
pub struct Before {
    /// The operation to call.
    pub operation: String,
    /// Its arguments, in the boundary's form.
    pub arguments: Value,
}

/// What a cell found.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// For the document.
    pub entry: Entry,
    /// Every difference from the table, in words.
    pub differences: Vec<String>,
    /// Whether the cell says nothing and is to be opened again: the call did not come on the
    /// connection that the fault is about.
    pub void: bool,
}

/// What came of a call, for the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// Name of the fault.
    pub fault: String,
    /// Id of the operation.
    pub operation: String,
    /// Its class.
    pub class: Class,
    /// In words.
    pub outcome: String,
    /// Whether it was the expected one.
    pub passed: bool,
}

impl Cell {
    /// Sets everything up.
    pub async fn open(stages: &Arc<Stages>, fault: &str, operation: &str) -> Result<Self, String> {
        let found = stages.table.faults().find(|known| known.name == fault);
        let fault = found.ok_or_else(|| format!("there is no fault {fault}"))?.clone();
        let call = stages.calls.find(operation).ok_or_else(|| format!("there is no operation {operation}"))?.clone();
        let expected = fault.expected(operation, call.class).ok_or("nothing is expected")?.clone();
        let failed = |error: io::Error| format!("{operation}, {}: {error}", fault.name);
        let known = stages.known(&call).await.map_err(failed)?;
        let stage = stages.furnish(&call).await.map_err(failed)?;
        let acceptor = stages.certificates.acceptor(fault.tls().identity());
        let front = Front::open(&fault, stage.0.address(), acceptor).await.map_err(failed)?;
        Ok(Self { stages: Arc::clone(stages), fault, call, expected, known, stage, front })
    }

    /// How to make the call.
    pub fn setup(&self) -> Setup {
        let address = self.front.address;
        let ca_file = || Some(self.stages.certificates.path(self.fault.tls().trust()));
        let (base_url, ca_file, proxy) = match self.fault.trouble {
            Trouble::Tls { .. } => (format!("https://{address}"), ca_file(), None),
            Trouble::Proxy { .. } => {
                ("https://api.example.invalid".to_owned(), ca_file(), Some(format!("http://{address}")))
            }
            _ => (format!("http://{address}"), None, None),
        };
        Setup {
            token: self.stage.0.token().to_owned(),
            base_url,
            ca_file,
            proxy,
            timeout_ms: self.fault.timeout_ms.clone(),
            operation: self.call.operation.clone(),
            arguments: self.call.arguments.clone(),
            drain: self.call.drain.clone(),
            before: self.fault.has_before().then(|| self.stages.calls.before()),
        }
    }

    /// Is there once the call that comes first is over, and its connection is as the fault wants
    /// it.
    pub fn idle(&self) -> impl Future<Output = ()> + Send + use<> {
        self.front.idle()
    }

    /// Looks at what became of it: `outcome` is `{"error": {..}}`, or `{"value": .., "attempts":
    /// [..]}`, in the boundary's form.
    pub async fn close(self, outcome: &Value) -> Result<Verdict, String> {
        // First the log: looking at the state makes requests too.
        let times = self.stage.times(&self.call.operation);
        let state = self.stages.state(&self.stage).await.map_err(|error| error.to_string())?;
        let state = match () {
            () if state == self.known.after && times > 0 => State::Applied,
            () if state == self.known.before => State::Untouched,
            () => State::Other(state.to_string()),
        };
        let applied = state == State::Applied && self.call.class != Class::Read;
        let seen = Seen { state, times, names: &self.known.names };
        let differences: Vec<_> = differences(&self.expected, &self.call, outcome, &seen)
            .into_iter()
            .map(|what| format!("{}, {}: {what}", self.call.operation, self.fault.name))
            .collect();
        let entry = Entry {
            fault: self.fault.name.clone(),
            operation: self.call.operation.clone(),
            class: self.call.class,
            outcome: words(&self.call, outcome, applied, times, self.fault.has_before()),
            passed: differences.is_empty(),
        };
        Ok(Verdict { entry, differences, void: self.front.is_void() })
    }
}

impl Fault {
    fn tls(&self) -> Tls {
        match self.trouble {
            Trouble::Tls { how } => how,
            _ => Tls::Fine,
        }
    }
}
