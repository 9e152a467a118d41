//! The queue of an AppDomain, which one thread of it waits on.

use std::sync::Arc;
use std::time::Duration;

use edgegap_bridge::{Beginner, error_json, parse, reply_json};

use crate::{Client, Failure};

/// The calls of one consumer. Freeing it is closing it.
#[derive(Debug, uniffi::Object)]
pub struct Queue {
    inner: edgegap_bridge::Queue,
}

/// A call that is over.
#[derive(Debug, uniffi::Record)]
pub struct Completion {
    /// What `submit` gave.
    pub ticket: u64,
    /// Whether `json` is a reply; it is an error otherwise.
    pub ok: bool,
    /// The reply or the error as JSON text.
    pub json: String,
}

#[uniffi::export]
impl Queue {
    /// A queue. Nobody is woken: the consumer waits in `next`.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self { inner: edgegap_bridge::Queue::new(Beginner::Runtime, || ()) })
    }

    /// Begins a call and returns its ticket at once. Whatever is wrong with it comes as its completion; an error is a closed queue.
    pub fn submit(
        &self,
        client: Arc<Client>,
        operation: String,
        arguments: String,
        options: String,
    ) -> Result<u64, Failure> {
        Ok(self.inner.submit(&client.inner, &operation, parse(&arguments)?, parse(&options)?)?)
    }

    /// Waits until something is done, the queue is closed or the time is over, and gives what is done.
    pub fn next(&self, timeout_ms: u64) -> Vec<Completion> {
        let done = self.inner.next(Duration::from_millis(timeout_ms));
        done.into_iter().map(Completion::from).collect()
    }

    /// Ends a call: its connection is closed, its completion is an error of kind `cancelled`. A call that is over stays as it is.
    pub fn cancel(&self, ticket: u64) {
        self.inner.cancel(ticket);
    }

    /// Ends all calls without completions. Whoever waits in `next` returns.
    pub fn close(&self) {
        self.inner.close();
    }

    /// Calls under way.
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
