//! Outcomes of calls as Python objects.

use edgegap_bridge::Outcome;
use edgegap_sdk::Page;
use pyo3::prelude::*;

use crate::{decode, failure, log};

/// A reply in Python: the value, `(number, total, cursor)` of a page, and the response metadata.
pub(crate) type Parts<'py> = (Bound<'py, PyAny>, Option<(u64, Option<u64>, Option<String>)>, Meta);

/// The response metadata. It is converted to Python objects on demand, because few programs read
/// it.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Meta(edgegap_sdk::Meta);

#[pymethods]
impl Meta {
    /// `{"status", "request_id"?, "headers", "attempts"}`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decode::object(py, &serde_json::to_value(&self.0).unwrap_or_default().into())
    }

    /// The entries of the call in a log of this level: `[(level, text), ...]`.
    fn log(&self, operation: &str, elapsed_ms: f64, level: &str) -> Vec<(&'static str, String)> {
        log::convert(edgegap_bridge::log_success(operation, elapsed_ms, &self.0, level))
    }
}

/// Converts the outcome of a call.
pub(crate) fn convert(py: Python<'_>, outcome: Outcome) -> PyResult<Parts<'_>> {
    let reply = outcome.map_err(|error| failure::exception(py, &error))?;
    let page = reply.page.map(|Page { number, total, cursor, .. }| (number, total, cursor));
    Ok((decode::object(py, &reply.value)?, page, Meta(reply.meta)))
}
