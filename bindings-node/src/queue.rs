//! The calls of one environment.
//!
//! Invariant: there is a wake function exactly while the completion of a ticket was not fetched. It
//! keeps the event loop alive, and refers to JavaScript: to the function, with all modules of its
//! realm, and to the async context in which it was created. An idle queue refers to nothing, so the
//! modules that a test runner loads anew for each test file can be freed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use edgegap_bridge::{Client, Completion, FirstPoll, Queue, error_json, parse};
use edgegap_sdk::{Error, ErrorKind, JsonValue, Meta, Page};
use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use serde::Serialize;

use crate::client::NativeClient;
use crate::error::to_napi;

/// Calls a function on the JavaScript thread from any thread. It keeps the event loop alive.
type Wake = ThreadsafeFunction<(), (), (), Status, false>;

/// The wake function, which an idle queue does not have.
type WakeSlot = Mutex<Option<Wake>>;

/// A completion in JavaScript: ticket, success, JSON, JSON of the metadata, true if the JSON has a
/// long string.
type CompletionTuple = (f64, bool, String, String, bool);

/// Maximum length of a string in V8, in bytes if every character takes one byte.
const MAX_STRING: usize = (1 << 29) - 24;

/// Length of a string that is printed in full, in bytes. JavaScript has the same in characters.
const MAX_PRINTED: usize = 200;

/// A queue of the bridge for the environment that created it.
#[napi(js_name = "Queue")]
pub struct NativeQueue {
    queue: Arc<Queue>,
    wake: Arc<WakeSlot>,
    in_flight: usize,
}

#[napi]
impl NativeQueue {
    /// Creates a queue.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env) -> napi::Result<Self> {
        let wake = Arc::new(WakeSlot::default());
        let slot = wake.clone();
        let queue = Arc::new(Queue::new(FirstPoll::OnCaller, move || {
            if let Some(wake) = lock(&slot).as_ref() {
                // It fails only while the environment is ending, when no promise can be settled.
                wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
            }
        }));
        // A queue that was collected before is closed already. The wake function ends on its own
        // thread: other threads may not release it.
        env.add_env_cleanup_hook((Arc::downgrade(&queue), Arc::downgrade(&wake)), |(queue, wake)| {
            if let Some(queue) = queue.upgrade() {
                queue.close();
            }
            if let Some(wake) = wake.upgrade() {
                lock(&wake).take();
            }
        })?;
        Ok(Self { queue, wake, in_flight: 0 })
    }

    /// Starts a call and returns its ticket. Arguments and options are JSON, or empty. `wake` is
    /// called whenever the queue stops being empty.
    #[napi(catch_unwind)]
    pub fn submit(
        &mut self,
        client: &NativeClient,
        operation: String,
        arguments: String,
        options: String,
        wake: Function<(), ()>,
    ) -> napi::Result<f64> {
        let (arguments, options) =
            parse(&arguments).and_then(|first| Ok((first, parse(&options)?))).map_err(to_napi)?;
        let submit = |client: &Client| self.queue.submit(client, &operation, arguments, options);
        if self.in_flight == 0 {
            let wake = wake.build_threadsafe_function().build()?;
            lock(&self.wake).replace(wake);
        }
        match client.with(&operation, submit) {
            Ok(ticket) => {
                self.in_flight += 1;
                Ok(ticket as f64)
            }
            Err(error) => {
                self.release_if_idle();
                Err(to_napi(error))
            }
        }
    }

    /// Takes all completions: the ticket and true with the value and its metadata as JSON, or the
    /// ticket and false with the error as JSON and an empty string. The last is true if the value
    /// has a string that is not printed in full.
    #[napi(catch_unwind)]
    pub fn drain(&mut self) -> Vec<CompletionTuple> {
        let done = self.queue.drain();
        self.in_flight -= done.len();
        self.release_if_idle();
        done.into_iter().map(to_tuple).collect()
    }

    /// Cancels a call, which completes with an error of kind `cancelled`. Has no effect on a call
    /// that is complete.
    #[napi(catch_unwind)]
    pub fn cancel(&self, ticket: f64) {
        self.queue.cancel(ticket as u64);
    }
}

impl NativeQueue {
    fn release_if_idle(&self) {
        if self.in_flight == 0 {
            lock(&self.wake).take();
        }
    }
}

fn lock(wake: &WakeSlot) -> MutexGuard<'_, Option<Wake>> {
    wake.lock().unwrap_or_else(PoisonError::into_inner)
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
    let failure = |error: &Error| (ticket, false, error_json(error), String::new(), false);
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
    let metadata = serde_json::to_string(&metadata).unwrap_or_default();
    (ticket, true, value, metadata, has_long_string(&reply.value))
}

fn has_long_string(value: &JsonValue) -> bool {
    match value {
        JsonValue::String(text) => text.len() > MAX_PRINTED,
        JsonValue::List(items) => items.iter().any(has_long_string),
        JsonValue::Object(fields) => fields.iter().any(|(_, value)| has_long_string(value)),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::Timestamp(_) => false,
    }
}
