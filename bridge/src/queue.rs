//! A queue of completions for one consumer.
//!
//! Invariants: every ticket ends in exactly one completion, unless the queue is closed first. The
//! code that removes a ticket from `pending` adds its completion. The consumer is woken when the
//! queue stops being empty, outside of the lock, and after all other work that the runtime has
//! ready, so that it fetches everything that is complete in one go.

use std::collections::HashMap;
use std::fmt;
use std::future::ready;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use edgegap_sdk::progress::Progress;
use edgegap_sdk::{Error, ErrorKind};
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::client::Client;
use crate::operation::OperationId;
use crate::process_local::ProcessLocal;
use crate::reply::{Outcome, aborted_error, call};
use crate::runtime::{self, Background};

/// The id of a call in its queue. Never reused.
pub type Ticket = u64;

/// A call that is complete.
#[derive(Debug)]
pub struct Completion {
    /// The ticket from [`Queue::submit`].
    pub ticket: Ticket,
    /// The reply or the error.
    pub outcome: Outcome,
}

/// The calls of one consumer. Dropping the queue closes it.
pub struct Queue {
    shared: ProcessLocal<Arc<Shared>>,
}

struct Shared {
    state: Mutex<State>,
    /// Wakes threads in [`Queue::next`].
    filled: Condvar,
    wake: Box<dyn Fn() + Send + Sync>,
    first_poll: FirstPoll,
    /// The runtime of the calls, set by the first one.
    background: OnceLock<&'static Background>,
    /// Wakes `wake_task`.
    wake_requested: Notify,
}

#[derive(Default)]
struct State {
    last: Ticket,
    pending: HashMap<Ticket, PendingCall>,
    done: Vec<Completion>,
    /// Number of threads in [`Queue::next`].
    waiting: usize,
    /// The task that wakes the consumer, spawned with the first call.
    wake_task: Option<AbortHandle>,
    is_closed: bool,
}

/// The thread that polls a call first. This step validates the arguments, builds the request and
/// hands it to a connection, which is half of the work of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstPoll {
    /// The thread that submits, for consumers that have less work than the runtime. Calls that
    /// would block on a file or on loading certificates are polled on the runtime anyway.
    OnCaller,
    /// The thread of the runtime, for consumers that have more work than the runtime.
    OnRuntime,
}

/// A boxed call, so that the code for all kinds of calls is compiled once.
type Call = Pin<Box<dyn Future<Output = Outcome> + Send>>;

struct PendingCall {
    operation: OperationId,
    start: Instant,
    progress: Progress,
    task: AbortHandle,
}

impl Queue {
    /// Creates a queue. `wake` is called on a thread of the runtime or of the caller whenever the
    /// queue stops being empty. It must only signal, and must not call the queue.
    pub fn new(first_poll: FirstPoll, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let shared = Shared {
            state: Mutex::default(),
            filled: Condvar::new(),
            wake: Box::new(wake),
            first_poll,
            background: OnceLock::new(),
            wake_requested: Notify::new(),
        };
        Self { shared: ProcessLocal::new(Arc::new(shared)) }
    }

    /// Starts a call and returns at once. Every error of the call, also for invalid arguments or a
    /// closed client, comes as its completion.
    ///
    /// # Errors
    /// `closed` if the queue is closed or was inherited by a fork, `connection` if the system
    /// refuses the background thread.
    pub fn submit(&self, client: &Client, operation: &str, arguments: Value, options: Value) -> Result<Ticket, Error> {
        let shared = self.shared.try_get("this queue")?;
        let id = OperationId::find(operation);
        let inner = match client.open() {
            Ok(inner) => inner,
            Err(error) => return shared.start(id, Box::pin(ready(Err(error))), Progress::default()),
        };
        // Publishing reads files.
        let reads_files = matches!(id, OperationId::Publish(_));
        let polls_here = !reads_files && shared.polls_on_caller(&inner.client, &arguments, &options);
        let (client, closed) = (inner.client.clone(), inner.close_signal.closed());
        let progress = Progress::default();
        let mut call: Call = Box::pin(call(client, closed, operation.to_owned(), arguments, options, progress.clone()));
        if polls_here {
            call = poll_first(call, &shared.background()?.handle);
        }
        shared.start(id, call, progress)
    }

    /// Takes all completions, in the order in which the calls completed.
    pub fn drain(&self) -> Vec<Completion> {
        self.shared.get().map(|shared| std::mem::take(&mut shared.state().done)).unwrap_or_default()
    }

    /// Waits until a call completes, the queue is closed or the time is over, and takes all
    /// completions.
    pub fn next(&self, timeout: Duration) -> Vec<Completion> {
        let Some(shared) = self.shared.get() else { return Vec::new() };
        let waits = |state: &mut State| state.done.is_empty() && !state.is_closed;
        let mut state = shared.state();
        state.waiting += 1;
        let (mut state, _) =
            shared.filled.wait_timeout_while(state, timeout, waits).unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        std::mem::take(&mut state.done)
    }

    /// Cancels a call: closes its connection and completes it with an error of kind `cancelled`.
    /// Has no effect on a call that is complete.
    pub fn cancel(&self, ticket: Ticket) {
        let Some(shared) = self.shared.get() else { return };
        let abort = |PendingCall { operation, start, progress, task }| {
            task.abort();
            Err(aborted_error(ErrorKind::Cancelled, "the call was cancelled", operation, start, &progress))
        };
        if shared.complete(ticket, abort) {
            shared.wake_consumer();
        }
    }

    /// Ends all calls without completions. Threads in [`next`](Self::next) return.
    pub fn close(&self) {
        if let Some(shared) = self.shared.get() {
            shared.close();
        }
    }

    /// True if the queue was closed, or belongs to the process that this one was forked from.
    pub fn is_closed(&self) -> bool {
        self.shared.get().is_none_or(|shared| shared.state().is_closed)
    }

    /// Number of pending calls.
    pub fn in_flight(&self) -> usize {
        self.shared.get().map_or(0, |shared| shared.state().pending.len())
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.close();
    }
}

/// Polls a call for the first time, on this thread, with the runtime as its context.
///
/// The waker does nothing, so wake-ups are lost until the runtime polls the call. This is harmless:
/// [`Shared::start`] spawns the call immediately afterwards, and the runtime polls every new task
/// once, with a real waker.
fn poll_first(mut call: Call, runtime: &Handle) -> Call {
    let _context = runtime.enter();
    match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Box::pin(ready(outcome)),
        Poll::Pending => call,
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The background runtime, looked up once.
    fn background(&self) -> Result<&'static Background, Error> {
        if let Some(background) = self.background.get() {
            return Ok(background);
        }
        let background = runtime::background()?;
        Ok(self.background.get_or_init(|| background))
    }

    /// True if the first poll of a call happens on this thread.
    fn polls_on_caller(&self, client: &edgegap_sdk::Client, arguments: &Value, options: &Value) -> bool {
        // The first poll of a call with an image reads a file, which may take long.
        self.first_poll == FirstPoll::OnCaller
            && client.is_warm()
            && options.is_null()
            && !arguments.pointer("/body/image").is_some_and(Value::is_object)
            && !self.state().is_closed
    }

    fn start(self: &Arc<Self>, operation: OperationId, call: Call, progress: Progress) -> Result<Ticket, Error> {
        let background = self.background()?;
        let start = Instant::now();
        let mut state = self.state();
        if state.is_closed {
            let reason = "the queue of this call was closed";
            return Err(aborted_error(ErrorKind::Closed, reason, operation, start, &progress));
        }
        if state.wake_task.is_none() {
            state.wake_task = Some(self.clone().spawn_wake_task(background));
        }
        state.last += 1;
        let ticket = state.last;
        let shared = self.clone();
        let timer = background.spinner.start_call();
        // Spawned under the lock, so that the call is in `pending` before it can complete.
        let task = background.handle.spawn(async move {
            let outcome = call.await;
            timer.finish();
            if shared.complete(ticket, |_| outcome) {
                shared.wake_requested.notify_one();
            }
        });
        state.pending.insert(ticket, PendingCall { operation, start, progress, task: task.abort_handle() });
        Ok(ticket)
    }

    /// Adds the completion of a call that is still pending. True if the queue was empty before.
    fn complete(&self, ticket: Ticket, outcome: impl FnOnce(PendingCall) -> Outcome) -> bool {
        let mut state = self.state();
        let Some(call) = state.pending.remove(&ticket) else { return false };
        state.done.push(Completion { ticket, outcome: outcome(call) });
        state.done.len() == 1
    }

    fn wake_consumer(&self) {
        (self.wake)();
        // Notifying is a system call even if no thread waits.
        if self.state().waiting > 0 {
            self.filled.notify_one();
        }
    }

    /// Spawns the task that wakes the consumer on request. Like any task it runs after those that
    /// were ready before it.
    fn spawn_wake_task(self: Arc<Self>, background: &Background) -> AbortHandle {
        let task = async move {
            loop {
                self.wake_requested.notified().await;
                self.wake_consumer();
            }
        };
        background.handle.spawn(task).abort_handle()
    }

    fn close(&self) {
        let (pending, wake_task) = {
            let mut state = self.state();
            state.is_closed = true;
            state.done.clear();
            (std::mem::take(&mut state.pending), state.wake_task.take())
        };
        pending.into_values().map(|call| call.task).chain(wake_task).for_each(|task| task.abort());
        self.filled.notify_all();
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("in_flight", &self.in_flight()).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[cfg(feature = "emulator")]
mod tests;
