//! One process can use this module in one interpreter. Python refuses interpreters with a GIL of their own; those that share one, as mod_wsgi
//! makes them, would share objects that belong to the first.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// Refuses every interpreter but the one that loaded the module first, which may load it again.
///
/// # Errors
/// `ImportError`, with what to do.
pub(crate) fn only_one(py: Python<'_>) -> PyResult<()> {
    // Every interpreter has a module of built-ins of its own. This one is kept, so that no other can have its address.
    static FIRST: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let builtins = py.import("builtins")?;
    let first = FIRST.get_or_init(py, || builtins.clone().unbind());
    if builtins.is(first) {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "edgegap is loaded in another interpreter of this process, and can be used in one only: load it in the main interpreter \
         (mod_wsgi: WSGIApplicationGroup %{GLOBAL}), or use another process",
    ))
}
