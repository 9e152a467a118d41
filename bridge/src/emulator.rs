//! The emulator in process, and handles to emulators in other processes, on the background runtime:
//! for languages that block for the few milliseconds that a request takes.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use edgegap_emulator::{AttachedEmulator, Emulator as Running, ErrorKind as EmulatorErrorKind};
use edgegap_sdk::{Error, ErrorKind};
use serde_json::Value;
use tokio::runtime::Handle;

use crate::process_local::ProcessLocal;
use crate::runtime;
use crate::settings::{self, configuration_error};

/// An emulator in this process, which runs until it is stopped or dropped, or a handle to an
/// emulator in another process.
#[derive(Debug)]
pub struct Emulator {
    place: Place,
    url: String,
    token: String,
}

#[derive(Debug)]
enum Place {
    Here {
        running: ProcessLocal<Mutex<Option<Running>>>,
        /// Kept, because looking it up takes a lock, and another thread could fork at that moment.
        runtime: &'static Handle,
        descriptor: Option<i32>,
    },
    /// It has no connections, so a forked process can use it.
    Elsewhere { emulator: AttachedEmulator, is_detached: AtomicBool },
}

/// Work for the background runtime. It starts when its result is asked for.
#[must_use = "nothing happens before the result is asked for"]
pub struct Work<T> {
    runtime: &'static Handle,
    future: Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>,
}

impl<T: Send + 'static> Work<T> {
    fn new(runtime: &'static Handle, future: impl Future<Output = Result<T, Error>> + Send + 'static) -> Self {
        Self { runtime, future: Box::pin(future) }
    }

    /// Calls `receive` with the result, on a thread of the runtime.
    pub fn deliver(self, receive: impl FnOnce(Result<T, Error>) + Send + 'static) {
        let Self { runtime, future } = self;
        runtime.spawn(async move {
            // In a task of its own, so that a panic is a result too.
            let result = runtime.spawn(future).await;
            receive(result.unwrap_or_else(|_| Err(ended())));
        });
    }

    /// Waits for the result.
    ///
    /// # Errors
    /// The error of the work.
    pub fn wait(self) -> Result<T, Error> {
        self.wait_unless(Duration::MAX, || false).unwrap_or_else(|| Err(ended()))
    }

    /// Waits for the result, or until `gives_up`, called every `interval`, is true. Then it returns
    /// `None`, and the work goes on.
    pub fn wait_unless(self, interval: Duration, mut gives_up: impl FnMut() -> bool) -> Option<Result<T, Error>> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.deliver(move |result| {
            // It fails only if the waiting thread has given up.
            let _ = sender.send(result);
        });
        loop {
            match receiver.recv_timeout(interval) {
                Ok(result) => return Some(result),
                Err(RecvTimeoutError::Disconnected) => return Some(Err(ended())),
                Err(RecvTimeoutError::Timeout) if gives_up() => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// The error for work that panicked.
fn ended() -> Error {
    Error::from_binding(ErrorKind::Internal, "a bug of the emulator ended the operation; please report it", None)
}

impl Emulator {
    /// Starts an emulator. Settings: `{"host", "port", "data", "tokens", "registry", "verbose",
    /// "environment"}`, all optional.
    ///
    /// # Errors
    /// `configuration` if a setting is invalid, the port is in use or the data file cannot be used.
    pub fn start(settings: Value) -> Result<Self, Error> {
        Self::start_on(&runtime::background()?.handle, settings)?.wait()
    }

    /// Starts an emulator on a runtime from [`runtime::background`]. Hosts that fork call that
    /// function while no fork can happen.
    ///
    /// # Errors
    /// `configuration` if a setting is invalid.
    pub fn start_on(runtime: &'static Handle, settings: Value) -> Result<Work<Self>, Error> {
        let builder = settings::apply(settings, set)?;
        Ok(Work::new(runtime, async move {
            let running = builder.start().await.map_err(|error| configuration_error(error.to_string()))?;
            let (url, token, descriptor) = (running.url(), running.token().to_owned(), running.descriptor());
            let running = ProcessLocal::new(Mutex::new(Some(running)));
            Ok(Self { place: Place::Here { running, runtime, descriptor }, url, token })
        }))
    }

    /// Attaches to an emulator in another process. Settings: `{"url", "token"}`; the token is
    /// optional.
    ///
    /// # Errors
    /// `configuration` if a setting is invalid or the URL is not that of an emulator, `connection`
    /// if nothing responds within 5 seconds, `authentication` if the token is refused.
    pub fn attach(settings: Value) -> Result<Self, Error> {
        Self::attach_on(&runtime::background()?.handle, settings)?.wait()
    }

    /// Attaches as [`attach`](Self::attach) does, on a runtime from [`runtime::background`].
    ///
    /// # Errors
    /// `configuration` if a setting has a wrong type.
    pub fn attach_on(runtime: &'static Handle, settings: Value) -> Result<Work<Self>, Error> {
        let (url, token): Attached = settings::apply(settings, set_attached)?;
        let attach = Running::attach(url.unwrap_or_default()).token(token.unwrap_or_default());
        Ok(Work::new(runtime, async move {
            let emulator = attach.await.map_err(|error| convert(&error, ErrorKind::Configuration))?;
            let (url, token) = (emulator.url().to_owned(), emulator.token().to_owned());
            Ok(Self { place: Place::Elsewhere { emulator, is_detached: AtomicBool::new(false) }, url, token })
        }))
    }

    /// The base URL.
    ///
    /// # Errors
    /// `closed` if the emulator was stopped or inherited by a fork.
    pub fn url(&self) -> Result<&str, Error> {
        self.check().map(|()| self.url.as_str())
    }

    /// A token that the emulator accepts.
    ///
    /// # Errors
    /// As [`url`](Self::url).
    pub fn token(&self) -> Result<&str, Error> {
        self.check().map(|()| self.token.as_str())
    }

    /// True for an emulator in another process.
    pub fn is_attached(&self) -> bool {
        matches!(self.place, Place::Elsewhere { .. })
    }

    /// The file descriptor of the listening socket, for a forked process to close; `None` on
    /// platforms without descriptors, and for an emulator in another process.
    pub fn descriptor(&self) -> Option<i32> {
        match self.place {
            Place::Here { descriptor, .. } => descriptor,
            Place::Elsewhere { .. } => None,
        }
    }

    /// Sends a request to the control API of the emulator: faults, quotas, tags, requests, reset.
    /// The path is relative to `/_emulator`, for example `/faults`.
    ///
    /// # Errors
    /// `validation` if the request is refused, `closed` if the emulator was stopped or inherited by
    /// a fork; for an emulator in another process, `connection` if it does not respond within 10
    /// seconds, and `authentication` if it refuses the token.
    pub fn control(&self, method: &str, path: &str, body: Value) -> Result<Value, Error> {
        self.control_on(|| runtime::background().map(|background| &background.handle), method, path, body)?.wait()
    }

    /// Sends a request as [`control`](Self::control) does. `runtime` returns a runtime from
    /// [`runtime::background`], and is called for an emulator in another process.
    ///
    /// # Errors
    /// `closed` if the emulator was stopped or inherited by a fork.
    pub fn control_on(
        &self,
        runtime: impl FnOnce() -> Result<&'static Handle, Error>,
        method: &str,
        path: &str,
        body: Value,
    ) -> Result<Work<Value>, Error> {
        self.check()?;
        Ok(match &self.place {
            Place::Here { runtime, .. } => {
                let response = self.with(|running| running.control(method, path, &body))?;
                let respond = async { response.await.map_err(|error| convert(&error, ErrorKind::Validation)) };
                Work::new(runtime, respond)
            }
            Place::Elsewhere { emulator, .. } => {
                let (emulator, method, path) = (emulator.clone(), method.to_owned(), path.to_owned());
                Work::new(runtime()?, async move {
                    let response = emulator.control(&method, &path, &body).await;
                    response.map_err(|error| convert(&error, ErrorKind::Validation))
                })
            }
        })
    }

    /// Stops accepting connections, lets pending exchanges finish for a few seconds and releases
    /// the data file. Calling it again has no effect. An emulator in another process goes on: only
    /// this handle ends.
    pub fn stop(&self) {
        // An error is a panic of the emulator, which ends it too.
        let _ = self.stopping().map(Work::wait);
    }

    /// Ends this object, and returns the work to stop the emulator as [`stop`](Self::stop) does, if
    /// there is any.
    pub fn stopping(&self) -> Option<Work<()>> {
        match &self.place {
            Place::Here { running, runtime, .. } => {
                let running = running.get()?.lock().unwrap_or_else(PoisonError::into_inner).take()?;
                Some(Work::new(runtime, async move {
                    running.stop().await;
                    Ok(())
                }))
            }
            Place::Elsewhere { is_detached, .. } => {
                is_detached.store(true, Ordering::Relaxed);
                None
            }
        }
    }

    fn check(&self) -> Result<(), Error> {
        match &self.place {
            Place::Here { .. } => self.with(|_| ()),
            Place::Elsewhere { is_detached, .. } if is_detached.load(Ordering::Relaxed) => {
                Err(closed("this handle was detached from its emulator: attach again"))
            }
            Place::Elsewhere { .. } => Ok(()),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&Running) -> T) -> Result<T, Error> {
        let stopped = || closed("this emulator was stopped: start a new one");
        let Place::Here { running, .. } = &self.place else { return Err(stopped()) };
        let running = running.try_get("this emulator")?.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(act).ok_or_else(stopped)
    }
}

fn closed(message: &str) -> Error {
    Error::from_binding(ErrorKind::Closed, message, None)
}

/// Converts an error. `invalid` is the kind for what is not valid.
fn convert(error: &edgegap_emulator::Error, invalid: ErrorKind) -> Error {
    let kind = match error.kind() {
        EmulatorErrorKind::Connection => ErrorKind::Connection,
        EmulatorErrorKind::Authentication => ErrorKind::Authentication,
        _ => invalid,
    };
    Error::from_binding(kind, error.to_string(), None)
}

type Attached = (Option<String>, Option<String>);

fn set_attached((url, token): Attached, name: &str, value: Value) -> Result<Attached, String> {
    match (name, value) {
        ("url", Value::String(url)) => Ok((Some(url), token)),
        ("token", Value::String(token)) => Ok((url, Some(token))),
        ("url" | "token", _) => Err(format!("{name} must be a string")),
        _ => Err(format!("{name} is not a setting for attaching to an emulator")),
    }
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
    fn it_is_attached_and_detached() {
        let other = Emulator::start(json!({"tokens": ["secret"]})).unwrap();
        let url = other.url().unwrap();
        let attached = Emulator::attach(json!({"url": url, "token": "secret"})).unwrap();
        assert_eq!((attached.url().unwrap(), attached.token().unwrap()), (url, "secret"));
        assert!(attached.is_attached() && !other.is_attached());
        assert_eq!(attached.descriptor(), None);
        attached.control("PUT", "/quota", json!({"applications": 2})).unwrap();
        assert_eq!(other.control("GET", "/quota", Value::Null).unwrap()["applications"], 2);
        let error = attached.control("POST", "/faults", json!({"kind": "explode"})).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation);
        attached.stop();
        attached.stop();
        let error = attached.control("GET", "/quota", Value::Null).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Closed);
        assert!(error.message().contains("attach again"), "{error}");
        assert_eq!(other.control("GET", "/quota", Value::Null).unwrap()["applications"], 2);

        let attached = Emulator::attach(json!({"url": url, "token": "secret"})).unwrap();
        other.stop();
        assert_eq!(attached.control("GET", "/quota", Value::Null).unwrap_err().kind(), ErrorKind::Connection);
        assert!(attached.url().is_ok());
    }

    #[test]
    fn what_cannot_be_attached_is_explained() {
        let other = Emulator::start(json!({"tokens": ["secret"]})).unwrap();
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        for (settings, kind, part) in [
            (json!({"url": other.url().unwrap()}), ErrorKind::Authentication, "token"),
            (json!({"url": format!("http://{closed}")}), ErrorKind::Connection, "No emulator responds"),
            (json!({"url": "https://api.edgegap.com"}), ErrorKind::Configuration, "https"),
            (json!({"url": 8080}), ErrorKind::Configuration, "url must be a string"),
            (json!({"token": 1}), ErrorKind::Configuration, "token must be a string"),
            (json!({"port": 1}), ErrorKind::Configuration, "port is not a setting"),
            (json!({}), ErrorKind::Configuration, "URL of the emulator is empty"),
        ] {
            let error = Emulator::attach(settings).unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert!(error.message().contains(part), "{part} in {error}");
        }
        // A host that gives up returns at once.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let settings = json!({"url": format!("http://{}", silent.local_addr().unwrap())});
        let work = Emulator::attach_on(&runtime::background().unwrap().handle, settings).unwrap();
        assert!(work.wait_unless(Duration::from_millis(1), || true).is_none());
    }

    #[test]
    fn a_panic_is_an_error() {
        let runtime = &runtime::background().unwrap().handle;
        let error = Work::<()>::new(runtime, async { panic!("the panic of a test") }).wait().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal);
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
