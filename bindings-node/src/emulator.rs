//! The emulator in process, and handles to emulators in other processes. They run on the bridge's runtime. Operations that block wait on a thread
//! of Node's pool.

use std::sync::Arc;

use edgegap_bridge::{Emulator, guard, parse};
use edgegap_sdk::Error;
use napi::bindgen_prelude::{AsyncTask, ToNapiValue, TypeName};
use napi::{Env, Task};
use napi_derive::napi;

use crate::error::to_napi;

/// An emulator that runs until it is stopped, or a handle to one in another process.
#[napi(js_name = "Emulator")]
pub struct NativeEmulator {
    emulator: Arc<Emulator>,
}

#[napi]
impl NativeEmulator {
    /// Starts an emulator. The settings are JSON in the form of [`Emulator::start`].
    #[napi(catch_unwind)]
    pub fn start(settings: String) -> AsyncTask<Work<NativeEmulator>> {
        Work::task(move || {
            let emulator = Emulator::start(parse(&settings)?)?;
            Ok(Self { emulator: Arc::new(emulator) })
        })
    }

    /// Attaches to an emulator in another process. The settings are JSON in the form of
    /// [`Emulator::attach`].
    #[napi(catch_unwind)]
    pub fn attach(settings: String) -> AsyncTask<Work<NativeEmulator>> {
        Work::task(move || {
            let emulator = Emulator::attach(parse(&settings)?)?;
            Ok(Self { emulator: Arc::new(emulator) })
        })
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
    pub fn control(&self, method: String, path: String, body: String) -> AsyncTask<Work<String>> {
        let emulator = self.emulator.clone();
        Work::task(move || Ok(emulator.control(&method, &path, parse(&body)?)?.to_string()))
    }

    /// Stops the emulator and releases its data file, or detaches the handle.
    #[napi(catch_unwind)]
    pub fn stop(&self) -> AsyncTask<Work<()>> {
        let emulator = self.emulator.clone();
        Work::task(move || {
            emulator.stop();
            Ok(())
        })
    }
}

/// Work that blocks, for a thread of Node's pool.
pub struct Work<T>(Box<dyn Fn() -> Result<T, Error> + Send>);

impl<T: ToNapiValue + TypeName + Send + 'static> Work<T> {
    fn task(work: impl Fn() -> Result<T, Error> + Send + 'static) -> AsyncTask<Self> {
        AsyncTask::new(Self(Box::new(work)))
    }
}

impl<T: ToNapiValue + TypeName + Send + 'static> Task for Work<T> {
    type Output = T;
    type JsValue = T;

    fn compute(&mut self) -> napi::Result<T> {
        guard(|| (self.0)().map_err(to_napi), to_napi)
    }

    fn resolve(&mut self, _env: Env, value: T) -> napi::Result<T> {
        Ok(value)
    }
}
