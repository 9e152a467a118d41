//! The background runtime of a process: one thread that drives the connections and calls of all
//! queues. It never ends. Ending it would mean waiting for it while the host may already be
//! shutting down.

use std::sync::{Arc, Mutex, PoisonError};
use std::{io, process, thread};

use edgegap_sdk::{Error, ErrorKind, Exhausted, exhausted};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::sigpipe;
use crate::spin::Spinner;

/// The background runtime of a process.
#[derive(Debug)]
pub struct Background {
    /// Spawns tasks on the runtime.
    pub handle: Handle,
    /// Keeps the thread of the runtime awake between fast calls.
    pub(crate) spinner: Arc<Spinner>,
}

/// The runtime, with the id of the process that it belongs to.
static CURRENT: Mutex<Option<(u32, &'static Background)>> = Mutex::new(None);

/// Returns the background runtime of this process, created on first use. A forked process creates
/// its own, because threads do not survive a fork.
///
/// One thread is enough, and cheapest: a call costs it a few microseconds, no more than the host
/// language needs for the reply, and several threads would contend for the same locks.
///
/// # Errors
/// `connection` if the system refuses a thread or a file descriptor.
pub fn background() -> Result<&'static Background, Error> {
    let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((process, background)) = *current
        && process == process::id()
    {
        return Ok(background);
    }
    let background = start()?;
    *current = Some((process::id(), background));
    Ok(background)
}

/// Starts a background runtime with its thread.
pub(crate) fn start() -> Result<&'static Background, Error> {
    let runtime = new_runtime()?;
    let background = Background { handle: runtime.handle().clone(), spinner: Spinner::spawn_on(runtime.handle()) };
    let drive = move || {
        sigpipe::block();
        runtime.block_on(std::future::pending::<()>());
    };
    let thread = thread::Builder::new().name("edgegap".to_owned());
    thread.spawn(drive).map_err(|error| exhausted_error("the network thread", &error, Exhausted::Threads))?;
    Ok(Box::leak(Box::new(background)))
}

/// Creates a runtime that runs on the thread that drives it.
pub(crate) fn new_runtime() -> Result<Runtime, Error> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| exhausted_error("the network runtime", &error, Exhausted::Descriptors))
}

/// The error for a resource that the system refused. `purpose` is what the resource was needed for.
pub fn exhausted_error(purpose: &str, error: &io::Error, what: Exhausted) -> Error {
    let message = format!("could not start {purpose} ({error}): {}", exhausted(what));
    Error::from_binding(ErrorKind::Connection, message, None)
}
