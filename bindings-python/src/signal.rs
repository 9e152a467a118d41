//! Signals during calls without the GIL: Ctrl-C and SIGPIPE.

use std::time::Duration;

use edgegap_bridge::Shield;
use pyo3::prelude::*;

/// The interval at which pending signals are handled.
pub(crate) const CHECK_INTERVAL: Duration = Duration::from_millis(50);

/// Runs pending signal handlers. True if one raised an exception, which is stored. False while the
/// interpreter is shutting down, because no thread can attach to it then.
pub(crate) fn interrupted(raised: &mut Option<PyErr>) -> bool {
    *raised = Python::try_attach(|py| py.check_signals().err()).flatten();
    raised.is_some()
}

/// Blocks SIGPIPE during a call if the program restored the default action, as scripts do that
/// should exit quietly behind `| head`. Otherwise Python ignores the signal.
pub(crate) fn shield(py: Python<'_>) -> Option<Shield> {
    ends_process(py).then(Shield::raise)
}

/// The function that returns the action of a signal.
#[cfg(target_os = "linux")]
static GETSIGNAL: std::sync::OnceLock<Py<PyAny>> = std::sync::OnceLock::new();

/// Looks up what [`shield`] needs.
///
/// # Errors
/// Errors of Python, such as a lack of memory.
#[cfg(target_os = "linux")]
pub(crate) fn prepare(py: Python<'_>) -> PyResult<()> {
    // The C module, because it returns a plain integer if there is no handler.
    let getsignal = py.import("_signal")?.getattr("getsignal")?.unbind();
    GETSIGNAL.get_or_init(|| getsignal);
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn prepare(_: Python<'_>) -> PyResult<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn ends_process(py: Python<'_>) -> bool {
    const SIGPIPE: i32 = 13;
    const DEFAULT: i32 = 0;
    let Some(getsignal) = GETSIGNAL.get() else { return false };
    let action = getsignal.bind(py).call1((SIGPIPE,));
    action.and_then(|action| action.extract::<i32>()).is_ok_and(|action| action == DEFAULT)
}

#[cfg(not(target_os = "linux"))]
fn ends_process(_: Python<'_>) -> bool {
    false
}
