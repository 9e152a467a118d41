//! The two clients: calls of `Client` block, calls of `AsyncClient` complete in a queue.

use edgegap_bridge::BlockingClient;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::encode;
use crate::failure::{exception, guard};
use crate::reply::{self, Parts};
use crate::signal::{CHECK_INTERVAL, interrupted, shield};

/// A client whose calls block.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Client(BlockingClient);

#[pymethods]
impl Client {
    #[new]
    fn new(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(py, || BlockingClient::new(encode::value(settings, 0)?).map(Self).map_err(|error| exception(py, &error)))
    }

    /// Creates a view with other options.
    fn with_options(&self, py: Python<'_>, options: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(py, || self.0.with_options(encode::value(options, 0)?).map(Self).map_err(|error| exception(py, &error)))
    }

    #[getter]
    fn base_url(&self) -> &str {
        self.0.base_url()
    }

    /// Warnings about the settings, each one once in a process.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.0.warnings().to_vec()
    }

    /// The level of the log: `off`, `error`, `warning`, `info` or `debug`.
    #[getter]
    fn log_level(&self) -> &'static str {
        self.0.log_level()
    }

    /// Makes a call: `(value, (number, total, cursor) or None, meta)`.
    #[pyo3(signature = (operation, path=None, query=None, body=None, options=None, cursor=None))]
    #[expect(
        clippy::too_many_arguments,
        reason = "creating one Python object from them would cost more than the call itself"
    )]
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: &str,
        path: Option<&Bound<'py, PyDict>>,
        query: Option<&Bound<'py, PyDict>>,
        body: Option<&Bound<'py, PyAny>>,
        options: Option<&Bound<'py, PyAny>>,
        cursor: Option<String>,
    ) -> PyResult<Parts<'py>> {
        guard(py, || {
            let arguments = encode::arguments(path, query, body, cursor)?;
            let options = encode::optional(options)?;
            // With the GIL, so that no other thread forks now.
            let call = self.0.begin(operation).map_err(|error| exception(py, &error))?;
            let mut signal = None;
            let _shield = shield(py);
            let outcome = py.detach(|| call.run(arguments, options, CHECK_INTERVAL, || interrupted(&mut signal)));
            match (outcome, signal) {
                (Some(outcome), _) => reply::convert(py, outcome),
                (None, Some(signal)) => Err(signal),
                (None, None) => unreachable!("only a signal ends a call early"),
            }
        })
    }

    fn close(&self) {
        self.0.close();
    }
}

/// A client whose calls complete in a queue.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct AsyncClient(pub(crate) edgegap_bridge::Client);

#[pymethods]
impl AsyncClient {
    #[new]
    fn new(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Self> {
        let create = |settings| edgegap_bridge::Client::new(settings).map_err(|error| exception(py, &error));
        guard(py, || create(encode::value(settings, 0)?).map(Self))
    }

    /// Creates a view with other options.
    fn with_options(&self, py: Python<'_>, options: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(py, || self.0.with_options(encode::value(options, 0)?).map(Self).map_err(|error| exception(py, &error)))
    }

    #[getter]
    fn base_url(&self) -> &str {
        self.0.base_url()
    }

    /// Warnings about the settings, each one once in a process.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.0.warnings().to_vec()
    }

    /// The level of the log: `off`, `error`, `warning`, `info` or `debug`.
    #[getter]
    fn log_level(&self) -> &'static str {
        self.0.log_level()
    }

    fn close(&self) {
        self.0.close();
    }
}
