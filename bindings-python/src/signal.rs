//! Ctrl-C while the core works without the GIL.

use std::time::Duration;

use pyo3::prelude::*;

/// How often Python is asked whether there was a signal.
pub(crate) const SIGNALS: Duration = Duration::from_millis(50);

/// Whether a signal's handler raised an exception, which is kept. An interpreter that is shutting down lets nobody in any more, and waits for
/// nobody.
pub(crate) fn interrupted(raised: &mut Option<PyErr>) -> bool {
    *raised = Python::try_attach(|py| py.check_signals().err()).flatten();
    raised.is_some()
}
