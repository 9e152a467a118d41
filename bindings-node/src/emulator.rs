//! The emulator in process. It runs on the bridge's runtime; whatever waits for it waits on a thread of Node's pool.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use edgegap_bridge::{Emulator, bug, parse};
use edgegap_sdk::Error;
use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Task};
use napi_derive::napi;

use crate::thrown::thrown;

/// An emulator that runs until it is stopped.
#[napi(js_name = "Emulator")]
pub struct NativeEmulator {
    emulator: Arc<Emulator>,
}

#[napi]
impl NativeEmulator {
    /// Starts one with these settings, JSON text in the form of [`Emulator::start`].
    #[napi(catch_unwind)]
    pub fn start(settings: String) -> AsyncTask<Start> {
        AsyncTask::new(Start { settings })
    }

    /// Its base URL.
    #[napi(getter, catch_unwind)]
    pub fn url(&self) -> napi::Result<&str> {
        self.emulator.url().map_err(thrown)
    }

    /// A token that it takes.
    #[napi(getter, catch_unwind)]
    pub fn token(&self) -> napi::Result<&str> {
        self.emulator.token().map_err(thrown)
    }

    /// Does what `/_emulator` does over HTTP; the body and the answer are JSON text.
    #[napi(catch_unwind)]
    pub fn control(&self, method: String, path: String, body: String) -> AsyncTask<Control> {
        AsyncTask::new(Control { emulator: self.emulator.clone(), method, path, body })
    }

    /// Stops it and lets go of its data file.
    #[napi(catch_unwind)]
    pub fn stop(&self) -> AsyncTask<Stop> {
        AsyncTask::new(Stop { emulator: self.emulator.clone() })
    }
}

/// Starting an emulator.
pub struct Start {
    settings: String,
}

impl Task for Start {
    type Output = Emulator;
    type JsValue = NativeEmulator;

    fn compute(&mut self) -> napi::Result<Emulator> {
        guarded(|| parse(&self.settings).and_then(Emulator::start))
    }

    fn resolve(&mut self, _env: Env, emulator: Emulator) -> napi::Result<NativeEmulator> {
        Ok(NativeEmulator { emulator: Arc::new(emulator) })
    }
}

/// Asking something of an emulator.
pub struct Control {
    emulator: Arc<Emulator>,
    method: String,
    path: String,
    body: String,
}

impl Task for Control {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        guarded(|| {
            let body = parse(&self.body)?;
            self.emulator.control(&self.method, &self.path, body).map(|answer| answer.to_string())
        })
    }

    fn resolve(&mut self, _env: Env, answer: String) -> napi::Result<String> {
        Ok(answer)
    }
}

/// Stopping an emulator.
pub struct Stop {
    emulator: Arc<Emulator>,
}

impl Task for Stop {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> napi::Result<()> {
        guarded(|| {
            self.emulator.stop();
            Ok(())
        })
    }

    fn resolve(&mut self, _env: Env, (): ()) -> napi::Result<()> {
        Ok(())
    }
}

/// Runs what blocks on a thread of Node's pool, where nobody else catches a panic.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> napi::Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(bug(None))).map_err(thrown)
}
