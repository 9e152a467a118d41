//! The request log. It contains the latest requests, with secrets redacted, and wakes up those who
//! follow it.

mod entry;
mod record;
pub(crate) mod redact;

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use self::entry::{Body, Entry, Headers};
pub use self::record::RequestRecord;
pub(crate) use self::record::Summary;
use crate::level::Level;
use crate::timestamp;

/// Maximum number of requests in the log.
const MAX_RECORDS: usize = 5000;
/// Maximum size of all bodies in the log in bytes.
const MAX_BYTES: usize = 32 * 1024 * 1024;

#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    last_id: u64,
    /// The position of the last request that was added.
    last_sequence: u64,
    /// The requests with consecutive positions.
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
}

/// Selects requests of the log. The default selects all.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Selects requests after this position.
    pub(crate) after: u64,
    /// Selects an operation.
    pub(crate) operation: Option<String>,
    /// Selects a status, such as 404, or a class of statuses, such as 4 for `4xx`.
    pub(crate) status: Option<u16>,
    /// Selects the last requests of the others, at most this number.
    pub(crate) limit: Option<usize>,
}

impl Selection {
    fn contains(&self, entry: &Entry) -> bool {
        let has_status = |wanted: u16| {
            entry.status.is_some_and(|status| status == wanted || (wanted < 10 && status / 100 == wanted))
        };
        self.operation.as_deref().is_none_or(|operation| entry.operation == Some(operation))
            && self.status.is_none_or(has_status)
    }
}

impl Log {
    fn with<T>(&self, act: impl FnOnce(&mut Entries) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The number of the next request.
    pub(crate) fn next_id(&self) -> u64 {
        self.with(|log| {
            log.last_id += 1;
            log.last_id
        })
    }

    /// Adds a request, and writes its lines of a level to standard error. Returns its position.
    pub(crate) fn add(&self, entry: Entry, level: Level) -> u64 {
        self.with(|log| {
            // Under the lock of this log, so that the lines of two requests do not mix.
            entry.write(level);
            log.bytes += entry.size();
            log.entries.push_back(Arc::new(entry));
            log.last_sequence += 1;
            while log.entries.len() > MAX_RECORDS || (log.bytes > MAX_BYTES && log.entries.len() > 1) {
                let dropped = log.entries.pop_front();
                log.bytes -= dropped.map_or(0, |entry| entry.size());
            }
            log.last_sequence
        })
    }

    /// The requests that a selection contains, oldest first.
    pub(crate) fn list(&self, selection: &Selection) -> Vec<RequestRecord> {
        // Redaction takes time, so it is done without the lock.
        let mut selected = self.after(selection.after);
        selected.retain(|(_, entry)| selection.contains(entry));
        let first = selected.len().saturating_sub(selection.limit.unwrap_or(usize::MAX));
        selected[first..].iter().map(|(sequence, entry)| RequestRecord::new(*sequence, entry)).collect()
    }

    /// The request with a number.
    pub(crate) fn get(&self, id: u64) -> Option<RequestRecord> {
        let found = self.after(0).into_iter().rev().find(|(_, entry)| entry.id == id);
        found.map(|(sequence, entry)| RequestRecord::new(sequence, &entry))
    }

    /// The requests after a position, with their positions.
    pub(crate) fn after(&self, sequence: u64) -> Vec<(u64, Arc<Entry>)> {
        self.with(|log| {
            let first = log.first_sequence();
            let skip = usize::try_from(sequence.saturating_add(1).saturating_sub(first)).unwrap_or(usize::MAX);
            let found = log.entries.iter().enumerate().skip(skip);
            found.map(|(index, entry)| (first + index as u64, Arc::clone(entry))).collect()
        })
    }

    /// The position before the first request that is left.
    pub(crate) fn dropped_until(&self) -> u64 {
        self.with(|log| log.first_sequence() - 1)
    }

    /// The position of the last request.
    pub(crate) fn last_sequence(&self) -> u64 {
        self.with(|log| log.last_sequence)
    }

    pub(crate) fn clear(&self) {
        self.with(|log| {
            log.entries.clear();
            log.bytes = 0;
        });
    }
}

impl Entries {
    /// The position of the first request in the log.
    fn first_sequence(&self) -> u64 {
        self.last_sequence + 1 - self.entries.len() as u64
    }
}

impl Entry {
    fn write(&self, level: Level) {
        let own = self.level();
        let mut lines = String::new();
        if own <= level {
            lines = self.line(own, &self.outcome());
        }
        if level == Level::Debug
            && let Some(body) = &self.body.redacted()
        {
            lines.push_str(&self.line(Level::Debug, &format!("body {body}")));
        }
        if !lines.is_empty() {
            // A closed standard error must not fail a request.
            let _ = write_to_standard_error(&lines);
        }
    }

    /// The importance of the request.
    fn level(&self) -> Level {
        match (self.status, self.fault) {
            (_, Some(_)) => Level::Warning,
            (Some(500..), None) => Level::Error,
            (Some(400..), None) => Level::Warning,
            _ => Level::Info,
        }
    }

    fn outcome(&self) -> String {
        let status = self.status.map_or("-".into(), |status| status.to_string());
        let fault = self.fault.map(|fault| format!(", fault: {fault}")).unwrap_or_default();
        format!("{status} in {} ms{fault}", self.microseconds.div_ceil(1000))
    }

    fn line(&self, level: Level, what: &str) -> String {
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let (time, level, operation) = (timestamp::rfc3339(), level.name(), self.operation.unwrap_or("-"));
        let target = escape(&format!("{}{query} {what}", self.path));
        format!("{time} edgegap-emulator {level} {operation} {} {target}\n", self.method)
    }
}

/// Escapes control characters and line separators as JSON does: a target and the strings of a body
/// may contain them, and they could control a terminal or look like another line.
fn escape(text: &str) -> String {
    let is_unsafe = |c: char| c.is_control() || (c != ' ' && c.is_whitespace());
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match is_unsafe(c) {
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
        out
    })
}

/// Writes to standard error. On Unix without the lock of the standard library: a program in Python
/// can fork while this thread waits for a reader, and the lock would stay locked in the child.
fn write_to_standard_error(lines: &str) -> io::Result<()> {
    #[cfg(unix)]
    let mut output = std::fs::File::from(std::os::fd::AsFd::as_fd(&io::stderr()).try_clone_to_owned()?);
    #[cfg(not(unix))]
    let mut output = io::stderr();
    output.write_all(lines.as_bytes())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn control_characters_are_escaped_and_spaces_are_not() {
        assert_eq!(escape("/a b?\u{e9}\u{1f600}"), "/a b?\u{e9}\u{1f600}");
        assert_eq!(escape("\r\n\t\u{1b}\u{7f}\u{9b}\u{2028}"), r"\u000d\u000a\u0009\u001b\u007f\u009b\u2028");
    }

    fn add(log: &Log, entry: Entry) -> u64 {
        log.add(Entry { id: log.next_id(), ..entry }, Level::Off)
    }

    #[test]
    fn old_requests_are_dropped() {
        let log = Log::default();
        for _ in 0..MAX_RECORDS + 5 {
            add(&log, Entry::default());
        }
        let list = log.list(&Selection::default());
        assert_eq!((list.len(), list[0].id, list[0].sequence), (MAX_RECORDS, 6, 6));
        log.clear();
        assert_eq!(add(&log, Entry::default()), MAX_RECORDS as u64 + 6);
        assert_eq!(log.after(0).len(), 1);
    }

    #[test]
    fn bodies_have_a_limit_together() {
        let log = Log::default();
        let body = Bytes::from(vec![b' '; 64 * 1024]);
        for _ in 0..MAX_BYTES / body.len() + 5 {
            add(&log, Entry { body: Body::new(&body), ..Entry::default() });
        }
        assert_eq!(log.after(0).len(), MAX_BYTES / body.len());
        let large = Bytes::from(vec![b' '; 64 * 1024 + 1]);
        add(&log, Entry { body: Body::new(&large), ..Entry::default() });
        assert_eq!(log.list(&Selection::default()).last().unwrap().body, Some("65537 bytes".into()));
    }

    #[test]
    fn a_selection_has_several_conditions() {
        let log = Log::default();
        for (operation, status) in [("applications.get", 200), ("applications.get", 404), ("versions.get", 404)] {
            add(&log, Entry { operation: Some(operation), status: Some(status), ..Entry::default() });
        }
        let ids = |selection: Selection| log.list(&selection).iter().map(|record| record.id).collect::<Vec<_>>();
        assert_eq!(ids(Selection::default()), [1, 2, 3]);
        assert_eq!(ids(Selection { after: 1, ..Selection::default() }), [2, 3]);
        assert_eq!(ids(Selection { status: Some(4), ..Selection::default() }), [2, 3]);
        assert_eq!(ids(Selection { status: Some(404), limit: Some(1), ..Selection::default() }), [3]);
        assert_eq!(ids(Selection { operation: Some("applications.get".into()), ..Selection::default() }), [1, 2]);
        assert_eq!(ids(Selection { after: u64::MAX - 1, ..Selection::default() }), [0; 0]);
        assert_eq!(log.get(2).map(|record| record.sequence), Some(2));
    }
}
