//! JSON as Python objects.

use std::sync::OnceLock;

use edgegap_sdk::{JsonValue, Name};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

/// The field names of the models as interned strings, because they occur in every reply.
static NAMES: OnceLock<Vec<Py<PyString>>> = OnceLock::new();

/// Interns the field names of the models.
pub(crate) fn intern_names(py: Python<'_>) {
    NAMES.get_or_init(|| Name::known().iter().map(|name| PyString::intern(py, name).unbind()).collect());
}

/// Converts JSON to a Python object.
pub(crate) fn object<'py>(py: Python<'py>, json: &JsonValue) -> PyResult<Bound<'py, PyAny>> {
    Ok(match json {
        JsonValue::Null => py.None().into_bound(py),
        JsonValue::Bool(value) => value.into_pyobject(py)?.to_owned().into_any(),
        JsonValue::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => number.into_pyobject(py)?.into_any(),
            (None, Some(number)) => number.into_pyobject(py)?.into_any(),
            (None, None) => number.as_f64().into_pyobject(py)?,
        },
        JsonValue::String(text) => PyString::new(py, text).into_any(),
        JsonValue::Timestamp(timestamp) => PyString::new(py, &timestamp.to_string()).into_any(),
        JsonValue::List(items) => {
            let items = items.iter().map(|item| object(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_any()
        }
        JsonValue::Object(fields) => {
            let dict = PyDict::new(py);
            for (name, value) in fields {
                let value = object(py, value)?;
                match name.number().and_then(|number| NAMES.get()?.get(number)) {
                    Some(name) => dict.set_item(name, value)?,
                    None => dict.set_item(name.as_str(), value)?,
                }
            }
            dict.into_any()
        }
    })
}
