//! The emulator, in process and as a program.

use std::collections::HashMap;

use edgegap_bridge::{Work, runtime};
use edgegap_cli::Host;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::failure::{exception, guard};
use crate::signal::{CHECK_INTERVAL, interrupted};
use crate::{decode, encode};

/// A running emulator, or a handle to one in another process.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Emulator(edgegap_bridge::Emulator);

#[pymethods]
impl Emulator {
    #[new]
    fn new(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(py, || {
            edgegap_emulator::install_page();
            let settings = encode::value(settings, 0)?;
            // The runtime with the GIL, so that no other thread forks now.
            let starting = runtime::background()
                .and_then(|runtime| edgegap_bridge::Emulator::start_on(&runtime.handle, settings))
                .map_err(|error| exception(py, &error))?;
            wait(py, starting).map(Self)
        })
    }

    /// Attaches to an emulator in another process. A signal ends the wait for its response.
    #[staticmethod]
    fn attach(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(py, || {
            let settings = encode::value(settings, 0)?;
            let attaching = runtime::background()
                .and_then(|runtime| edgegap_bridge::Emulator::attach_on(&runtime.handle, settings))
                .map_err(|error| exception(py, &error))?;
            wait(py, attaching).map(Self)
        })
    }

    #[getter]
    fn is_attached(&self) -> bool {
        self.0.is_attached()
    }

    #[getter]
    fn url(&self, py: Python<'_>) -> PyResult<&str> {
        self.0.url().map_err(|error| exception(py, &error))
    }

    #[getter]
    fn token(&self, py: Python<'_>) -> PyResult<&str> {
        self.0.token().map_err(|error| exception(py, &error))
    }

    #[getter]
    fn descriptor(&self) -> Option<i32> {
        self.0.descriptor()
    }

    /// Sends a request to the control API, `/_emulator` over HTTP. A signal ends the wait for the
    /// response.
    #[pyo3(signature = (method, path, body=None))]
    fn control<'py>(
        &self,
        py: Python<'py>,
        method: &str,
        path: &str,
        body: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let body = encode::optional(body)?;
            // The runtime with the GIL, so that no other thread forks now.
            let background = || runtime::background().map(|runtime| &runtime.handle);
            let response = self.0.control_on(background, method, path, body).map_err(|error| exception(py, &error))?;
            decode::object(py, &wait(py, response)?.into())
        })
    }

    /// Stops the emulator. A signal ends the wait for pending exchanges.
    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, || self.0.stopping().map_or(Ok(()), |stopping| wait(py, stopping)))
    }
}

/// Waits without the GIL. A signal whose handler raises ends the wait.
fn wait<T: Send + 'static>(py: Python<'_>, work: Work<T>) -> PyResult<T> {
    let mut signal = None;
    let result = py.detach(|| work.wait_unless(CHECK_INTERVAL, || interrupted(&mut signal)));
    match (result, signal) {
        (Some(result), _) => result.map_err(|error| exception(py, &error)),
        (None, Some(signal)) => Err(signal),
        (None, None) => Err(PyRuntimeError::new_err("the wait for the emulator ended without a result")),
    }
}

/// Runs the program `edgegap` and returns its exit code. The first argument is the name of the
/// program. `environment` contains the environment variables.
#[pyfunction]
pub(crate) fn run_program(
    py: Python<'_>,
    arguments: Vec<String>,
    environment: HashMap<String, Option<String>>,
) -> PyResult<u8> {
    let environment: Vec<_> = environment.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    guard(py, || Ok(py.detach(|| edgegap_cli::run(arguments, Host::of_process().environment(environment)))))
}

/// Runs the emulator as a program and returns its exit code. The first argument is the name of the
/// program. `environment` contains the environment variables.
#[pyfunction]
pub(crate) fn run_emulator(
    py: Python<'_>,
    arguments: Vec<String>,
    environment: HashMap<String, Option<String>>,
) -> PyResult<u8> {
    let environment: Vec<_> = environment.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    guard(py, || Ok(py.detach(|| edgegap_emulator::program::run_with(arguments, environment))))
}
