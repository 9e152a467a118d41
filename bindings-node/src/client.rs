//! A client: its settings and its connections.

use std::rc::Rc;

use edgegap_bridge::{Client, closed_error, parse};
use edgegap_sdk::{Error, Language, Options};
use napi::Env;
use napi::bindgen_prelude::ObjectFinalize;
use napi_derive::napi;

use crate::client_group::{ClientGroup, ClientId};
use crate::error::to_napi;

/// A client of the bridge, or a view of one. Settings and options are JSON in the boundary's form.
#[napi(js_name = "Client", custom_finalize)]
pub struct NativeClient {
    group: Rc<ClientGroup>,
    id: ClientId,
    base_url: String,
    warnings: Vec<String>,
    log_level: &'static str,
    is_view: bool,
}

#[napi]
impl NativeClient {
    /// Creates a client.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, settings: String) -> napi::Result<Self> {
        let client = parse(&settings).and_then(Client::new).map_err(to_napi)?;
        let (base_url, warnings) = (client.base_url().to_owned(), client.warnings().to_vec());
        let log_level = client.log_level();
        let (group, id) = ClientGroup::new(&env, client)?;
        Ok(Self { group, id, base_url, warnings, log_level, is_view: false })
    }

    /// Creates a view with other options, on the same connections.
    #[napi(catch_unwind)]
    pub fn with_options(&self, env: Env, options: String) -> napi::Result<Self> {
        let options = parse(&options).map_err(to_napi)?;
        let view = match self.group.with(self.id, |client| client.with_options(options.clone())) {
            Some(view) => Some(view.map_err(to_napi)?),
            // Invalid options are reported even if the client is closed.
            None => Options::from_json_of(options, Language::Node).map(|_| None).map_err(to_napi)?,
        };
        let id = self.group.add(&env, view)?;
        let (group, base_url) = (self.group.clone(), self.base_url.clone());
        Ok(Self { group, id, base_url, warnings: Vec::new(), log_level: self.log_level, is_view: true })
    }

    /// The base URL of the service.
    #[napi(getter, catch_unwind)]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Warnings about the settings, each one once in a process.
    #[napi(getter, catch_unwind)]
    pub fn warnings(&self) -> Vec<String> {
        self.warnings.clone()
    }

    /// The level of the log: `off`, `error`, `warning`, `info` or `debug`.
    #[napi(getter, catch_unwind)]
    pub fn log_level(&self) -> &'static str {
        self.log_level
    }

    /// Closes the client, all its views and their connections. Has no effect on a view.
    #[napi(catch_unwind)]
    pub fn close(&self, env: Env) -> napi::Result<()> {
        if self.is_view { Ok(()) } else { self.group.close(&env) }
    }
}

impl NativeClient {
    /// Runs `act` with the bridge's client.
    pub(crate) fn with<T>(&self, operation: &str, act: impl FnOnce(&Client) -> Result<T, Error>) -> Result<T, Error> {
        self.group.with(self.id, act).unwrap_or_else(|| Err(closed_error(operation)))
    }
}

impl ObjectFinalize for NativeClient {
    fn finalize(self, env: Env) -> napi::Result<()> {
        self.group.remove(&env, self.id)
    }
}
