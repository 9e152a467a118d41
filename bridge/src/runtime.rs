//! The background runtime of this process: one thread, which drives every connection and call of the queues. It never ends: ending it would mean to
//! wait for it at a moment when the host is ending already.

use std::sync::{Mutex, PoisonError};
use std::{process, thread};

use tokio::runtime::{Builder, Handle};

use edgegap_sdk::{Error, ErrorKind};

/// The runtime of the process with this id.
static CURRENT: Mutex<Option<(u32, &'static Handle)>> = Mutex::new(None);

/// The background runtime, made on first use. In a process that was forked it is a new one: threads do not survive a fork.
///
/// One thread is enough, and cheapest: a call costs it some microseconds, the language that takes the reply needs no less, and several threads would
/// take turns at the same locks.
///
/// # Errors
/// `internal` when the system gives no thread or no descriptor.
pub fn background() -> Result<&'static Handle, Error> {
    let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((process, runtime)) = *current
        && process == process::id()
    {
        return Ok(runtime);
    }
    let refused = |error| {
        Error::of_host(ErrorKind::Internal, format!("the system gives no thread for network calls: {error}"), None)
    };
    let runtime = Builder::new_current_thread().enable_all().build().map_err(refused)?;
    let handle: &'static Handle = Box::leak(Box::new(runtime.handle().clone()));
    let driving = thread::Builder::new().name("edgegap".to_owned());
    driving.spawn(move || runtime.block_on(std::future::pending::<()>())).map_err(refused)?;
    *current = Some((process::id(), handle));
    Ok(handle)
}
