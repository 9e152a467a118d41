//! The emulator in process, on the background runtime, for languages that block for the few
//! milliseconds that it takes to start.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use edgegap_emulator::Emulator as Running;
use edgegap_sdk::{Error, ErrorKind};
use serde_json::Value;
use tokio::runtime::Handle;

use crate::process_local::ProcessLocal;
use crate::runtime;
use crate::settings::{self, configuration_error};

/// An emulator that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Emulator {
    running: ProcessLocal<Mutex<Option<Running>>>,
    /// Kept, because looking it up takes a lock, and another thread could fork at that moment.
    runtime: &'static Handle,
    url: String,
    token: String,
    descriptor: Option<i32>,
}

impl Emulator {
    /// Starts an emulator. Settings: `{"host", "port", "data", "tokens", "registry", "verbose",
    /// "environment"}`, all optional.
    ///
    /// # Errors
    /// `configuration` if a setting is invalid, the port is in use or the data file cannot be used.
    pub fn start(settings: Value) -> Result<Self, Error> {
        Self::start_on(&runtime::background()?.handle, settings)
    }

    /// Starts an emulator on a runtime from [`runtime::background`]. Hosts that fork call that
    /// function while no fork can happen.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_on(runtime: &'static Handle, settings: Value) -> Result<Self, Error> {
        let builder = settings::apply(settings, set)?;
        let starting = spawn(runtime, async move { builder.start().await });
        let running = wait_for(&starting)?.map_err(|error| configuration_error(error.to_string()))?;
        let (url, token, descriptor) = (running.url(), running.token().to_owned(), running.descriptor());
        Ok(Self { running: ProcessLocal::new(Mutex::new(Some(running))), runtime, url, token, descriptor })
    }

    /// The base URL.
    ///
    /// # Errors
    /// `closed` if the emulator was stopped or inherited by a fork.
    pub fn url(&self) -> Result<&str, Error> {
        self.with(|_| ())?;
        Ok(&self.url)
    }

    /// A token that the emulator accepts.
    ///
    /// # Errors
    /// As [`url`](Self::url).
    pub fn token(&self) -> Result<&str, Error> {
        self.with(|_| ())?;
        Ok(&self.token)
    }

    /// The file descriptor of the listening socket, for a forked process to close; `None` on
    /// platforms without descriptors.
    pub fn descriptor(&self) -> Option<i32> {
        self.descriptor
    }

    /// Sends a request to the control API of the emulator: faults, quotas, tags, requests, reset.
    /// The path is relative to `/_emulator`, for example `/faults`.
    ///
    /// # Errors
    /// `validation` if the request is refused, `closed` if the emulator was stopped or inherited by
    /// a fork.
    pub fn control(&self, method: &str, path: &str, body: Value) -> Result<Value, Error> {
        let response = self.with(|running| running.control(method, path, &body))?;
        wait_for(&spawn(self.runtime, response))?
            .map_err(|error| Error::from_binding(ErrorKind::Validation, error.to_string(), None))
    }

    /// Stops accepting connections, lets pending exchanges finish for a few seconds and releases
    /// the data file. Calling it again has no effect.
    pub fn stop(&self) {
        self.stop_unless(Duration::MAX, || false);
    }

    /// As [`stop`](Self::stop), but returns early if `gives_up`, called every `interval`, is true.
    /// The emulator stops anyway.
    pub fn stop_unless(&self, interval: Duration, mut gives_up: impl FnMut() -> bool) {
        let running =
            self.running.get().and_then(|running| running.lock().unwrap_or_else(PoisonError::into_inner).take());
        let Some(running) = running else { return };
        let stopping = spawn(self.runtime, running.stop());
        // Any other error than a timeout is a panic of the emulator, which ends it too.
        while stopping.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) && !gives_up() {}
    }

    fn with<T>(&self, act: impl FnOnce(&Running) -> T) -> Result<T, Error> {
        let running = self.running.try_get("this emulator")?.lock().unwrap_or_else(PoisonError::into_inner);
        running
            .as_ref()
            .map(act)
            .ok_or_else(|| Error::from_binding(ErrorKind::Closed, "this emulator was stopped: start a new one", None))
    }
}

/// Spawns a task. Its result comes through the channel.
fn spawn<T: Send + 'static>(runtime: &Handle, work: impl Future<Output = T> + Send + 'static) -> Receiver<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    runtime.spawn(async move {
        // It fails only if the waiting thread has given up.
        let _ = sender.send(work.await);
    });
    receiver
}

fn wait_for<T>(work: &Receiver<T>) -> Result<T, Error> {
    work.recv().map_err(|_| {
        let message = "a bug of the emulator ended the operation; please report it";
        Error::from_binding(ErrorKind::Internal, message, None)
    })
}

fn set(builder: edgegap_emulator::Builder, name: &str, value: Value) -> Result<edgegap_emulator::Builder, String> {
    let must_be = |expected: &str| Err(format!("{name} must be {expected}"));
    Ok(match (name, value) {
        ("host" | "data" | "registry", Value::String(value)) if value.trim().is_empty() => builder,
        ("host", Value::String(host)) => {
            builder.host(edgegap_emulator::parse_host(&host).map_err(|error| error.to_string())?)
        }
        ("environment", Value::Object(variables)) => builder
            .environment(variables.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))),
        ("port", value) => match value.as_u64().and_then(|port| u16::try_from(port).ok()) {
            Some(port) => builder.port(port),
            None => return must_be("an integer from 0 (any free port) to 65535"),
        },
        ("data", Value::String(path)) => builder.data(path),
        ("registry", Value::String(url)) => builder.registry(url),
        ("verbose", Value::Bool(verbose)) => builder.verbose(verbose),
        ("tokens", Value::Array(tokens)) if tokens.iter().all(Value::is_string) => {
            tokens.iter().filter_map(Value::as_str).fold(builder, edgegap_emulator::Builder::token)
        }
        ("host" | "data" | "registry", _) => return must_be("a string"),
        ("verbose", _) => return must_be("true or false"),
        ("tokens", _) => return must_be("a list of strings"),
        _ => return Err(format!("{name} is not a setting of an emulator")),
    })
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
    fn invalid_settings_are_named() {
        for (settings, part) in [
            (json!({"port": 70000}), "port"),
            (json!({"host": "example.com"}), "host"),
            (json!({"colour": 1}), "colour"),
            (json!({"tokens": ["a b"]}), "token"),
            (json!({"data": "/nowhere/at/all.redb"}), "/nowhere/at/all.redb"),
        ] {
            let error = Emulator::start(settings).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.message().contains(part), "{part} in {error}");
        }
        let first = Emulator::start(Value::Null).unwrap();
        let port: u16 = first.url().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        let error = Emulator::start(json!({"port": port})).unwrap_err();
        assert!(error.message().contains("taken"), "{error}");
    }
}
