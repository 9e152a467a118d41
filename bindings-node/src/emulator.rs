//! The emulator in process, and handles to emulators in other processes. They run on the bridge's
//! runtime, and settle promises from there. No thread of Node's pool waits: the process could not
//! exit before.

use edgegap_bridge::{Emulator, Work, parse, runtime};
use edgegap_sdk::Error;
use napi::Env;
use napi::bindgen_prelude::{Object, ToNapiValue};
use napi_derive::napi;

use crate::error::to_napi;

/// An emulator that runs until it is stopped, or a handle to one in another process.
#[napi(js_name = "Emulator")]
pub struct NativeEmulator {
    emulator: Emulator,
}

#[napi]
impl NativeEmulator {
    /// Starts an emulator. The settings are JSON in the form of [`Emulator::start`].
    #[napi(catch_unwind, ts_return_type = "Promise<NativeEmulator>")]
    pub fn start(env: &Env, settings: String) -> napi::Result<Object<'_>> {
        edgegap_emulator::install_page();
        let work = parse(&settings).and_then(|settings| Emulator::start_on(&runtime::background()?.handle, settings));
        promise(env, work, |emulator| Self { emulator })
    }

    /// Attaches to an emulator in another process. The settings are JSON in the form of
    /// [`Emulator::attach`].
    #[napi(catch_unwind, ts_return_type = "Promise<NativeEmulator>")]
    pub fn attach(env: &Env, settings: String) -> napi::Result<Object<'_>> {
        let work = parse(&settings).and_then(|settings| Emulator::attach_on(&runtime::background()?.handle, settings));
        promise(env, work, |emulator| Self { emulator })
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
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn control<'a>(&self, env: &'a Env, method: String, path: String, body: String) -> napi::Result<Object<'a>> {
        let runtime = || runtime::background().map(|background| &background.handle);
        let work = parse(&body).and_then(|body| self.emulator.control_on(runtime, &method, &path, body));
        promise(env, work, |response| response.to_string())
    }

    /// Stops the emulator and releases its data file, or detaches the handle. Returns null if there
    /// is nothing to wait for.
    #[napi(catch_unwind, ts_return_type = "Promise<void> | null")]
    pub fn stop<'a>(&self, env: &'a Env) -> napi::Result<Option<Object<'a>>> {
        self.emulator.stopping().map(|stopping| promise(env, Ok(stopping), |()| ())).transpose()
    }
}

/// The promise of the result of work, converted on the JavaScript thread.
fn promise<T: Send + 'static, J: ToNapiValue + 'static>(
    env: &Env,
    work: Result<Work<T>, Error>,
    convert: impl FnOnce(T) -> J + Send + 'static,
) -> napi::Result<Object<'_>> {
    let work = work.map_err(to_napi)?;
    let (deferred, promise) = env.create_deferred()?;
    // It has no effect while the environment is ending, when no promise can be settled.
    work.deliver(move |result| deferred.resolve(move |_| result.map(convert).map_err(to_napi)));
    Ok(promise)
}
