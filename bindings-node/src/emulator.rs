//! The emulator in process. It runs on the bridge's runtime. Operations that block wait on a thread
//! of Node's pool.

use std::sync::Arc;

use edgegap_bridge::{Emulator, guard, parse};
use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Task};
use napi_derive::napi;

use crate::error::to_napi;

/// An emulator that runs until it is stopped.
#[napi(js_name = "Emulator")]
pub struct NativeEmulator {
    emulator: Arc<Emulator>,
}

#[napi]
impl NativeEmulator {
    /// Starts an emulator. The settings are JSON in the form of [`Emulator::start`].
    #[napi(catch_unwind)]
    pub fn start(settings: String) -> AsyncTask<Start> {
        AsyncTask::new(Start { settings })
    }

    /// The base URL.
    #[napi(getter, catch_unwind)]
    pub fn url(&self) -> napi::Result<&str> {
        self.emulator.url().map_err(to_napi)
    }

    /// A token that the emulator accepts.
    #[napi(getter, catch_unwind)]
    pub fn token(&self) -> napi::Result<&str> {
        self.emulator.token().map_err(to_napi)
    }

    /// Sends a request to the control API, `/_emulator` over HTTP. The body and the response are
    /// JSON.
    #[napi(catch_unwind)]
    pub fn control(&self, method: String, path: String, body: String) -> AsyncTask<Control> {
        AsyncTask::new(Control { emulator: self.emulator.clone(), method, path, body })
    }

    /// Stops the emulator and releases its data file.
    #[napi(catch_unwind)]
    pub fn stop(&self) -> AsyncTask<Stop> {
        AsyncTask::new(Stop { emulator: self.emulator.clone() })
    }
}

/// The task of [`NativeEmulator::start`].
pub struct Start {
    settings: String,
}

impl Task for Start {
    type Output = Emulator;
    type JsValue = NativeEmulator;

    fn compute(&mut self) -> napi::Result<Emulator> {
        guard(|| parse(&self.settings).and_then(Emulator::start).map_err(to_napi), to_napi)
    }

    fn resolve(&mut self, _env: Env, emulator: Emulator) -> napi::Result<NativeEmulator> {
        Ok(NativeEmulator { emulator: Arc::new(emulator) })
    }
}

/// The task of [`NativeEmulator::control`].
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
        let control = |body| self.emulator.control(&self.method, &self.path, body);
        guard(|| parse(&self.body).and_then(control).map_err(to_napi), to_napi).map(|response| response.to_string())
    }

    fn resolve(&mut self, _env: Env, response: String) -> napi::Result<String> {
        Ok(response)
    }
}

/// The task of [`NativeEmulator::stop`].
pub struct Stop {
    emulator: Arc<Emulator>,
}

impl Task for Stop {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> napi::Result<()> {
        let stop = || {
            self.emulator.stop();
            Ok(())
        };
        guard(stop, to_napi)
    }

    fn resolve(&mut self, _env: Env, (): ()) -> napi::Result<()> {
        Ok(())
    }
}
