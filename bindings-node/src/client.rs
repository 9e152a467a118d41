//! A client: its configuration and its connections.

use std::rc::Rc;

use edgegap_bridge::{Client, parse};
use edgegap_sdk::operation::Operation;
use edgegap_sdk::{Error, ErrorKind, Options};
use napi::Env;
use napi::bindgen_prelude::ObjectFinalize;
use napi_derive::napi;

use crate::family::{Family, Member};
use crate::thrown::thrown;

/// A client of the bridge, or a view of one. Settings and options are JSON text in the boundary's form.
#[napi(js_name = "Client", custom_finalize)]
pub struct NativeClient {
    family: Rc<Family>,
    member: Member,
    base_url: String,
    warnings: Vec<String>,
    is_view: bool,
}

#[napi]
impl NativeClient {
    /// A client with these settings.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, settings: String) -> napi::Result<Self> {
        let client = parse(&settings).and_then(Client::new).map_err(thrown)?;
        let (base_url, warnings) = (client.base_url().to_owned(), client.warnings().to_vec());
        let (family, member) = Family::found(&env, client)?;
        Ok(Self { family, member, base_url, warnings, is_view: false })
    }

    /// A view with other options, on the same connections.
    #[napi(catch_unwind)]
    pub fn with_options(&self, env: Env, options: String) -> napi::Result<Self> {
        let options = parse(&options).map_err(thrown)?;
        let view = match self.family.with(self.member, |client| client.with_options(options.clone())) {
            Some(view) => Some(view.map_err(thrown)?),
            // What is wrong is told all the same.
            None => Options::from_json(options).map(|_| None).map_err(thrown)?,
        };
        let member = self.family.join(&env, view)?;
        Ok(Self {
            family: self.family.clone(),
            member,
            base_url: self.base_url.clone(),
            warnings: Vec::new(),
            is_view: true,
        })
    }

    /// The address of the service.
    #[napi(getter, catch_unwind)]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What was odd about the settings and is no error, each text once in a process.
    #[napi(getter, catch_unwind)]
    pub fn warnings(&self) -> Vec<String> {
        self.warnings.clone()
    }

    /// Ends the client and all its views, and closes their connections. A view has nothing of its own to close.
    #[napi(catch_unwind)]
    pub fn close(&self, env: Env) -> napi::Result<()> {
        if self.is_view { Ok(()) } else { self.family.close(&env) }
    }
}

impl NativeClient {
    /// Does something with the bridge's client.
    pub(crate) fn with<T>(&self, operation: &str, act: impl FnOnce(&Client) -> Result<T, Error>) -> Result<T, Error> {
        self.family.with(self.member, act).unwrap_or_else(|| {
            let id = Operation::find(operation);
            Err(Error::from_binding(ErrorKind::Closed, "this client was closed: make a new one", id))
        })
    }
}

impl ObjectFinalize for NativeClient {
    fn finalize(self, env: Env) -> napi::Result<()> {
        self.family.leave(&env, self.member)
    }
}
