//! The queue of one asyncio loop. The loop watches a descriptor; where there is none that it could watch, a thread waits in `next`.

use std::time::Duration;

use edgegap_bridge::{Beginner, Completion};
#[cfg(unix)]
use edgegap_sdk::{Error, ErrorKind};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::client::AsyncClient;
use crate::decode::{self, Parts};
use crate::encode;
use crate::failure::{entry, raise};

/// A call that is over: its ticket, and the reply or the exception.
type Done<'py> = (u64, Option<Parts<'py>>, Option<PyErr>);

/// Calls of one loop.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Queue {
    inner: edgegap_bridge::Queue,
    #[cfg(unix)]
    bell: std::sync::Arc<bell::Bell>,
}

#[pymethods]
impl Queue {
    #[new]
    #[cfg(unix)]
    fn new(py: Python<'_>) -> PyResult<Self> {
        let bell = bell::Bell::new().map_err(|error| {
            let message = format!(
                "the system gives no descriptors for the calls of this event loop: {error}. Close what is not needed any more, use one \
                 loop for many calls, or raise the limit (`ulimit -n`)"
            );
            raise(py, &Error::from_binding(ErrorKind::Connection, message, None))
        })?;
        let bell = std::sync::Arc::new(bell);
        let ringing = bell.clone();
        Ok(Self { inner: edgegap_bridge::Queue::new(Beginner::Runtime, move || ringing.ring()), bell })
    }

    #[new]
    #[cfg(not(unix))]
    fn new() -> PyResult<Self> {
        Ok(Self { inner: edgegap_bridge::Queue::new(Beginner::Runtime, || ()) })
    }

    /// A descriptor that can be read from when something is done; None where there is no such thing.
    #[getter]
    fn descriptor(&self) -> Option<i32> {
        #[cfg(unix)]
        return Some(self.bell.descriptor());
        #[cfg(not(unix))]
        return None;
    }

    /// Begins a call and gives its ticket.
    #[pyo3(signature = (client, operation, path=None, query=None, body=None, options=None, cursor=None))]
    #[expect(
        clippy::too_many_arguments,
        reason = "building one object of them in Python would cost more than the call itself"
    )]
    fn submit<'py>(
        &self,
        py: Python<'py>,
        client: &AsyncClient,
        operation: &str,
        path: Option<&Bound<'py, PyDict>>,
        query: Option<&Bound<'py, PyDict>>,
        body: Option<&Bound<'py, PyDict>>,
        options: Option<&Bound<'py, PyAny>>,
        cursor: Option<String>,
    ) -> PyResult<u64> {
        let arguments = encode::arguments(path, query, body, cursor)?;
        let options = options.map(|options| encode::value(options, 0)).transpose()?.unwrap_or_default();
        entry(py, || self.inner.submit(&client.0, operation, arguments, options).map_err(|error| raise(py, &error)))
    }

    /// What is done: `[(ticket, (value, page, meta) or None, Failure or None)]`.
    fn drain<'py>(&self, py: Python<'py>) -> PyResult<Vec<Done<'py>>> {
        // Before the queue is emptied: what comes after that rings again.
        #[cfg(unix)]
        self.bell.hush();
        entry(py, || Ok(settle(py, self.inner.drain())))
    }

    /// Waits for something to be done, without the GIL, at most for so many seconds.
    fn next<'py>(&self, py: Python<'py>, seconds: f64) -> PyResult<Vec<Done<'py>>> {
        let timeout = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        entry(py, || Ok(settle(py, py.detach(|| self.inner.next(timeout)))))
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

fn settle(py: Python<'_>, completions: Vec<Completion>) -> Vec<Done<'_>> {
    let settled = completions.into_iter().map(|Completion { ticket, outcome }| match decode::reply(py, outcome) {
        Ok(reply) => (ticket, Some(reply), None),
        Err(error) => (ticket, None, Some(error)),
    });
    settled.collect()
}

#[cfg(unix)]
mod bell {
    use std::io::{self, Read, Write};
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;

    /// Two ends of a stream, neither of which ever blocks: a byte in it says that something is done.
    pub(super) struct Bell {
        ringer: UnixStream,
        listener: UnixStream,
    }

    impl Bell {
        pub(super) fn new() -> io::Result<Self> {
            let (ringer, listener) = UnixStream::pair()?;
            ringer.set_nonblocking(true)?;
            listener.set_nonblocking(true)?;
            Ok(Self { ringer, listener })
        }

        /// A stream that is full has bytes enough.
        pub(super) fn ring(&self) {
            let _ = (&self.ringer).write(&[1]);
        }

        /// One read is enough: it rings once until it is hushed, or once more when a loop was late.
        pub(super) fn hush(&self) {
            let _ = (&self.listener).read(&mut [0; 64]);
        }

        pub(super) fn descriptor(&self) -> i32 {
            self.listener.as_raw_fd()
        }
    }
}
