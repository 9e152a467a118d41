//! The two clients: one whose calls block, and one whose calls end in a queue.

use edgegap_bridge::BlockingClient;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::decode::{self, Parts};
use crate::encode;
use crate::failure::{entry, raise};
use crate::signal::{SIGNALS, interrupted, shield};

/// A client whose calls block.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Client(BlockingClient);

#[pymethods]
impl Client {
    #[new]
    fn new(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Self> {
        entry(py, || BlockingClient::new(encode::value(settings, 0)?).map(Self).map_err(|error| raise(py, &error)))
    }

    /// A view with other options.
    fn with_options(&self, py: Python<'_>, options: &Bound<'_, PyAny>) -> PyResult<Self> {
        entry(py, || self.0.with_options(encode::value(options, 0)?).map(Self).map_err(|error| raise(py, &error)))
    }

    #[getter]
    fn base_url(&self) -> &str {
        self.0.base_url()
    }

    /// What was odd about the settings and is no error, each text once in a process.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.0.warnings().to_vec()
    }

    /// Makes a call: `(value, (number, total, cursor) or None, meta)`.
    #[pyo3(signature = (operation, path=None, query=None, body=None, options=None, cursor=None))]
    #[expect(
        clippy::too_many_arguments,
        reason = "building one object of them in Python would cost more than the call itself"
    )]
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: &str,
        path: Option<&Bound<'py, PyDict>>,
        query: Option<&Bound<'py, PyDict>>,
        body: Option<&Bound<'py, PyDict>>,
        options: Option<&Bound<'py, PyAny>>,
        cursor: Option<String>,
    ) -> PyResult<Parts<'py>> {
        entry(py, || {
            let arguments = encode::arguments(path, query, body, cursor)?;
            let options = options.map(|options| encode::value(options, 0)).transpose()?.unwrap_or_default();
            // With the GIL, so that no fork comes between.
            let call = self.0.begin(operation).map_err(|error| raise(py, &error))?;
            let mut signal = None;
            let _shield = shield(py);
            let outcome = py.detach(|| call.run(arguments, options, SIGNALS, || interrupted(&mut signal)));
            match (outcome, signal) {
                (Some(outcome), _) => decode::reply(py, outcome),
                (None, Some(signal)) => Err(signal),
                (None, None) => unreachable!("a call gives up for a signal only"),
            }
        })
    }

    fn close(&self) {
        self.0.close();
    }
}

/// A client whose calls end in a queue.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct AsyncClient(pub(crate) edgegap_bridge::Client);

#[pymethods]
impl AsyncClient {
    #[new]
    fn new(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Self> {
        entry(py, || {
            edgegap_bridge::Client::new(encode::value(settings, 0)?).map(Self).map_err(|error| raise(py, &error))
        })
    }

    /// A view with other options.
    fn with_options(&self, py: Python<'_>, options: &Bound<'_, PyAny>) -> PyResult<Self> {
        entry(py, || self.0.with_options(encode::value(options, 0)?).map(Self).map_err(|error| raise(py, &error)))
    }

    #[getter]
    fn base_url(&self) -> &str {
        self.0.base_url()
    }

    /// What was odd about the settings and is no error, each text once in a process.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.0.warnings().to_vec()
    }

    fn close(&self) {
        self.0.close();
    }
}
