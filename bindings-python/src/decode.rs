//! JSON values as Python objects.

use edgegap_bridge::Outcome;
use edgegap_sdk::Page;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use serde_json::Value;

use crate::failure;

/// What Python gets of a reply: value, `(number, total, cursor)` of a list, meta.
pub(crate) type Parts<'py> = (Bound<'py, PyAny>, Option<(u64, Option<u64>, Option<String>)>, Meta);

/// How a reply came about. Few look at it, so it becomes Python objects only when somebody does.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Meta(edgegap_sdk::Meta);

#[pymethods]
impl Meta {
    /// `{"status", "request_id"?, "headers", "attempts"}`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        object(py, &serde_json::to_value(&self.0).unwrap_or_default())
    }
}

/// What came of a call.
pub(crate) fn reply(py: Python<'_>, outcome: Outcome) -> PyResult<Parts<'_>> {
    let reply = outcome.map_err(|error| failure::raise(py, &error))?;
    let page = reply.page.map(|Page { number, total, cursor, .. }| (number, total, cursor));
    Ok((object(py, &reply.value)?, page, Meta(reply.meta)))
}

/// A JSON value.
pub(crate) fn object<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(truth) => truth.into_pyobject(py)?.to_owned().into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => number.into_pyobject(py)?.into_any(),
            (None, Some(number)) => number.into_pyobject(py)?.into_any(),
            (None, None) => number.as_f64().into_pyobject(py)?,
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(object(py, item)?)?;
            }
            list.into_any()
        }
        Value::Object(members) => {
            let dict = PyDict::new(py);
            for (name, value) in members {
                // The names of members come again and again.
                dict.set_item(PyString::intern(py, name), object(py, value)?)?;
            }
            dict.into_any()
        }
    })
}
