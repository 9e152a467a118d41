//! A process can use this module in one interpreter only. Python itself refuses the module in
//! interpreters with a GIL of their own. Interpreters that share a GIL, as those of mod_wsgi do,
//! would share objects that belong to the first interpreter.

use std::sync::OnceLock;

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;

/// Refuses all interpreters except the first one that loaded the module, which may load it again.
///
/// # Errors
/// `ImportError`, with the remedy.
pub(crate) fn require_first(py: Python<'_>) -> PyResult<()> {
    // Every interpreter has its own `builtins` module. The first one is kept alive, so that no
    // other module has its address.
    static FIRST: OnceLock<Py<PyModule>> = OnceLock::new();
    let builtins = py.import("builtins")?;
    let first = FIRST.get_or_init(|| builtins.clone().unbind());
    if builtins.is(first) {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "edgegap is loaded in another interpreter of this process, and supports only one: load it in the main \
         interpreter (mod_wsgi: WSGIApplicationGroup %{GLOBAL}), or use another process",
    ))
}
