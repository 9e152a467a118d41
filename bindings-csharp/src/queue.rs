//! The queue of an AppDomain. One thread of the AppDomain waits in it.

use std::sync::Arc;
use std::time::Duration;

use edgegap_bridge::{FirstPoll, error_json, parse, reply_json};

use crate::client::Client;
use crate::failure::Failure;

/// The calls of one consumer. Freeing the queue closes it.
#[derive(Debug, uniffi::Object)]
pub struct Queue {
    inner: edgegap_bridge::Queue,
}

/// A call that is complete.
#[derive(Debug, uniffi::Record)]
pub struct Completion {
    /// The ticket from `submit`.
    pub ticket: u64,
    /// True if `json` is a reply, false if it is an error.
    pub ok: bool,
    /// The reply or the error as JSON.
    pub json: String,
}

#[uniffi::export]
impl Queue {
    /// Creates a queue without wake-ups: the consumer waits in `next`.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self { inner: edgegap_bridge::Queue::new(FirstPoll::OnRuntime, || ()) })
    }

    /// Starts a call and returns its ticket at once. Every error of the call comes as its
    /// completion. Fails if the queue is closed.
    pub fn submit(
        &self,
        client: Arc<Client>,
        operation: String,
        arguments: String,
        options: String,
    ) -> Result<u64, Failure> {
        Ok(self.inner.submit(&client.inner, &operation, parse(&arguments)?, parse(&options)?)?)
    }

    /// Waits until a call completes, the queue is closed or the time is over, and takes all
    /// completions.
    pub fn next(&self, timeout_ms: u64) -> Vec<Completion> {
        let done = self.inner.next(Duration::from_millis(timeout_ms));
        done.into_iter().map(Completion::from).collect()
    }

    /// Cancels a call: closes its connection and completes it with an error of kind `cancelled`.
    /// Has no effect on a call that is complete.
    pub fn cancel(&self, ticket: u64) {
        self.inner.cancel(ticket);
    }

    /// Ends all calls without completions. Threads in `next` return.
    pub fn close(&self) {
        self.inner.close();
    }

    /// Number of pending calls.
    pub fn in_flight(&self) -> u64 {
        self.inner.in_flight() as u64
    }
}

impl From<edgegap_bridge::Completion> for Completion {
    fn from(done: edgegap_bridge::Completion) -> Self {
        let (ok, json) = match &done.outcome {
            Ok(reply) => (true, reply_json(reply)),
            Err(error) => (false, error_json(error)),
        };
        Self { ticket: done.ticket, ok, json }
    }
}
