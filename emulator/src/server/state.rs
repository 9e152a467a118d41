//! The state of a connection, which its head filter, its exchanges and the loop that drives it
//! share.

use std::sync::{Mutex, PoisonError};

use crate::fault::WireFault;
use crate::response::HttpResponse;

/// The reason why hyper no longer drives a connection.
#[derive(Debug)]
pub(super) enum Ending {
    /// The connection ended normally.
    Closed,
    /// A request head was refused with this response.
    Refused(HttpResponse),
    /// A fault is injected.
    Fault(WireFault),
}

#[derive(Debug, Default)]
pub(super) struct ConnectionState(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    busy: bool,
    receiving: bool,
    unflushed: bool,
    refusal: Option<HttpResponse>,
    fault: Option<WireFault>,
}

impl ConnectionState {
    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Called at the start of an exchange. The body of the request follows.
    pub(super) fn start_exchange(&self) {
        self.with(|state| (state.busy, state.receiving) = (true, true));
    }

    /// Called when the body has been received, or never will be.
    pub(super) fn end_body(&self) {
        self.with(|state| state.receiving = false);
    }

    /// Called when hyper gets the response.
    pub(super) fn end_exchange(&self) {
        self.with(|state| (state.busy, state.unflushed) = (false, true));
    }

    /// Called when all bytes have been written.
    pub(super) fn flushed(&self) {
        self.with(|state| state.unflushed = false);
    }

    /// True if the connection only waits for its client, which may take forever.
    pub(super) fn waits_for_client(&self) -> bool {
        self.with(|state| !state.busy || state.receiving)
    }

    pub(super) fn refuse(&self, response: HttpResponse) {
        self.with(|state| state.refusal = Some(response));
    }

    pub(super) fn inject(&self, fault: WireFault) {
        self.with(|state| state.fault = Some(fault));
    }

    /// The reason to stop now, if any. A refusal waits for the responses to earlier requests.
    pub(super) fn ending(&self) -> Option<Ending> {
        self.with(|state| match state.fault.take() {
            Some(fault) => Some(Ending::Fault(fault)),
            None if state.busy || state.unflushed => None,
            None => state.refusal.take().map(Ending::Refused),
        })
    }
}
