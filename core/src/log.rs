//! The log of calls: its levels, and the one form of its lines. Rust writes them to standard error;
//! bindings get them from here and write where their language writes.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::reply::{Attempt, Meta};
use crate::schema::operation::Operation;

/// Defines the levels, and the documentation of the variable from the same words.
macro_rules! levels {
    ($($Level:ident = $name:literal $(| $other:literal)*: $logs:literal,)*) => {
        /// The level of a log, and of an entry in it. A log has all entries up to its level.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum LogLevel {
            #[default]
            $(
                #[doc = concat!("Logs ", $logs, ".")]
                $Level,
            )*
        }

        impl LogLevel {
            /// All levels, from the one that logs least.
            pub const ALL: [LogLevel; [$($name),*].len()] = [$(Self::$Level),*];

            /// The name of the level in lower case, `warning`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$Level => $name,)*
                }
            }

            /// The words that stand for this level, its name first.
            pub fn words(self) -> &'static [&'static str] {
                match self {
                    $(Self::$Level => &[$name $(, $other)*],)*
                }
            }
        }

        /// The documentation of the variable `EDGEGAP_LOG`.
        pub(crate) const VARIABLE: &str = concat!(
            "Log level, read when a client is created. ",
            $("`", $name, "`" $(, ", `", $other, "`")*, " logs ", $logs, "; ",)*
            "any other word counts as `info` and causes a warning. Upper and lower case are the same. Each \
             line goes to standard error, in Python through the logger `edgegap`."
        );
    };
}

levels! {
    Off = "off" | "none" | "false" | "no" | "0": "nothing, which is the default",
    Error = "error": "failed calls",
    Warning = "warning" | "warn": "also calls that were refused for what they ask, and calls that needed more than \
                                   one exchange",
    Info = "info" | "on" | "true" | "yes" | "1": "every call",
    Debug = "debug" | "trace" | "verbose": "also every exchange",
}

impl LogLevel {
    /// The level of a word, in any letter case and with white space around it. An empty word is
    /// [`Off`](Self::Off).
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim();
        let is_word = |own: &&str| own.eq_ignore_ascii_case(word);
        match word {
            "" => Some(Self::Off),
            _ => Self::ALL.into_iter().find(|level| level.words().iter().any(is_word)),
        }
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogEntry {
    /// The level.
    pub level: LogLevel,
    /// What happened, on one line and without secrets: `versions.create POST 200 in 431 ms, 1
    /// attempt, request 7f3a`.
    pub text: String,
}

impl LogEntry {
    /// An entry whose text has one line.
    pub fn new(level: LogLevel, text: &str) -> Self {
        Self { level, text: one_line(text) }
    }

    /// The line of a log, with the current time in UTC: `2026-04-22T20:30:52.283Z edgegap info
    /// versions.create POST 200 in 431 ms, 1 attempt, request 7f3a`.
    pub fn line(&self) -> String {
        format!("{:.3} edgegap {} {}", jiff::Timestamp::now(), self.level.name(), self.text)
    }
}

/// The kind of the error of a call that was cancelled.
const CANCELLED: &str = "cancelled";

/// A completed call. Every page of a list is a call.
#[derive(Clone, Copy, Debug, Default)]
pub struct CallEvent<'a> {
    /// Id of the operation, `versions.create`.
    pub operation: &'a str,
    /// Duration of the call including retries and delays.
    pub elapsed: Duration,
    /// HTTP status of the last response, if there was one.
    pub status: Option<u16>,
    /// Request id assigned by the service.
    pub request_id: Option<&'a str>,
    /// Every HTTP exchange, in order.
    pub attempts: &'a [Attempt],
    /// The kind and the message of the error of a failed call.
    pub error: Option<(&'a str, &'a str)>,
}

impl<'a> CallEvent<'a> {
    /// A call that succeeded.
    pub fn succeeded(operation: &'a str, elapsed: Duration, meta: &'a Meta) -> Self {
        let Meta { status, request_id, attempts, .. } = meta;
        let (status, request_id) = (Some(*status), request_id.as_deref());
        Self { operation, elapsed, status, request_id, attempts, error: None }
    }

    /// A call that was cancelled. What it had exchanged is not known.
    pub(crate) fn cancelled(operation: &'a str, elapsed: Duration) -> Self {
        Self { operation, elapsed, error: Some((CANCELLED, "")), ..Self::default() }
    }

    /// A call that failed.
    pub(crate) fn failed(operation: &'a str, elapsed: Duration, error: &'a Error) -> Self {
        let (status, request_id, attempts) = (error.status(), error.request_id(), error.attempts());
        let error = Some((error.kind().name(), error.message()));
        Self { operation, elapsed, status, request_id, attempts, error }
    }

    /// The level of the call's own entry: `error` for a failure, `warning` if the call was refused
    /// for what it asks, or needed more than one exchange, else `info`. Programs look for objects
    /// that may not exist, and an error in a log should need attention.
    pub fn level(&self) -> LogLevel {
        match self.error {
            Some((CANCELLED, _)) => LogLevel::Info,
            Some(("validation" | "not_found" | "conflict" | "bad_request" | "image" | "closed", _)) => {
                LogLevel::Warning
            }
            Some(_) => LogLevel::Error,
            None if self.is_repeated() => LogLevel::Warning,
            None => LogLevel::Info,
        }
    }

    /// True if a request was sent more than once. A call of several requests always has several
    /// exchanges, of which the first may find that the object does not exist.
    fn is_repeated(&self) -> bool {
        let is_one = Operation::find(self.operation).is_none_or(|operation| operation.steps.is_one());
        match self.attempts {
            attempts if is_one => attempts.len() > 1,
            attempts => !attempts.iter().all(|attempt| attempt.outcome.starts_with('2') || attempt.outcome == "404"),
        }
    }

    /// The entries of a log of this level.
    pub fn entries(&self, level: LogLevel) -> Vec<LogEntry> {
        let mut entries = Vec::new();
        if level < self.level() {
            return entries;
        }
        if level >= LogLevel::Debug {
            let exchanges = self.attempts.iter().enumerate();
            entries.extend(exchanges.map(|(index, attempt)| self.exchange(index + 1, attempt)));
        }
        entries.push(LogEntry::new(self.level(), &self.summary()));
        entries
    }

    /// Operation and method. An operation of several requests, or that does not exist, has no
    /// method.
    fn head(&self) -> String {
        match Operation::find(self.operation) {
            Some(operation) if operation.steps.is_one() => format!("{} {}", operation.id, operation.method),
            _ => self.operation.to_owned(),
        }
    }

    fn exchange(&self, number: usize, attempt: &Attempt) -> LogEntry {
        let (head, count) = (self.head(), self.attempts.len());
        LogEntry::new(LogLevel::Debug, &format!("{head} attempt {number} of {count}: {}", describe(attempt)))
    }

    fn summary(&self) -> String {
        let mut text = self.head();
        if let Some((kind, _)) = self.error {
            text.push_str(&format!(" {kind}"));
        }
        if let Some(status) = self.status {
            text.push_str(&format!(" {status}"));
        }
        let milliseconds = (self.elapsed.as_micros() + 500) / 1000;
        text.push_str(&format!(" in {milliseconds} ms"));
        match self.attempts {
            [] => {}
            [_] => text.push_str(", 1 attempt"),
            attempts => text.push_str(&format!(", {} attempts", attempts.len())),
        }
        if self.attempts.len() > 1 {
            text.push_str(&format!(" ({})", self.attempts.iter().map(describe).collect::<Vec<_>>().join(", ")));
        }
        if let Some(id) = self.request_id {
            text.push_str(&format!(", request {id}"));
        }
        if let Some((kind, message)) = self.error
            && kind != CANCELLED
        {
            // The message of a violation starts with the operation.
            let message =
                message.strip_prefix(self.operation).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(message);
            text.push_str(&format!(": {message}"));
        }
        text
    }
}

fn describe(attempt: &Attempt) -> String {
    match attempt.waited_ms {
        0 => attempt.outcome.clone(),
        waited => format!("{} after {waited} ms", attempt.outcome),
    }
}

/// Words with one space between them: a line break in a message would look like another entry, and
/// control characters would reach a terminal.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Writes the entry of a call that is dropped before it ends.
pub(crate) struct DropEntry {
    operation: &'static str,
    level: LogLevel,
    start: Instant,
    has_ended: bool,
}

impl DropEntry {
    /// For a call that starts now.
    pub(crate) fn new(operation: &'static str, level: LogLevel) -> Self {
        Self { operation, level, start: Instant::now(), has_ended: false }
    }

    /// The duration of the call, which has ended by itself.
    pub(crate) fn end(&mut self) -> Duration {
        self.has_ended = true;
        self.start.elapsed()
    }
}

impl Drop for DropEntry {
    fn drop(&mut self) {
        if !self.has_ended {
            write(&CallEvent::cancelled(self.operation, self.start.elapsed()).entries(self.level));
        }
    }
}

/// Writes entries to standard error. A standard error that is closed or full changes no call.
pub(crate) fn write(entries: &[LogEntry]) {
    let lines: String = entries.iter().map(|entry| entry.line() + "\n").collect();
    let _ = std::io::stderr().lock().write_all(lines.as_bytes());
}

/// Writes the warnings about a client's settings.
pub(crate) fn write_warnings(level: LogLevel, warnings: &[String]) {
    if level >= LogLevel::Warning && !warnings.is_empty() {
        let entries: Vec<_> = warnings.iter().map(|text| LogEntry::new(LogLevel::Warning, text)).collect();
        write(&entries);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_one_level() {
        for level in LogLevel::ALL {
            for word in level.words() {
                assert_eq!(LogLevel::from_word(&format!(" {}\n", word.to_uppercase())), Some(level), "{word}");
                assert!(VARIABLE.contains(&format!("`{word}`")), "{word}");
            }
            assert_eq!(level.words().first(), Some(&level.name()));
        }
        assert_eq!(LogLevel::from_word(" "), Some(LogLevel::Off));
        assert_eq!(LogLevel::from_word("loud"), None);
    }

    #[test]
    fn a_line_has_time_name_level_and_text() {
        let line = LogEntry::new(LogLevel::Warning, "a\r\n  b\u{1b}[31m\tc").line();
        let (time, rest) = line.split_at(24);
        assert_eq!(rest, " edgegap warning a b [31m c");
        assert!(time.ends_with('Z') && time.parse::<jiff::Timestamp>().is_ok(), "{line}");
    }
}
