//! The emulator, in process and as a program.

use std::collections::HashMap;

use edgegap_bridge::runtime;
use pyo3::prelude::*;

use crate::decode;
use crate::encode;
use crate::failure::{entry, raise};
use crate::signal::{SIGNALS, interrupted};

/// A running emulator.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Emulator(edgegap_bridge::Emulator);

#[pymethods]
impl Emulator {
    #[new]
    fn new(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Self> {
        entry(py, || {
            let settings = encode::value(settings, 0)?;
            // With the GIL, so that no fork comes between.
            let started = runtime::background()
                .and_then(|runtime| py.detach(|| edgegap_bridge::Emulator::start_on(&runtime.handle, settings)));
            started.map(Self).map_err(|error| raise(py, &error))
        })
    }

    #[getter]
    fn url(&self, py: Python<'_>) -> PyResult<&str> {
        self.0.url().map_err(|error| raise(py, &error))
    }

    #[getter]
    fn token(&self, py: Python<'_>) -> PyResult<&str> {
        self.0.token().map_err(|error| raise(py, &error))
    }

    #[getter]
    fn descriptor(&self) -> Option<i32> {
        self.0.descriptor()
    }

    /// What `/_emulator` does over HTTP.
    #[pyo3(signature = (method, path, body=None))]
    fn control<'py>(
        &self,
        py: Python<'py>,
        method: &str,
        path: &str,
        body: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let body = body.map(|body| encode::value(body, 0)).transpose()?.unwrap_or_default();
            let answer = py.detach(|| self.0.control(method, path, body)).map_err(|error| raise(py, &error))?;
            decode::object(py, &answer.into())
        })
    }

    /// Ends it. A signal ends the wait for exchanges that take their time.
    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        entry(py, || {
            let mut signal = None;
            py.detach(|| self.0.stop_unless(SIGNALS, || interrupted(&mut signal)));
            signal.map_or(Ok(()), Err)
        })
    }
}

/// Runs the emulator as a program with these arguments, the program's name first, and these variables of the environment, and gives its
/// exit code.
#[pyfunction]
pub(crate) fn run_emulator(
    py: Python<'_>,
    arguments: Vec<String>,
    environment: HashMap<String, Option<String>>,
) -> PyResult<u8> {
    let environment: Vec<_> = environment.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    entry(py, || Ok(py.detach(|| edgegap_emulator::program::run_with(arguments, environment))))
}
