//! JSON values as Python objects.

use edgegap_bridge::Outcome;
use edgegap_sdk::{JsonValue, Name, Page};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString};

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
        object(py, &serde_json::to_value(&self.0).unwrap_or_default().into())
    }
}

/// What came of a call.
pub(crate) fn reply(py: Python<'_>, outcome: Outcome) -> PyResult<Parts<'_>> {
    let reply = outcome.map_err(|error| failure::raise(py, &error))?;
    let page = reply.page.map(|Page { number, total, cursor, .. }| (number, total, cursor));
    Ok((object(py, &reply.value)?, page, Meta(reply.meta)))
}

/// JSON as Python has it.
pub(crate) fn object<'py>(py: Python<'py>, tree: &JsonValue) -> PyResult<Bound<'py, PyAny>> {
    Ok(match tree {
        JsonValue::Null => py.None().into_bound(py),
        JsonValue::Bool(truth) => truth.into_pyobject(py)?.to_owned().into_any(),
        JsonValue::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => number.into_pyobject(py)?.into_any(),
            (None, Some(number)) => number.into_pyobject(py)?.into_any(),
            (None, None) => number.as_f64().into_pyobject(py)?,
        },
        JsonValue::Text(text) => PyString::new(py, text).into_any(),
        JsonValue::List(items) => {
            let items = items.iter().map(|item| object(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_any()
        }
        JsonValue::Object(members) => {
            let dict = PyDict::new(py);
            for (name, value) in members {
                let value = object(py, value)?;
                match name.number() {
                    Some(number) => dict.set_item(&known(py)[number], value)?,
                    None => dict.set_item(name.as_str(), value)?,
                }
            }
            dict.into_any()
        }
    })
}

/// The names of models come again and again, so each is one text.
fn known(py: Python<'_>) -> &'static [Py<PyString>] {
    static KNOWN: PyOnceLock<Vec<Py<PyString>>> = PyOnceLock::new();
    KNOWN.get_or_init(py, || Name::known().iter().map(|name| PyString::intern(py, name).unbind()).collect())
}
