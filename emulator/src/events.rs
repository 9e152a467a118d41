//! What happens in the emulator, as it happens: `GET /_emulator/events`.
//!
//! There is no queue. A reader remembers what it has seen, and is woken up to look at the log and
//! at counters of changes. So a slow reader takes no memory, and misses requests instead.

use tokio::sync::watch;

/// A part of the emulator that a reader can look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The request log, which was cleared.
    Requests,
    Faults,
    Quota,
    State,
    Tokens,
}

impl Part {
    pub(crate) const ALL: [Part; 5] = [Part::Requests, Part::Faults, Part::Quota, Part::State, Part::Tokens];

    /// The name in events.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Part::Requests => "requests",
            Part::Faults => "faults",
            Part::Quota => "quota",
            Part::State => "state",
            Part::Tokens => "tokens",
        }
    }
}

/// The number of changes of each part.
pub(crate) type Counts = [u64; Part::ALL.len()];

/// Wakes up the readers.
#[derive(Debug)]
pub(crate) struct Events(watch::Sender<Counts>);

impl Default for Events {
    fn default() -> Events {
        Events(watch::Sender::new(Counts::default()))
    }
}

impl Events {
    /// Starts to follow the changes.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Counts> {
        self.0.subscribe()
    }

    /// Reports a request that was added to the log.
    pub(crate) fn added(&self) {
        if self.0.receiver_count() > 0 {
            self.0.send_modify(|_| {});
        }
    }

    /// Reports changes.
    pub(crate) fn changed(&self, parts: &[Part]) {
        self.0.send_modify(|counts| parts.iter().for_each(|part| counts[*part as usize] += 1));
    }
}
