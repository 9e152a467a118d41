//! A queue of completions, one per consumer.
//!
//! Invariants: every ticket ends in exactly one completion, unless the queue is closed first; whoever takes a ticket out of `flying` adds its
//! completion. The consumer is woken when the queue stops being empty, outside of the lock, and after everything else that the runtime has at hand: what is
//! done by then it fetches in one go.

use std::collections::HashMap;
use std::fmt;
use std::future::ready;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use edgegap_sdk::operation::Operation;
use edgegap_sdk::progress::Progress;
use edgegap_sdk::{Error, ErrorKind};
use serde_json::Value;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::client::Client;
use crate::local::Local;
use crate::reply::{Outcome, call, ended};
use crate::runtime::{self, Background};

/// Names a call of one queue. Never used twice.
pub type Ticket = u64;

/// A call that is over.
#[derive(Debug)]
pub struct Completion {
    /// What `submit` gave.
    pub ticket: Ticket,
    /// The reply or the error.
    pub outcome: Outcome,
}

/// The calls of one consumer. Dropping it is closing it.
pub struct Queue {
    shared: Local<Arc<Shared>>,
}

struct Shared {
    state: Mutex<State>,
    filled: Condvar,
    wake: Box<dyn Fn() + Send + Sync>,
    /// Who begins a call.
    beginner: Beginner,
    /// Where calls run, once there was one.
    background: OnceLock<&'static Background>,
    /// Asks the bell to ring.
    rope: Notify,
}

#[derive(Default)]
struct State {
    last: Ticket,
    flying: HashMap<Ticket, Flight>,
    done: Vec<Completion>,
    /// Threads in `next`.
    waiting: usize,
    /// The task that wakes the consumer, once there was a call.
    bell: Option<AbortHandle>,
    is_closed: bool,
}

/// On which thread a call begins: its arguments are checked there, and its request is made and handed to a connection, which is half of its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginner {
    /// The thread that submits, for consumers that have less to do than the runtime; not where it would have to wait for a file or for the
    /// certificates to trust.
    Caller,
    /// The runtime, for consumers that have more.
    Runtime,
}

/// A call, of one type whatever it is: the code that carries it is there once.
type Call = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A call under way.
struct Flight {
    operation: Option<&'static Operation>,
    began: Instant,
    progress: Progress,
    task: AbortHandle,
}

impl Queue {
    /// A queue. `wake` is called on a thread of the runtime or of the caller whenever the queue stops being empty; it must only signal, and may not
    /// come back into the queue.
    pub fn new(beginner: Beginner, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let wake = Box::new(wake);
        let shared = Shared {
            state: Mutex::default(),
            filled: Condvar::new(),
            wake,
            beginner,
            background: OnceLock::new(),
            rope: Notify::new(),
        };
        Self { shared: Local::new(Arc::new(shared)) }
    }

    /// Begins a call and returns at once. Whatever is wrong comes as its completion, arguments that make no sense and a closed client too.
    ///
    /// # Errors
    /// `closed` when the queue is, or was inherited by a fork.
    pub fn submit(&self, client: &Client, operation: &str, arguments: Value, options: Value) -> Result<Ticket, Error> {
        let shared = self.shared.used_as("this queue")?;
        let id = Operation::find(operation);
        let inner = match client.open() {
            Ok(inner) => inner,
            Err(error) => return shared.start(id, Box::pin(ready(Err(error))), Progress::default()),
        };
        let begins_here = shared.begins_here(&inner.client, &arguments, &options);
        let client = inner.client.clone();
        let progress = Progress::default();
        let closed = inner.gate.closed();
        let mut call: Call = Box::pin(call(client, closed, operation.to_owned(), arguments, options, progress.clone()));
        if !begins_here {
            return shared.start(id, call, progress);
        }
        // The first step, on this thread. What it waits for then wakes nobody, which is as good: the runtime takes its next step at once.
        let _inside = shared.background()?.handle.enter();
        match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => shared.start(id, Box::pin(ready(outcome)), progress),
            Poll::Pending => shared.start(id, call, progress),
        }
    }

    /// What is done, in the order in which it was done.
    pub fn drain(&self) -> Vec<Completion> {
        self.shared.get().map(|shared| std::mem::take(&mut shared.state().done)).unwrap_or_default()
    }

    /// Waits until something is done, the queue is closed or the time is over, and gives what is done.
    pub fn next(&self, timeout: Duration) -> Vec<Completion> {
        let Some(shared) = self.shared.get() else { return Vec::new() };
        let waiting = |state: &mut State| state.done.is_empty() && !state.is_closed;
        let mut state = shared.state();
        state.waiting += 1;
        let (mut state, _) =
            shared.filled.wait_timeout_while(state, timeout, waiting).unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        std::mem::take(&mut state.done)
    }

    /// Ends a call: its connection is closed, its completion is an error of kind `cancelled`. A call that is over stays as it is.
    pub fn cancel(&self, ticket: Ticket) {
        let Some(shared) = self.shared.get() else { return };
        let cancelled = |flight: Flight| {
            flight.task.abort();
            Err(ended(ErrorKind::Cancelled, "the call was cancelled", flight.operation, flight.began, &flight.progress))
        };
        if shared.complete(ticket, cancelled) {
            shared.ring();
        }
    }

    /// Ends all calls without completions. Whoever waits in [`next`](Self::next) returns.
    pub fn close(&self) {
        if let Some(shared) = self.shared.get() {
            shared.close();
        }
    }

    /// Whether it was closed, or belongs to the process that this one was forked from.
    pub fn is_closed(&self) -> bool {
        self.shared.get().is_none_or(|shared| shared.state().is_closed)
    }

    /// Calls under way.
    pub fn in_flight(&self) -> usize {
        self.shared.get().map_or(0, |shared| shared.state().flying.len())
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The runtime, which is looked for once.
    fn background(&self) -> Result<&'static Background, Error> {
        if let Some(background) = self.background.get() {
            return Ok(background);
        }
        let background = runtime::background()?;
        Ok(self.background.get_or_init(|| background))
    }

    /// Whether the first step of a call is taken on this thread.
    fn begins_here(&self, client: &edgegap_sdk::Client, arguments: &Value, options: &Value) -> bool {
        // That of an image is to read a file, which takes as long as it takes.
        self.beginner == Beginner::Caller
            && client.is_warm()
            && options.is_null()
            && !arguments["body"]["image"].is_object()
            && !self.state().is_closed
    }

    fn start(
        self: &Arc<Self>,
        operation: Option<&'static Operation>,
        call: Call,
        progress: Progress,
    ) -> Result<Ticket, Error> {
        let background = self.background()?;
        let began = Instant::now();
        let mut state = self.state();
        if state.is_closed {
            let why = "whoever waits for this call has closed its queue";
            return Err(ended(ErrorKind::Closed, why, operation, began, &progress));
        }
        if state.bell.is_none() {
            state.bell = Some(self.clone().hang_bell(background));
        }
        state.last += 1;
        let ticket = state.last;
        let finishing = self.clone();
        let under_way = background.spinner.begin();
        // Spawned under the lock, so that the flight is known before it can be over.
        let task = background.handle.spawn(async move {
            let outcome = call.await;
            under_way.end();
            if finishing.complete(ticket, |_| outcome) {
                finishing.rope.notify_one();
            }
        });
        state.flying.insert(ticket, Flight { operation, began, progress, task: task.abort_handle() });
        Ok(ticket)
    }

    /// Makes a completion of a flight that is not over yet. True when the queue was empty before.
    fn complete(&self, ticket: Ticket, outcome: impl FnOnce(Flight) -> Outcome) -> bool {
        let mut state = self.state();
        let Some(flight) = state.flying.remove(&ticket) else { return false };
        state.done.push(Completion { ticket, outcome: outcome(flight) });
        state.done.len() == 1
    }

    fn ring(&self) {
        (self.wake)();
        // Waking is a system call even if nobody waits.
        if self.state().waiting > 0 {
            self.filled.notify_one();
        }
    }

    /// Begins to ring whenever the rope is pulled. Like any task it comes after those that were ready before it.
    fn hang_bell(self: Arc<Self>, background: &Background) -> AbortHandle {
        let ringing = async move {
            loop {
                self.rope.notified().await;
                self.ring();
            }
        };
        background.handle.spawn(ringing).abort_handle()
    }

    fn close(&self) {
        let (flying, bell) = {
            let mut state = self.state();
            state.is_closed = true;
            state.done.clear();
            (std::mem::take(&mut state.flying), state.bell.take())
        };
        flying.into_values().map(|flight| flight.task).chain(bell).for_each(|task| task.abort());
        self.filled.notify_all();
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("in_flight", &self.in_flight()).finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "emulator"))]
mod tests;
