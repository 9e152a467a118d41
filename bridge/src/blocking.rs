//! A client for languages that block: the calling thread drives the connections itself, which saves
//! two thread switches per call.
//!
//! Every client has a runtime of its own, which owns its connections. Threads that share a client
//! take turns at driving it. An idle client is not driven, so a connection that the server closed
//! is noticed at the next call.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use edgegap_sdk::progress::Progress;
use edgegap_sdk::{Error, Options};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::client::closed_error;
use crate::close_signal::CloseSignal;
use crate::process_local::ProcessLocal;
use crate::reply::{Outcome, call};
use crate::runtime::new_runtime;
use crate::settings;
use crate::spin::Spinner;

/// A client whose calls block. Views share its connections and end with it. In a forked process it
/// opens new connections.
#[derive(Debug)]
pub struct BlockingClient {
    shared: Arc<Shared>,
    options: Option<Options>,
    is_view: bool,
}

#[derive(Debug)]
struct Shared {
    /// Configured once and never called, so that a forked child has the same settings.
    template: edgegap_sdk::Client,
    is_closed: AtomicBool,
    /// The runtime of this process; a forked process creates its own.
    runtime: Mutex<Option<ProcessLocal<Arc<ClientRuntime>>>>,
}

/// A client with the runtime that owns its connections.
#[derive(Debug)]
struct ClientRuntime {
    client: edgegap_sdk::Client,
    /// Contains locks that a thread may hold while another thread forks, so every process has its
    /// own signal.
    close_signal: CloseSignal,
    runtime: Option<Runtime>,
    spinner: Arc<Spinner>,
}

impl BlockingClient {
    /// Creates a client. Settings that are left out come from the environment.
    ///
    /// # Errors
    /// `configuration`, with the names of the invalid settings or variables.
    pub fn new(settings: Value) -> Result<Self, Error> {
        let template = settings::client(settings)?;
        let shared = Shared { template, is_closed: AtomicBool::new(false), runtime: Mutex::new(None) };
        Ok(Self { shared: Arc::new(shared), options: None, is_view: false })
    }

    /// Creates a view with other options.
    ///
    /// # Errors
    /// `validation` if an option is invalid.
    pub fn with_options(&self, options: Value) -> Result<Self, Error> {
        let options = Options::from_json_of(options, self.shared.template.language())?;
        let options = match &self.options {
            Some(base) => options.over(base),
            None => options,
        };
        Ok(Self { shared: self.shared.clone(), options: Some(options), is_view: true })
    }

    /// The base URL of the service.
    pub fn base_url(&self) -> &str {
        self.shared.template.base_url()
    }

    /// Warnings about the settings, each one once in a process.
    pub fn warnings(&self) -> &[String] {
        self.shared.template.warnings()
    }

    /// The level of the log that the language of the caller writes, `warning`.
    pub fn log_level(&self) -> &'static str {
        self.shared.template.log_level().name()
    }

    /// Closes the client, all its views and their connections: pending and later calls fail with
    /// `closed`. Has no effect on a view. Call it only while no fork can happen.
    pub fn close(&self) {
        if self.is_view {
            return;
        }
        self.shared.is_closed.store(true, Ordering::Release);
        let runtime = self.shared.runtime.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(runtime) = runtime.as_ref().and_then(ProcessLocal::get) {
            runtime.close_signal.close();
        }
    }

    /// Prepares a call. It takes a lock for a moment: call it only while no fork can happen.
    ///
    /// # Errors
    /// `closed` if the client is closed, `connection` if the system refuses a runtime,
    /// `configuration` if a forked process cannot set up its own connections.
    pub fn begin(&self, operation: &str) -> Result<BlockingCall, Error> {
        if self.shared.is_closed.load(Ordering::Acquire) {
            return Err(closed_error(operation));
        }
        let runtime = self.shared.runtime()?;
        let client = match &self.options {
            Some(options) => runtime.client.with_options(options.clone())?,
            None => runtime.client.clone(),
        };
        Ok(BlockingCall { runtime, client, operation: operation.to_owned() })
    }
}

impl Shared {
    fn runtime(&self) -> Result<Arc<ClientRuntime>, Error> {
        let mut slot = self.runtime.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = slot.as_ref().and_then(ProcessLocal::get) {
            return Ok(runtime.clone());
        }
        let runtime = Arc::new(ClientRuntime::new(self.template.with_new_connections())?);
        *slot = Some(ProcessLocal::new(runtime.clone()));
        Ok(runtime)
    }
}

impl ClientRuntime {
    fn new(client: edgegap_sdk::Client) -> Result<Self, Error> {
        let runtime = new_runtime()?;
        let spinner = Spinner::spawn_on(runtime.handle());
        Ok(Self { client, close_signal: CloseSignal::new(), runtime: Some(runtime), spinner })
    }
}

impl Drop for ClientRuntime {
    fn drop(&mut self) {
        // An ordinary drop would wait for a pending name lookup.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A call that is prepared and not yet made.
#[derive(Debug)]
pub struct BlockingCall {
    runtime: Arc<ClientRuntime>,
    client: edgegap_sdk::Client,
    operation: String,
}

impl BlockingCall {
    /// Makes the call on this thread. Calls `gives_up` every `interval`; if that is true, closes
    /// the connection and returns `None`.
    pub fn run(
        self,
        arguments: Value,
        options: Value,
        interval: Duration,
        mut gives_up: impl FnMut() -> bool,
    ) -> Option<Outcome> {
        let Some(runtime) = &self.runtime.runtime else { return Some(Err(closed_error(&self.operation))) };
        let closed = self.runtime.close_signal.closed();
        let call = call(self.client, closed, self.operation, arguments, options, Progress::default());
        let mut call = Box::pin(async move {
            // The connections were not driven since the last call, and the server may have closed
            // some. In the first turn the runtime polls the system for events, in the second the
            // connections handle them.
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            call.await
        });
        let timer = self.runtime.spinner.start_call();
        loop {
            let turn = runtime.block_on(async { tokio::time::timeout(interval, &mut call).await });
            if let Ok(outcome) = turn {
                timer.finish();
                return Some(outcome);
            }
            if gives_up() {
                drop(call);
                return None;
            }
        }
    }
}

#[cfg(test)]
#[cfg(feature = "emulator")]
mod tests {
    use edgegap_sdk::ErrorKind;
    use serde_json::json;

    use super::*;
    use crate::Emulator;

    const TICK: Duration = Duration::from_millis(20);

    fn client(emulator: &Emulator) -> BlockingClient {
        BlockingClient::new(json!({"token": emulator.token().unwrap(), "base_url": emulator.url().unwrap()})).unwrap()
    }

    fn list(client: &BlockingClient) -> Outcome {
        client.begin("applications.list").unwrap().run(Value::Null, Value::Null, TICK, || false).unwrap()
    }

    #[test]
    fn threads_share_a_client_and_views_share_its_connections() {
        let emulator = Emulator::start(Value::Null).unwrap();
        let client = client(&emulator);
        let view = client.with_options(json!({"headers": {"x-view": "1"}})).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..25).for_each(|_| assert_eq!(Value::from(list(&view).unwrap().value), json!([]))));
            }
        });
        let requests = emulator.control("GET", "/requests", Value::Null).unwrap();
        let requests = requests["requests"].as_array().unwrap();
        assert_eq!(requests.len(), 100);
        assert!(requests.iter().all(|request| request["headers"]["x-view"] == "1"));
    }

    #[test]
    fn a_call_that_gives_up_returns_at_once() {
        let emulator = Emulator::start(Value::Null).unwrap();
        emulator.control("POST", "/faults", json!({"kind": "stall"})).unwrap();
        let client = client(&emulator);
        let mut polls = 0;
        let call = client.begin("applications.list").unwrap();
        let outcome = call.run(Value::Null, Value::Null, TICK, || {
            polls += 1;
            polls == 3
        });
        assert!(outcome.is_none());
        emulator.control("DELETE", "/faults", Value::Null).unwrap();
        assert!(list(&client).is_ok(), "the client still works");
    }

    #[test]
    fn the_spinner_measures_every_call() {
        let emulator = Emulator::start(Value::Null).unwrap();
        let client = client(&emulator);
        let spinner = client.shared.runtime().unwrap().spinner.clone();
        emulator.control("POST", "/faults", json!({"kind": "latency", "ms": 5})).unwrap();
        spinner.record_fast_call();
        list(&client).unwrap();
        assert!(spinner.is_idle() && !spinner.is_awake(), "a slow call");
        let call = client.begin("applications.list").unwrap();
        assert!(call.run(Value::Null, Value::Null, Duration::ZERO, || true).is_none());
        assert!(spinner.is_idle(), "a call that gave up");
    }

    #[test]
    fn closing_ends_calls_in_flight() {
        let emulator = Emulator::start(Value::Null).unwrap();
        emulator.control("POST", "/faults", json!({"kind": "stall"})).unwrap();
        let client = client(&emulator);
        let view = client.with_options(json!({})).unwrap();
        let kinds = std::thread::scope(|scope| {
            let pending = scope.spawn(|| list(&view).unwrap_err().kind());
            while emulator.control("GET", "/requests", Value::Null).unwrap()["requests"] == json!([])
                && !pending.is_finished()
            {
                std::thread::yield_now();
            }
            view.close();
            assert!(client.begin("applications.list").is_ok(), "closing a view has no effect");
            client.close();
            [pending.join().unwrap(), client.begin("applications.list").unwrap_err().kind()]
        });
        assert_eq!(kinds, [ErrorKind::Closed; 2]);
        assert_eq!(view.begin("applications.list").unwrap_err().kind(), ErrorKind::Closed);
    }

    #[test]
    fn a_connection_closed_while_idle_costs_no_attempt() {
        let emulator = Emulator::start(Value::Null).unwrap();
        let client = client(&emulator);
        list(&client).unwrap();
        emulator.stop();
        let port = client.base_url().rsplit(':').next().unwrap().parse::<u16>().unwrap();
        let again = Emulator::start(json!({"port": port})).unwrap();
        let reply = list(&client).unwrap();
        assert_eq!(reply.meta.attempts.len(), 1, "{:?}", reply.meta.attempts);
        again.stop();
    }
}
