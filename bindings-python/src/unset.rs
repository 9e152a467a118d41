//! The default value of optional arguments. `None` is a different value: null.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The type of `UNSET`, its only instance.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Unset;

static INSTANCE: PyOnceLock<Py<Unset>> = PyOnceLock::new();

impl Unset {
    /// Returns `UNSET`, created on first use.
    pub(crate) fn instance(py: Python<'_>) -> PyResult<Py<Unset>> {
        INSTANCE.get_or_try_init(py, || Py::new(py, Unset)).map(|unset| unset.clone_ref(py))
    }

    /// True if an argument was left out.
    pub(crate) fn is(object: &Bound<'_, PyAny>) -> bool {
        INSTANCE.get(object.py()).is_some_and(|unset| object.is(unset))
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

    /// Pickles and copies by name, so that a copy is the same object.
    fn __reduce__(&self) -> &'static str {
        "UNSET"
    }
}
