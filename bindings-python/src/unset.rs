//! The default value of optional arguments. `None` is a different value: null.

use std::sync::OnceLock;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

/// The type of `UNSET`, its only instance.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Unset;

static INSTANCE: OnceLock<Py<Unset>> = OnceLock::new();

impl Unset {
    /// Returns `UNSET`, created when the module is loaded for the first time.
    pub(crate) fn instance(py: Python<'_>) -> PyResult<&'static Py<Unset>> {
        let new = Py::new(py, Unset)?;
        Ok(INSTANCE.get_or_init(|| new))
    }

    /// True if an argument was left out.
    pub(crate) fn is(object: &Bound<'_, PyAny>) -> bool {
        INSTANCE.get().is_some_and(|unset| object.is(unset))
    }
}

#[pymethods]
impl Unset {
    fn __repr__(&self) -> &'static str {
        "UNSET"
    }

    fn __bool__(&self) -> bool {
        false
    }

    /// The schema that pydantic asks for, which checks arguments of functions.
    #[classmethod]
    fn __get_pydantic_core_schema__<'py>(
        class: &Bound<'py, PyType>,
        _source: &Bound<'py, PyAny>,
        _handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let schema = PyDict::new(class.py());
        schema.set_item("type", "is-instance")?;
        schema.set_item("cls", class)?;
        Ok(schema)
    }

    /// Pickles and copies by name, so that a copy is the same object.
    fn __reduce__(&self) -> &'static str {
        "UNSET"
    }
}
