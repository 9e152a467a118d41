//! The events that one reader receives, in the form of server-sent events.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::unfold;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use crate::events::{Counts, Part};
use crate::log::Summary;
use crate::outcome::EventParts;
use crate::service::Service;

/// Maximum number of requests in an event.
const MAX_REQUESTS: usize = 100;
/// Minimum time between two events: it collects the requests of a busy client.
const PAUSE: Duration = Duration::from_millis(15);
/// The same after a full event. Nobody can read more, and the emulator has other work.
const LONG_PAUSE: Duration = Duration::from_millis(250);
/// Time without events until a comment shows that the connection is alive.
const PING: Duration = Duration::from_secs(10);

/// An event.
#[derive(Clone, Copy, Debug)]
enum Event {
    Hello,
    Requests,
    Changed,
}

impl Event {
    fn name(self) -> &'static str {
        match self {
            Event::Hello => "hello",
            Event::Requests => "requests",
            Event::Changed => "changed",
        }
    }

    fn text(self, id: Option<u64>, data: &Value) -> Bytes {
        let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
        format!("event: {}\n{id}data: {data}\n\n", self.name()).into()
    }
}

/// A reader of the events.
pub(super) struct EventStream {
    service: Arc<Service>,
    changes: watch::Receiver<Counts>,
    stopping: watch::Receiver<bool>,
    /// The changes that the reader has seen.
    seen: Counts,
    /// The position of the last request that the reader has seen.
    sequence: u64,
    /// The reader gets all requests up to this position, also in full events.
    replay: u64,
    is_started: bool,
    /// The earliest time of the next event.
    next: Instant,
}

impl EventStream {
    /// Starts after a position in the log, by default after the last request.
    pub(super) fn new(service: Arc<Service>, last: Option<u64>, stopping: watch::Receiver<bool>) -> EventStream {
        let changes = service.events.subscribe();
        let (seen, end) = (*changes.borrow(), service.log.last_sequence());
        EventStream {
            service,
            changes,
            stopping,
            seen,
            // A position of an emulator that ran before is later than all.
            sequence: last.map_or(end, |last| if last > end { 0 } else { last }),
            replay: end,
            is_started: false,
            next: Instant::now(),
        }
    }

    /// The parts of a body.
    pub(super) fn into_parts(self) -> EventParts {
        Box::pin(unfold(self, async |mut stream| Some((stream.next().await?, stream))))
    }

    /// The next part of the stream; `None` when the emulator stops.
    async fn next(&mut self) -> Option<Bytes> {
        if !self.is_started {
            self.is_started = true;
            let hello = json!({"instance": self.service.instance, "sequence": self.sequence});
            return Some(Event::Hello.text(None, &hello));
        }
        let mut stopping = self.stopping.clone();
        let mut stopped = pin!(stopping.wait_for(|stopping| *stopping));
        tokio::select! {
            () = sleep_until(self.next) => {}
            _ = &mut stopped => return None,
        }
        loop {
            // Before the look at the log, so that nothing is missed in between.
            self.changes.mark_unchanged();
            if let Some(text) = self.changed().or_else(|| self.requests()) {
                return Some(text);
            }
            tokio::select! {
                woken = timeout(PING, self.changes.changed()) => match woken {
                    Err(_) => return Some(Bytes::from_static(b": ping\n\n")),
                    Ok(Err(_)) => return None,
                    Ok(Ok(())) => {}
                },
                _ = &mut stopped => return None,
            }
        }
    }

    /// An event with the parts that changed.
    fn changed(&mut self) -> Option<Bytes> {
        let now = *self.changes.borrow();
        let parts = Part::ALL.into_iter().filter(|part| now[*part as usize] != self.seen[*part as usize]);
        let names: Vec<&str> = parts.map(Part::name).collect();
        if now[Part::Requests as usize] != self.seen[Part::Requests as usize] {
            // Requests that were cleared are not skipped ones.
            self.sequence = self.sequence.max(self.service.log.dropped_until());
        }
        self.seen = now;
        (!names.is_empty()).then(|| Event::Changed.text(None, &json!({"what": names})))
    }

    /// An event with new requests. If there are too many, it has the last ones.
    fn requests(&mut self) -> Option<Bytes> {
        let mut found = self.service.log.after(self.sequence);
        let (first, last) = (found.first()?.0, found.last()?.0);
        let mut skipped = first - self.sequence - 1;
        if self.sequence < self.replay {
            found.truncate(MAX_REQUESTS);
        } else {
            self.next = Instant::now() + if found.len() > MAX_REQUESTS { LONG_PAUSE } else { PAUSE };
            let excess = found.len().saturating_sub(MAX_REQUESTS);
            found.drain(..excess);
            skipped += excess as u64;
        }
        self.sequence = found.last().map_or(last, |(sequence, _)| *sequence);
        let requests: Vec<Summary<'_>> = found.iter().map(|(sequence, entry)| Summary::new(*sequence, entry)).collect();
        Some(Event::Requests.text(Some(self.sequence), &json!({"requests": requests, "skipped": skipped})))
    }
}
