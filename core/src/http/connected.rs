//! Remembers the connections that have answered, because a failure on a reused connection means
//! little: servers close idle connections.
//!
//! A layer around the connector would know each new connection, but reqwest copies such a connector
//! six times per request, which took 3 % of a call.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use hyper::http::Extensions;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpInfo;

/// Maximum number of connections that are remembered.
const MAX: usize = 1024;

/// The connections that have answered a request. A connection that was made for a concurrent
/// request, and has never been used, is not one of them.
#[derive(Default)]
pub(crate) struct Connections(Mutex<VecDeque<(SocketAddr, SocketAddr)>>);

impl Connections {
    /// Remembers the connection of a response. True if it had answered before.
    pub(crate) fn note(&self, extensions: &Extensions) -> bool {
        let Some(ends) = extensions.get().map(ends) else { return false };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let has_answered = known.contains(&ends);
        if !has_answered {
            known.truncate(MAX - 1);
            known.push_front(ends);
        }
        has_answered
    }

    /// Forgets the connection of an error, because another one may get the same addresses. True if
    /// it had answered before.
    pub(crate) fn forget(&self, error: &legacy::Error) -> bool {
        let mut extensions = Extensions::new();
        if let Some(connected) = error.connect_info() {
            connected.get_extras(&mut extensions);
        }
        let Some(ends) = extensions.get().map(ends) else { return false };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.len();
        known.retain(|known| *known != ends);
        known.len() < before
    }
}

fn ends(info: &HttpInfo) -> (SocketAddr, SocketAddr) {
    (info.local_addr(), info.remote_addr())
}
