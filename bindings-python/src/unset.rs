//! The default of arguments that may be left out. None is a value of its own: null.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The type of `UNSET`. There is one object of it.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Unset;

static THE_ONE: PyOnceLock<Py<Unset>> = PyOnceLock::new();

impl Unset {
    /// The one object.
    pub(crate) fn the_one(py: Python<'_>) -> PyResult<Py<Unset>> {
        THE_ONE.get_or_try_init(py, || Py::new(py, Unset)).map(|unset| unset.clone_ref(py))
    }

    /// Whether an argument was left out.
    pub(crate) fn is(object: &Bound<'_, PyAny>) -> bool {
        THE_ONE.get(object.py()).is_some_and(|unset| object.is(unset))
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

    /// By its name, so that a copy is the same object.
    fn __reduce__(&self) -> &'static str {
        "UNSET"
    }
}
