//! The queue of one asyncio loop. The loop watches a file descriptor. On platforms without one, a
//! thread waits in `next`.

use std::time::Duration;

#[cfg(unix)]
use edgegap_bridge::runtime;
use edgegap_bridge::{Completion, FirstPoll};
#[cfg(unix)]
use edgegap_sdk::Exhausted;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::client::AsyncClient;
use crate::encode;
use crate::failure::{exception, guard};
use crate::reply::{self, Parts};
#[cfg(unix)]
use crate::wake_pipe::WakePipe;

/// A completion: the ticket, and the reply or the exception.
type Done<'py> = (u64, Option<Parts<'py>>, Option<PyErr>);

/// The calls of one loop.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Queue {
    inner: edgegap_bridge::Queue,
    #[cfg(unix)]
    wake_pipe: std::sync::Arc<WakePipe>,
}

#[pymethods]
impl Queue {
    #[new]
    #[cfg(unix)]
    fn new(py: Python<'_>) -> PyResult<Self> {
        let wake_pipe = WakePipe::new().map_err(|error| {
            let purpose = "the queue of this event loop";
            exception(py, &runtime::exhausted_error(purpose, &error, Exhausted::Descriptors))
        })?;
        let wake_pipe = std::sync::Arc::new(wake_pipe);
        let writer = wake_pipe.clone();
        Ok(Self { inner: edgegap_bridge::Queue::new(FirstPoll::OnRuntime, move || writer.wake()), wake_pipe })
    }

    #[new]
    #[cfg(not(unix))]
    fn new() -> PyResult<Self> {
        Ok(Self { inner: edgegap_bridge::Queue::new(FirstPoll::OnRuntime, || ()) })
    }

    /// A file descriptor that is readable when a call completed; None on platforms without one.
    #[getter]
    fn descriptor(&self) -> Option<i32> {
        #[cfg(unix)]
        return Some(self.wake_pipe.descriptor());
        #[cfg(not(unix))]
        return None;
    }

    /// Starts a call and returns its ticket.
    #[pyo3(signature = (client, operation, path=None, query=None, body=None, options=None, cursor=None))]
    #[expect(
        clippy::too_many_arguments,
        reason = "creating one Python object from them would cost more than the call itself"
    )]
    fn submit<'py>(
        &self,
        py: Python<'py>,
        client: &AsyncClient,
        operation: &str,
        path: Option<&Bound<'py, PyDict>>,
        query: Option<&Bound<'py, PyDict>>,
        body: Option<&Bound<'py, PyAny>>,
        options: Option<&Bound<'py, PyAny>>,
        cursor: Option<String>,
    ) -> PyResult<u64> {
        let arguments = encode::arguments(path, query, body, cursor)?;
        let options = encode::optional(options)?;
        guard(py, || self.inner.submit(&client.0, operation, arguments, options).map_err(|error| exception(py, &error)))
    }

    /// Takes all completions: `[(ticket, (value, page, meta) or None, Failure or None)]`.
    fn drain<'py>(&self, py: Python<'py>) -> PyResult<Vec<Done<'py>>> {
        // Before the queue is emptied, so that a later completion wakes the loop again.
        #[cfg(unix)]
        self.wake_pipe.clear();
        guard(py, || Ok(convert(py, self.inner.drain())))
    }

    /// Waits for completions, without the GIL, for at most `seconds`.
    fn next<'py>(&self, py: Python<'py>, seconds: f64) -> PyResult<Vec<Done<'py>>> {
        let timeout = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        guard(py, || Ok(convert(py, py.detach(|| self.inner.next(timeout)))))
    }

    fn cancel(&self, ticket: u64) {
        self.inner.cancel(ticket);
    }

    fn close(&self) {
        self.inner.close();
    }

    #[getter]
    fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }

    #[getter]
    fn in_flight(&self) -> usize {
        self.inner.in_flight()
    }
}

fn convert(py: Python<'_>, completions: Vec<Completion>) -> Vec<Done<'_>> {
    let done = completions.into_iter().map(|Completion { ticket, outcome }| match reply::convert(py, outcome) {
        Ok(reply) => (ticket, Some(reply), None),
        Err(error) => (ticket, None, Some(error)),
    });
    done.collect()
}
