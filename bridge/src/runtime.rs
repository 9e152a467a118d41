//! The background runtime of this process. It is never dropped: dropping it would wait for its threads, at a moment when the host is
//! ending already.

use std::sync::{Mutex, PoisonError};
use std::{process, thread};

use tokio::runtime::{Builder, Handle, Runtime};

use edgegap_sdk::{Error, ErrorKind};

/// More threads only take turns at the same locks: a call costs microseconds, and the rest of it is waiting. Half of the processors are left to the
/// language that calls.
const MOST_THREADS: usize = 4;

/// The runtime of the process with this id.
static CURRENT: Mutex<Option<(u32, &'static Runtime)>> = Mutex::new(None);

/// The background runtime, made on first use. In a process that was forked it is a new one: threads do not survive a fork.
///
/// # Errors
/// `internal` when the system gives no thread or no descriptor.
pub fn background() -> Result<&'static Handle, Error> {
    let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((process, runtime)) = *current
        && process == process::id()
    {
        return Ok(runtime.handle());
    }
    let threads = (thread::available_parallelism().map_or(1, usize::from) / 2).clamp(1, MOST_THREADS);
    let runtime = Builder::new_multi_thread()
        .worker_threads(threads)
        .thread_name("edgegap")
        .enable_all()
        .build()
        .map_err(|error| {
            Error::of_host(ErrorKind::Internal, format!("the system gives no threads for network calls: {error}"), None)
        })?;
    let runtime: &'static Runtime = Box::leak(Box::new(runtime));
    *current = Some((process::id(), runtime));
    Ok(runtime.handle())
}
