//! A client for languages that block: the thread that makes a call drives its connections itself, which saves two changes of thread.
//!
//! Every client has a runtime of its own, with the connections on it. Threads that share a client take turns at driving; a client that nobody calls
//! is not driven, so a connection that the server closed meanwhile is noticed at the next call.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use edgegap_sdk::operation::Operation;
use edgegap_sdk::progress::Progress;
use edgegap_sdk::{Error, Options};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::client::closed;
use crate::gate::Gate;
use crate::local::Local;
use crate::reply::{Outcome, call};
use crate::runtime::no_descriptors;
use crate::settings;
use crate::spin::Spinner;

/// A client whose calls block. Views share its connections, and end with it. It works on in a forked process, with connections of its own.
#[derive(Debug)]
pub struct BlockingClient {
    root: Arc<Root>,
    options: Option<Options>,
    is_view: bool,
}

#[derive(Debug)]
struct Root {
    /// Set up once and never called, so that a forked child keeps what it was made with.
    model: edgegap_sdk::Client,
    is_closed: AtomicBool,
    /// What this process uses; another process makes its own.
    driven: Mutex<Option<Local<Arc<Driven>>>>,
}

/// A client with the runtime that its connections live on.
#[derive(Debug)]
struct Driven {
    client: edgegap_sdk::Client,
    /// Has locks that a thread may hold when another one forks, so every process has its own.
    gate: Gate,
    runtime: Option<Runtime>,
    spinner: Arc<Spinner>,
}

impl BlockingClient {
    /// A client with these settings; what they leave out comes from the environment.
    ///
    /// # Errors
    /// `configuration`, naming the setting or the variable that is wrong.
    pub fn new(settings: Value) -> Result<Self, Error> {
        let model = settings::builder(settings)?.build()?;
        let driven = Mutex::new(None);
        let root = Root { model, is_closed: AtomicBool::new(false), driven };
        Ok(Self { root: Arc::new(root), options: None, is_view: false })
    }

    /// A view with other options.
    ///
    /// # Errors
    /// `validation` when an option is wrong.
    pub fn with_options(&self, options: Value) -> Result<Self, Error> {
        let options = Options::from_json(options)?;
        let options = match &self.options {
            Some(base) => options.over(base),
            None => options,
        };
        Ok(Self { root: self.root.clone(), options: Some(options), is_view: true })
    }

    /// The address of the service.
    pub fn base_url(&self) -> &str {
        self.root.model.base_url()
    }

    /// What was odd about the settings and is no error, each text once in a process.
    pub fn warnings(&self) -> &[String] {
        self.root.model.warnings()
    }

    /// Ends the client and all its views: calls in flight end as `closed`, later ones too, and connections are closed. A view has nothing of its own
    /// to close. To be called where no fork can happen at the same time.
    pub fn close(&self) {
        if self.is_view {
            return;
        }
        self.root.is_closed.store(true, Ordering::Release);
        let driven = self.root.driven.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(driven) = driven.as_ref().and_then(Local::get) {
            driven.gate.close();
        }
    }

    /// Prepares a call. To be called where no fork can happen at the same time: a lock is taken for a moment.
    ///
    /// # Errors
    /// `closed` when the client is, `configuration` when a forked process cannot set up its own connections.
    pub fn begin(&self, operation: &str) -> Result<BlockingCall, Error> {
        let id = Operation::find(operation);
        if self.root.is_closed.load(Ordering::Acquire) {
            return Err(closed(id));
        }
        let driven = self.root.driven()?;
        let client = match &self.options {
            Some(options) => driven.client.with_options(options.clone())?,
            None => driven.client.clone(),
        };
        Ok(BlockingCall { driven, client, operation: operation.to_owned(), id })
    }
}

impl Root {
    fn driven(&self) -> Result<Arc<Driven>, Error> {
        let mut slot = self.driven.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(driven) = slot.as_ref().and_then(Local::get) {
            return Ok(driven.clone());
        }
        let driven = Arc::new(Driven::new(self.model.with_new_connections())?);
        *slot = Some(Local::new(driven.clone()));
        Ok(driven)
    }
}

impl Driven {
    fn new(client: edgegap_sdk::Client) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| no_descriptors(&error))?;
        let spinner = Spinner::on(runtime.handle());
        Ok(Self { client, gate: Gate::new(), runtime: Some(runtime), spinner })
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        // Plain dropping would wait for a name that is being looked up.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A call that is prepared and not made yet.
#[derive(Debug)]
pub struct BlockingCall {
    driven: Arc<Driven>,
    client: edgegap_sdk::Client,
    operation: String,
    id: Option<&'static Operation>,
}

impl BlockingCall {
    /// Makes the call on this thread. Every `interval` it asks whether to give up; the connection is closed then, and nothing returned.
    pub fn run(
        self,
        arguments: Value,
        options: Value,
        interval: Duration,
        mut gives_up: impl FnMut() -> bool,
    ) -> Option<Outcome> {
        let Some(runtime) = &self.driven.runtime else { return Some(Err(closed(self.id))) };
        let call =
            call(self.client, self.driven.gate.closed(), self.operation, arguments, options, Progress::default());
        let mut work = Box::pin(async move {
            // Nobody has driven the connections since the last call, and the server may have closed some of them. The first
            // turn sees what the system knows of them, the second lets them act on it.
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            call.await
        });
        let under_way = self.driven.spinner.begin();
        loop {
            let turn = runtime.block_on(async { tokio::time::timeout(interval, &mut work).await });
            if let Ok(outcome) = turn {
                under_way.end();
                return Some(outcome);
            }
            if gives_up() {
                drop(work);
                return None;
            }
        }
    }
}

#[cfg(all(test, feature = "emulator"))]
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
    fn who_gives_up_is_back_at_once() {
        let emulator = Emulator::start(Value::Null).unwrap();
        emulator.control("POST", "/faults", json!({"kind": "stall"})).unwrap();
        let client = client(&emulator);
        let mut asked = 0;
        let call = client.begin("applications.list").unwrap();
        let outcome = call.run(Value::Null, Value::Null, TICK, || {
            asked += 1;
            asked == 3
        });
        assert!(outcome.is_none());
        emulator.control("DELETE", "/faults", Value::Null).unwrap();
        assert!(list(&client).is_ok(), "the client goes on");
    }

    #[test]
    fn the_spinner_hears_of_every_call() {
        let emulator = Emulator::start(Value::Null).unwrap();
        let client = client(&emulator);
        let spinner = client.root.driven().unwrap().spinner.clone();
        emulator.control("POST", "/faults", json!({"kind": "latency", "ms": 5})).unwrap();
        spinner.after_a_quick_call();
        list(&client).unwrap();
        assert!(spinner.is_idle() && !spinner.stays_awake(), "a slow call");
        let call = client.begin("applications.list").unwrap();
        assert!(call.run(Value::Null, Value::Null, Duration::ZERO, || true).is_none());
        assert!(spinner.is_idle(), "one that was given up");
    }

    #[test]
    fn closing_ends_calls_in_flight() {
        let emulator = Emulator::start(Value::Null).unwrap();
        emulator.control("POST", "/faults", json!({"kind": "stall"})).unwrap();
        let client = client(&emulator);
        let view = client.with_options(json!({})).unwrap();
        let kinds = std::thread::scope(|scope| {
            let flying = scope.spawn(|| list(&view).unwrap_err().kind());
            while emulator.control("GET", "/requests", Value::Null).unwrap()["requests"] == json!([])
                && !flying.is_finished()
            {
                std::thread::yield_now();
            }
            view.close();
            assert!(client.begin("applications.list").is_ok(), "a view closes nothing");
            client.close();
            [flying.join().unwrap(), client.begin("applications.list").unwrap_err().kind()]
        });
        assert_eq!(kinds, [ErrorKind::Closed; 2]);
        assert_eq!(view.begin("applications.list").unwrap_err().kind(), ErrorKind::Closed);
    }

    #[test]
    fn a_connection_that_ended_meanwhile_costs_no_attempt() {
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
