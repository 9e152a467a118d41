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

#[cfg(target_os = "linux")]
fn ends_process(py: Python<'_>) -> bool {
    use pyo3::sync::PyOnceLock;

    const SIGPIPE: i32 = 13;
    const DEFAULT: i32 = 0;
    static GETSIGNAL: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    // The C module, because it returns a plain integer if there is no handler.
    let getsignal = GETSIGNAL.get_or_try_init(py, || py.import("_signal")?.getattr("getsignal").map(Bound::unbind));
    let action = getsignal.and_then(|getsignal| getsignal.bind(py).call1((SIGPIPE,)));
    action.and_then(|action| action.extract::<i32>()).is_ok_and(|action| action == DEFAULT)
}

#[cfg(not(target_os = "linux"))]
fn ends_process(_: Python<'_>) -> bool {
    false
}
