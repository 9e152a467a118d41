//! The emulator in process, on the background runtime, for languages that block for the few milliseconds that it takes to start.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use edgegap_emulator::Emulator as Running;
use edgegap_sdk::{Error, ErrorKind};
use serde_json::Value;
use tokio::runtime::Handle;

use crate::local::Local;
use crate::runtime;

/// An emulator that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Emulator {
    running: Local<Mutex<Option<Running>>>,
    /// Its runtime, so that nobody has to look for one later, without the GIL, while another thread forks.
    runtime: &'static Handle,
    url: String,
    token: String,
    descriptor: Option<i32>,
}

const NAME: &str = "this emulator";

impl Emulator {
    /// Starts one: `{"host", "port", "data", "tokens", "registry", "verbose"}`, all optional.
    ///
    /// # Errors
    /// `configuration` when a setting is wrong, the port is taken or the data file cannot be used.
    pub fn start(settings: Value) -> Result<Self, Error> {
        Self::start_on(&runtime::background()?.handle, settings)
    }

    /// The same on a runtime that the caller looked up: for hosts that fork, which have to hold off forks while they do.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_on(runtime: &'static Handle, settings: Value) -> Result<Self, Error> {
        let builder = builder(settings)?;
        let starting = spawn(runtime, async move { builder.start().await });
        let running = end_of(&starting)?.map_err(|error| configuration(&error.to_string()))?;
        let (url, token, descriptor) = (running.url(), running.token().to_owned(), running.descriptor());
        Ok(Self { running: Local::new(Mutex::new(Some(running))), runtime, url, token, descriptor })
    }

    /// The base URL.
    ///
    /// # Errors
    /// `closed` when it was stopped, or was inherited by a fork.
    pub fn url(&self) -> Result<&str, Error> {
        self.with(|_| ())?;
        Ok(&self.url)
    }

    /// A token that it takes.
    ///
    /// # Errors
    /// As [`url`](Self::url).
    pub fn token(&self) -> Result<&str, Error> {
        self.with(|_| ())?;
        Ok(&self.token)
    }

    /// The descriptor that listens, for a forked process to close; none where there is no such thing.
    pub fn descriptor(&self) -> Option<i32> {
        self.descriptor
    }

    /// What `/_emulator` does over HTTP: faults, quotas, tags, requests, reset. The path is that below `/_emulator`, `/faults`.
    ///
    /// # Errors
    /// `validation` when it is refused, `closed` when it was stopped or was inherited by a fork.
    pub fn control(&self, method: &str, path: &str, body: Value) -> Result<Value, Error> {
        let answered = self.with(|running| running.control(method, path, &body))?;
        end_of(&spawn(self.runtime, answered))?
            .map_err(|error| Error::from_binding(ErrorKind::Validation, error.to_string(), None))
    }

    /// Takes no more connections, lets exchanges finish for a few seconds, lets go of the data file. Once more is nothing.
    pub fn stop(&self) {
        self.stop_unless(Duration::MAX, || false);
    }

    /// The same; every `interval` it asks whether to wait no longer. The emulator ends all the same.
    pub fn stop_unless(&self, interval: Duration, mut gives_up: impl FnMut() -> bool) {
        let running =
            self.running.get().and_then(|running| running.lock().unwrap_or_else(PoisonError::into_inner).take());
        let Some(running) = running else { return };
        let stopping = spawn(self.runtime, running.stop());
        // Anything else than running out of time is the end, or a panic of the emulator, after which nothing is left to stop.
        while stopping.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) && !gives_up() {}
    }

    fn with<T>(&self, act: impl FnOnce(&Running) -> T) -> Result<T, Error> {
        let running = self.running.used_as(NAME)?.lock().unwrap_or_else(PoisonError::into_inner);
        running
            .as_ref()
            .map(act)
            .ok_or_else(|| Error::from_binding(ErrorKind::Closed, "this emulator was stopped: start a new one", None))
    }
}

/// Runs it on the runtime; the result comes through the channel.
fn spawn<T: Send + 'static>(runtime: &Handle, work: impl Future<Output = T> + Send + 'static) -> Receiver<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    runtime.spawn(async move {
        // Nobody is there to hear it only when the waiting thread has given up.
        let _ = sender.send(work.await);
    });
    receiver
}

fn end_of<T>(work: &Receiver<T>) -> Result<T, Error> {
    work.recv().map_err(|_| {
        Error::from_binding(
            ErrorKind::Internal,
            "a bug of the emulator ended what was asked of it; please report it",
            None,
        )
    })
}

fn builder(settings: Value) -> Result<edgegap_emulator::Builder, Error> {
    let mut builder = Running::builder();
    let settings = match settings {
        Value::Null => return Ok(builder),
        Value::Object(settings) => settings,
        _ => return Err(configuration("settings of an emulator must be an object")),
    };
    for (name, value) in settings {
        builder = match (name.as_str(), value) {
            (_, Value::Null) => builder,
            ("host" | "data" | "registry", Value::String(text)) if text.trim().is_empty() => builder,
            ("host", Value::String(host)) => {
                builder.host(edgegap_emulator::parse_host(&host).map_err(|error| configuration(&error.to_string()))?)
            }
            ("environment", Value::Object(variables)) => builder.environment(
                variables.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))),
            ),
            ("port", value) => match value.as_u64().and_then(|port| u16::try_from(port).ok()) {
                Some(port) => builder.port(port),
                None => return Err(configuration("port must be a number from 0 (any free one) to 65535")),
            },
            ("data", Value::String(path)) => builder.data(path),
            ("registry", Value::String(url)) => builder.registry(url),
            ("verbose", Value::Bool(verbose)) => builder.verbose(verbose),
            ("tokens", Value::Array(tokens)) if tokens.iter().all(Value::is_string) => {
                tokens.iter().filter_map(Value::as_str).fold(builder, edgegap_emulator::Builder::token)
            }
            ("host" | "data" | "registry", _) => return Err(configuration(&format!("{name} must be text"))),
            ("verbose", _) => return Err(configuration("verbose must be true or false")),
            ("tokens", _) => return Err(configuration("tokens must be a list of texts")),
            _ => return Err(configuration(&format!("{name} is not a setting of an emulator"))),
        };
    }
    Ok(builder)
}

fn configuration(message: &str) -> Error {
    Error::from_binding(ErrorKind::Configuration, message, None)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_controlled_and_stopped() {
        let emulator = Emulator::start(json!({"tokens": ["secret"]})).unwrap();
        assert!(emulator.url().unwrap().starts_with("http://127.0.0.1:"));
        assert_eq!(emulator.token().unwrap(), "secret");
        let error = emulator.control("POST", "/faults", json!({"kind": "reset", "operation": "nope"})).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert!(error.message().contains("nope"), "{error}");
        emulator.control("PUT", "/quota", json!({"applications": 2})).unwrap();
        assert_eq!(emulator.control("GET", "/quota", Value::Null).unwrap()["applications"], 2);
        emulator.stop();
        emulator.stop();
        assert_eq!(emulator.url().unwrap_err().kind(), ErrorKind::Closed);
        assert_eq!(emulator.control("GET", "/requests", Value::Null).unwrap_err().kind(), ErrorKind::Closed);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (settings, word) in [
            (json!({"port": 70000}), "port"),
            (json!({"host": "example.com"}), "host"),
            (json!({"colour": 1}), "colour"),
            (json!({"tokens": ["a b"]}), "token"),
            (json!({"data": "/nowhere/at/all.redb"}), "/nowhere/at/all.redb"),
        ] {
            let error = Emulator::start(settings).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.message().contains(word), "{word} in {error}");
        }
        let first = Emulator::start(Value::Null).unwrap();
        let port: u16 = first.url().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        let error = Emulator::start(json!({"port": port})).unwrap_err();
        assert!(error.message().contains("taken"), "{error}");
    }
}
