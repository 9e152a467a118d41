//! Signals while the core works without the GIL: Ctrl-C, and SIGPIPE.

use std::time::Duration;

use edgegap_bridge::Shield;
use pyo3::prelude::*;

/// How often Python is asked whether there was a signal.
pub(crate) const SIGNALS: Duration = Duration::from_millis(50);

/// Whether a signal's handler raised an exception, which is kept. An interpreter that is shutting down lets nobody in any more, and waits for
/// nobody.
pub(crate) fn interrupted(raised: &mut Option<PyErr>) -> bool {
    *raised = Python::try_attach(|py| py.check_signals().err()).flatten();
    raised.is_some()
}

/// Keeps SIGPIPE from ending the process during a call, where the program has set it back to its default, as scripts do that are to
/// end quietly behind `| head`. Elsewhere Python ignores it, and nothing has to be done.
pub(crate) fn shield(py: Python<'_>) -> Option<Shield> {
    ends_process(py).then(Shield::raise)
}

#[cfg(target_os = "linux")]
fn ends_process(py: Python<'_>) -> bool {
    use pyo3::sync::PyOnceLock;

    const SIGPIPE: i32 = 13;
    const DEFAULT: i32 = 0;
    static ASK: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    // The module in C, whose answer is a plain number where there is no handler.
    let ask = ASK.get_or_try_init(py, || py.import("_signal")?.getattr("getsignal").map(Bound::unbind));
    let set = ask.and_then(|ask| ask.bind(py).call1((SIGPIPE,)));
    set.and_then(|set| set.extract::<i32>()).is_ok_and(|set| set == DEFAULT)
}

#[cfg(not(target_os = "linux"))]
fn ends_process(_: Python<'_>) -> bool {
    false
}
