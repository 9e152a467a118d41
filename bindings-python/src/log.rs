//! The entries of the log. Python passes them to `logging`.

use edgegap_bridge::LogEntry;
use pyo3::prelude::*;

use crate::encode;
use crate::failure::guard;

/// The entries of a completed call in a log of this level: `[(level, text), ...]`.
#[pyfunction]
pub(crate) fn log(py: Python<'_>, call: &Bound<'_, PyAny>, level: &str) -> PyResult<Vec<(&'static str, String)>> {
    guard(py, || Ok(convert(edgegap_bridge::log(&encode::value(call, 0)?, level))))
}

pub(crate) fn convert(entries: Vec<LogEntry>) -> Vec<(&'static str, String)> {
    entries.into_iter().map(|entry| (entry.level.name(), entry.text)).collect()
}
