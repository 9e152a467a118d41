//! The state of an emulator.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use hyper::header::{AUTHORIZATION, HeaderMap};
use serde::{Deserialize, Serialize};

use crate::config::DEFAULT_TOKEN;
use crate::events::{Events, Part};
use crate::fault::{ActiveFaults, Fault, Settling};
use crate::level::Level;
use crate::log::Log;
use crate::registry::Registry;
use crate::response::{HttpResponse, Result};
use crate::store::Store;

/// The state of one emulator and its settings.
pub(crate) struct Service {
    pub(crate) store: Store,
    pub(crate) registry: Option<Registry>,
    pub(crate) faults: ActiveFaults,
    pub(crate) settling: Settling,
    pub(crate) log: Log,
    pub(crate) events: Events,
    /// Differs from one start to the next.
    pub(crate) instance: String,
    pub(crate) address: SocketAddr,
    /// The path of the data file.
    pub(crate) data: Option<String>,
    pub(crate) level: Level,
    initial_tokens: Vec<String>,
    tokens: Mutex<Vec<String>>,
    quota: Mutex<Quota>,
}

/// The limits of the plan. `None` means no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Quota {
    /// Maximum number of applications.
    pub(crate) applications: Option<u64>,
    /// Maximum number of versions of each application.
    pub(crate) versions: Option<u64>,
}

impl Service {
    pub(crate) fn new(
        store: Store,
        registry: Option<Registry>,
        tokens: Vec<String>,
        address: SocketAddr,
        data: Option<String>,
        level: Level,
    ) -> Service {
        Service {
            store,
            registry,
            faults: ActiveFaults::default(),
            settling: Settling::default(),
            log: Log::default(),
            events: Events::default(),
            instance: format!("{:016x}", fastrand::u64(..)),
            address,
            data,
            level,
            initial_tokens: tokens.clone(),
            tokens: Mutex::new(tokens),
            quota: Mutex::default(),
        }
    }

    /// The base URL. If the emulator listens on all addresses, it contains the loopback address.
    pub(crate) fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(if address.is_ipv4() {
                std::net::Ipv4Addr::LOCALHOST.into()
            } else {
                std::net::Ipv6Addr::LOCALHOST.into()
            });
        }
        format!("http://{address}")
    }

    pub(crate) fn quota(&self) -> Quota {
        *self.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_quota(&self, quota: Quota) {
        *self.quota.lock().unwrap_or_else(PoisonError::into_inner) = quota;
        self.events.changed(&[Part::Quota]);
    }

    /// Injects a valid fault, and returns its id.
    pub(crate) fn inject(&self, fault: Fault) -> u64 {
        let id = self.faults.add(fault);
        self.events.changed(&[Part::Faults]);
        id
    }

    /// Removes a fault. False if there is none with this id.
    pub(crate) fn remove_fault(&self, id: u64) -> bool {
        let is_removed = self.faults.remove(id);
        self.events.changed(&[Part::Faults]);
        is_removed
    }

    pub(crate) fn clear_faults(&self) {
        self.faults.clear();
        self.events.changed(&[Part::Faults]);
    }

    pub(crate) fn clear_log(&self) {
        self.log.clear();
        self.events.changed(&[Part::Requests]);
    }

    fn has_token(&self, token: &str) -> bool {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|known| known == token)
    }

    pub(crate) fn set_tokens(&self, tokens: Vec<String>) {
        *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = tokens;
        self.events.changed(&[Part::Tokens]);
    }

    /// Restores the initial state: no objects, requests, faults or quotas, and the initial tokens.
    pub(crate) async fn reset(&self) -> Result<()> {
        self.store.clear().await?;
        self.faults.clear();
        self.settling.clear();
        self.log.clear();
        self.set_quota(Quota::default());
        self.set_tokens(self.initial_tokens.clone());
        self.events.changed(&Part::ALL);
        Ok(())
    }

    /// True if a request has a valid token that is not the default one, which everybody knows.
    pub(crate) fn has_own_token(&self, headers: &HeaderMap) -> bool {
        token(headers).is_some_and(|token| token != DEFAULT_TOKEN && self.has_token(token))
    }

    /// The valid tokens, and that of a request.
    pub(crate) fn tokens_of(&self, headers: &HeaderMap) -> Vec<String> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner).clone();
        tokens.extend(token(headers).map(str::to_owned));
        tokens
    }

    /// Refuses a request without a valid token.
    pub(crate) fn authorise(&self, headers: &HeaderMap) -> Result<()> {
        match token(headers) {
            Some(token) if self.has_token(token) => Ok(()),
            _ => Err(HttpResponse::message(
                401,
                "The token is missing or not valid: send the header `Authorization: token <secret>`.",
            )),
        }
    }
}

/// The token of a request.
fn token(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let only = values.next().filter(|_| values.next().is_none())?;
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("token").then_some(token)
}
