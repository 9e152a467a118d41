//! The calls of one environment.
//!
//! Invariant: the wake function keeps the event loop alive exactly while the completion of a ticket
//! was not fetched.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use edgegap_bridge::{Client, Completion, FirstPoll, Queue, error_json, parse};
use edgegap_sdk::{Error, ErrorKind, Meta, Page};
use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use serde::Serialize;

use crate::client::NativeClient;
use crate::error::to_napi;

/// Calls a function on the JavaScript thread from any thread. By default it does not keep the event
/// loop alive.
type Wake = ThreadsafeFunction<(), (), (), Status, false, true>;

/// A completion in JavaScript: ticket, success, JSON, JSON of the metadata.
type CompletionTuple = (f64, bool, String, String);

/// Maximum length of a string in V8, in bytes if every character takes one byte.
const MAX_STRING: usize = (1 << 29) - 24;

/// A queue of the bridge for the environment that created it.
#[napi(js_name = "Queue")]
pub struct NativeQueue {
    queue: Arc<Queue>,
    wake: Arc<Mutex<Wake>>,
    in_flight: usize,
}

#[napi]
impl NativeQueue {
    /// Creates a queue that calls `wake` whenever it stops being empty.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, wake: Function<(), ()>) -> napi::Result<Self> {
        let wake = wake.build_threadsafe_function().weak::<true>().build()?;
        let wake = Arc::new(Mutex::new(wake));
        let wake_handle = wake.clone();
        let queue = Arc::new(Queue::new(FirstPoll::OnCaller, move || {
            // It fails only while the environment is ending, when no promise can be settled.
            lock(&wake_handle).call((), ThreadsafeFunctionCallMode::NonBlocking);
        }));
        // A queue that was collected before is closed already.
        env.add_env_cleanup_hook(Arc::downgrade(&queue), |queue| {
            if let Some(queue) = queue.upgrade() {
                queue.close();
            }
        })?;
        Ok(Self { queue, wake, in_flight: 0 })
    }

    /// Starts a call and returns its ticket. Arguments and options are JSON, or empty.
    #[napi(catch_unwind)]
    pub fn submit(
        &mut self,
        env: Env,
        client: &NativeClient,
        operation: String,
        arguments: String,
        options: String,
    ) -> napi::Result<f64> {
        let (arguments, options) =
            parse(&arguments).and_then(|first| Ok((first, parse(&options)?))).map_err(to_napi)?;
        let submit = |client: &Client| self.queue.submit(client, &operation, arguments, options);
        let ticket = client.with(&operation, submit).map_err(to_napi)?;
        if self.in_flight == 0 {
            hold(&self.wake, &env)?;
        }
        self.in_flight += 1;
        Ok(ticket as f64)
    }

    /// Takes all completions: the ticket and true with the value and its metadata as JSON, or the
    /// ticket and false with the error as JSON and an empty string.
    #[napi(catch_unwind)]
    pub fn drain(&mut self, env: Env) -> napi::Result<Vec<CompletionTuple>> {
        let done = self.queue.drain();
        if !done.is_empty() {
            self.in_flight -= done.len();
            if self.in_flight == 0 {
                release(&self.wake, &env)?;
            }
        }
        Ok(done.into_iter().map(to_tuple).collect())
    }

    /// Cancels a call, which completes with an error of kind `cancelled`. Has no effect on a call
    /// that is complete.
    #[napi(catch_unwind)]
    pub fn cancel(&self, ticket: f64) {
        self.queue.cancel(ticket as u64);
    }
}

fn lock(wake: &Mutex<Wake>) -> MutexGuard<'_, Wake> {
    wake.lock().unwrap_or_else(PoisonError::into_inner)
}

// Deprecated as a reference count. Here it keeps the event loop alive, for which there is no other
// function.
#[allow(deprecated)]
fn hold(wake: &Mutex<Wake>, env: &Env) -> napi::Result<()> {
    lock(wake).refer(env)
}

#[allow(deprecated)]
fn release(wake: &Mutex<Wake>, env: &Env) -> napi::Result<()> {
    lock(wake).unref(env)
}

/// The metadata of a reply, apart from its value because few programs parse it.
#[derive(Serialize)]
struct Metadata<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a Page>,
    meta: &'a Meta,
}

fn to_tuple(done: Completion) -> CompletionTuple {
    let ticket = done.ticket as f64;
    let failure = |error: &Error| (ticket, false, error_json(error), String::new());
    let reply = match done.outcome {
        Ok(reply) => reply,
        Err(error) => return failure(&error),
    };
    let value = serde_json::to_string(&reply.value).unwrap_or_default();
    if value.len() > MAX_STRING {
        let message = "the reply is longer than a string can be in Node; request fewer items per page";
        return failure(&Error::from_binding(ErrorKind::Decode, message, None));
    }
    let metadata = Metadata { page: reply.page.as_ref(), meta: &reply.meta };
    (ticket, true, value, serde_json::to_string(&metadata).unwrap_or_default())
}
