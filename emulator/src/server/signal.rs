//! What the gate and the exchanges of a connection tell the loop that drives it.

use std::sync::{Mutex, PoisonError};

use crate::answer::Answer;

/// A way to spoil an answer that only the raw connection can.
#[derive(Clone, Debug)]
pub(crate) enum Spoil {
    /// The connection is reset.
    Reset,
    /// The answer ends in its middle.
    Truncate(Answer),
    /// No answer comes; the connection stays open.
    Stall,
    /// Bytes that are not HTTP come instead.
    Garbage,
}

/// Why a connection leaves hyper's hands.
#[derive(Debug)]
pub(super) enum Ending {
    /// It ended by itself.
    Closed,
    /// A head was refused.
    Refused(Answer),
    /// A fault.
    Spoilt(Spoil),
}

#[derive(Debug, Default)]
pub(super) struct Signal(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    busy: bool,
    receiving: bool,
    unflushed: bool,
    refusal: Option<Answer>,
    spoil: Option<Spoil>,
}

impl Signal {
    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An exchange begins; its body is still to come.
    pub(super) fn begin(&self) {
        self.with(|state| (state.busy, state.receiving) = (true, true));
    }

    /// Its body has come, or never will.
    pub(super) fn received(&self) {
        self.with(|state| state.receiving = false);
    }

    /// Its answer is on the way.
    pub(super) fn answered(&self) {
        self.with(|state| (state.busy, state.unflushed) = (false, true));
    }

    /// All that was written is out.
    pub(super) fn flushed(&self) {
        self.with(|state| state.unflushed = false);
    }

    /// Whether it waits for nothing but its client, which may take for ever.
    pub(super) fn is_waiting(&self) -> bool {
        self.with(|state| !state.busy || state.receiving)
    }

    pub(super) fn refuse(&self, answer: Answer) {
        self.with(|state| state.refusal = Some(answer));
    }

    pub(super) fn spoil(&self, spoil: Spoil) {
        self.with(|state| state.spoil = Some(spoil));
    }

    /// What to do now, if anything. A refusal waits for the answers to requests before it.
    pub(super) fn ending(&self) -> Option<Ending> {
        self.with(|state| match state.spoil.take() {
            Some(spoil) => Some(Ending::Spoilt(spoil)),
            None if state.busy || state.unflushed => None,
            None => state.refusal.take().map(Ending::Refused),
        })
    }
}
