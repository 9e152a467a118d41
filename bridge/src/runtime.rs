//! The background runtime of this process: one thread, which drives every connection and call of the queues. It never ends: ending it would mean to
//! wait for it at a moment when the host is ending already.

use std::sync::{Arc, Mutex, PoisonError};
use std::{process, thread};

use tokio::runtime::{Builder, Handle};

use edgegap_sdk::{Error, ErrorKind};

use crate::sigpipe;
use crate::spin::Spinner;

/// The background runtime of a process.
#[derive(Debug)]
pub struct Background {
    /// Runs something on it.
    pub handle: Handle,
    /// Keeps its thread awake between quick calls.
    pub(crate) spinner: Arc<Spinner>,
}

/// That of the process with this id.
static CURRENT: Mutex<Option<(u32, &'static Background)>> = Mutex::new(None);

/// The background runtime, made on first use. In a process that was forked it is a new one: threads do not survive a fork.
///
/// One thread is enough, and cheapest: a call costs it some microseconds, the language that takes the reply needs no less, and several threads would
/// take turns at the same locks.
///
/// # Errors
/// `connection` when the system gives no thread or no descriptor.
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

/// The error of a system that gives no descriptor for a runtime.
pub(crate) fn no_descriptors(error: &std::io::Error) -> Error {
    let message = format!(
        "the system gives no descriptors for network calls: {error}. Close clients that are not needed any more, use one client for \
         many calls, or raise the limit (`ulimit -n`)"
    );
    Error::from_binding(ErrorKind::Connection, message, None)
}

/// A new one, whose thread runs.
pub(crate) fn start() -> Result<&'static Background, Error> {
    let refused = |error| {
        let message = format!(
            "the system gives no thread for network calls: {error}. Raise the limit of processes (`ulimit -u`, or that of the container)"
        );
        Error::from_binding(ErrorKind::Connection, message, None)
    };
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| no_descriptors(&error))?;
    let background = Background { handle: runtime.handle().clone(), spinner: Spinner::on(runtime.handle()) };
    let background: &'static Background = Box::leak(Box::new(background));
    let driving = thread::Builder::new().name("edgegap".to_owned());
    let drive = move || {
        sigpipe::block();
        runtime.block_on(std::future::pending::<()>());
    };
    driving.spawn(drive).map_err(refused)?;
    Ok(background)
}
