//! The calls of one environment.
//!
//! Invariant: the wake function holds the event loop exactly while a ticket was given whose completion was not fetched.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use edgegap_bridge::{Beginner, Client, Completion, Queue, error_json, parse};
use edgegap_sdk::{Error, ErrorKind, Meta, Page};
use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use serde::Serialize;

use crate::client::NativeClient;
use crate::thrown::thrown;

/// Calls JavaScript's thread, from any other. It holds no event loop by itself.
type Wake = ThreadsafeFunction<(), (), (), Status, false, true>;

/// A completion on its way to JavaScript.
type Settled = (f64, bool, String, String);

/// The longest text that V8 makes, in bytes of one byte each.
const LONGEST_TEXT: usize = (1 << 29) - 24;

/// A queue of the bridge for the environment that made it.
#[napi(js_name = "Queue")]
pub struct NativeQueue {
    queue: Arc<Queue>,
    wake: Arc<Mutex<Wake>>,
    in_flight: usize,
}

#[napi]
impl NativeQueue {
    /// A queue that calls `wake` whenever it stops being empty.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, wake: Function<(), ()>) -> napi::Result<Self> {
        let wake = wake.build_threadsafe_function().weak::<true>().build()?;
        let wake = Arc::new(Mutex::new(wake));
        let waking = wake.clone();
        let queue = Arc::new(Queue::new(Beginner::Caller, move || {
            // Refused only when the environment is ending, and then nobody waits any more.
            lock(&waking).call((), ThreadsafeFunctionCallMode::NonBlocking);
        }));
        // A queue that was collected before is closed.
        env.add_env_cleanup_hook(Arc::downgrade(&queue), |queue| {
            if let Some(queue) = queue.upgrade() {
                queue.close();
            }
        })?;
        Ok(Self { queue, wake, in_flight: 0 })
    }

    /// Begins a call and gives its ticket. Arguments and options are JSON text, or empty.
    #[napi(catch_unwind)]
    pub fn submit(
        &mut self,
        env: Env,
        client: &NativeClient,
        operation: String,
        arguments: String,
        options: String,
    ) -> napi::Result<f64> {
        let (arguments, options) = parse(&arguments).and_then(|first| Ok((first, parse(&options)?))).map_err(thrown)?;
        let submit = |client: &Client| self.queue.submit(client, &operation, arguments, options);
        let ticket = client.with(&operation, submit).map_err(thrown)?;
        if self.in_flight == 0 {
            hold(&self.wake, &env)?;
        }
        self.in_flight += 1;
        Ok(ticket as f64)
    }

    /// What is done: ticket, whether it worked, then as JSON text the value and its evidence, or the error and nothing.
    #[napi(catch_unwind)]
    pub fn drain(&mut self, env: Env) -> napi::Result<Vec<Settled>> {
        let done = self.queue.drain();
        if !done.is_empty() {
            self.in_flight -= done.len();
            if self.in_flight == 0 {
                release(&self.wake, &env)?;
            }
        }
        Ok(done.into_iter().map(settled).collect())
    }

    /// Ends a call, which completes as `cancelled`. One that is over stays as it is.
    #[napi(catch_unwind)]
    pub fn cancel(&self, ticket: f64) {
        self.queue.cancel(ticket as u64);
    }
}

fn lock(wake: &Mutex<Wake>) -> MutexGuard<'_, Wake> {
    wake.lock().unwrap_or_else(PoisonError::into_inner)
}

// Deprecated for those who count owners with it. What is meant here is the event loop, and there is no other way to it.
#[allow(deprecated)]
fn hold(wake: &Mutex<Wake>, env: &Env) -> napi::Result<()> {
    lock(wake).refer(env)
}

#[allow(deprecated)]
fn release(wake: &Mutex<Wake>, env: &Env) -> napi::Result<()> {
    lock(wake).unref(env)
}

/// How a reply came about, apart from its value, which JavaScript reads always.
#[derive(Serialize)]
struct Evidence<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a Page>,
    meta: &'a Meta,
}

fn settled(done: Completion) -> Settled {
    let ticket = done.ticket as f64;
    let failed = |error: &Error| (ticket, false, error_json(error), String::new());
    let reply = match done.outcome {
        Ok(reply) => reply,
        Err(error) => return failed(&error),
    };
    let value = serde_json::to_string(&reply.value).unwrap_or_default();
    if value.len() > LONGEST_TEXT {
        let message = "the reply is longer than a text may be in Node; ask for fewer items per page";
        return failed(&Error::from_binding(ErrorKind::Decode, message, None));
    }
    let evidence = Evidence { page: reply.page.as_ref(), meta: &reply.meta };
    (ticket, true, value, serde_json::to_string(&evidence).unwrap_or_default())
}
