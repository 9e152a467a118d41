//! The request log. It contains the latest requests, with secrets redacted.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use hyper::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use hyper::{HeaderMap, Uri};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::fault::FAULT_KINDS;
use crate::level::Level;
use crate::request::OPERATIONS;
use crate::timestamp;

/// Maximum number of requests in the log.
const MAX_RECORDS: usize = 1000;
/// Maximum size of a logged body in bytes.
const MAX_BODY: usize = 64 * 1024;
/// Minimum length of a token that is redacted in a target: a shorter one may be the name of an
/// object.
const MIN_TOKEN: usize = 8;
/// Replaces a secret.
const REDACTED: &str = "***";

/// A name that this version knows. The alias keeps serde from borrowing it from the input.
type KnownName = Option<&'static str>;

/// One request to the API. Secrets are redacted as `***`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RequestRecord {
    /// Number of the request, counted from 1. The response contains it in `x-request-id`.
    pub id: u64,
    /// Time of the request, in UTC.
    pub time: String,
    /// HTTP method.
    pub method: String,
    /// Path, still percent-encoded.
    pub path: String,
    /// Query, still percent-encoded.
    pub query: Option<String>,
    /// Id of the operation; `None` for an unknown path or method.
    #[serde(deserialize_with = "known_operation")]
    pub operation: KnownName,
    /// Status of the response. If a fault replaced the response, this is the status that the
    /// response would have had, or `None` if the call was not carried out.
    pub status: Option<u16>,
    /// Kind of the fault that hit the call.
    #[serde(deserialize_with = "known_fault")]
    pub fault: KnownName,
    /// Time until the response, in microseconds.
    pub microseconds: u64,
    /// Headers with names in lower case. Repeated headers are joined with `, `.
    pub headers: BTreeMap<String, String>,
    /// Body: JSON, or a string with its size if it is not JSON or is large.
    pub body: Option<Value>,
}

#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Records>);

#[derive(Debug, Default)]
struct Records {
    last_id: u64,
    records: VecDeque<RequestRecord>,
}

impl Log {
    fn with<T>(&self, act: impl FnOnce(&mut Records) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The number of the next request.
    pub(crate) fn next_id(&self) -> u64 {
        self.with(|log| {
            log.last_id += 1;
            log.last_id
        })
    }

    /// Adds a record, and writes its lines of a level to standard error.
    pub(crate) fn add(&self, record: RequestRecord, level: Level) {
        self.with(|log| {
            // Under the lock of this log, so that the lines of two requests do not mix.
            record.write(level);
            if log.records.len() == MAX_RECORDS {
                log.records.pop_front();
            }
            log.records.push_back(record);
        });
    }

    pub(crate) fn list(&self) -> Vec<RequestRecord> {
        self.with(|log| log.records.iter().cloned().collect())
    }

    pub(crate) fn clear(&self) {
        self.with(|log| log.records.clear());
    }
}

impl RequestRecord {
    fn write(&self, level: Level) {
        let own = self.level();
        let mut lines = String::new();
        if own <= level {
            lines = self.line(own, &self.outcome());
        }
        if level == Level::Debug
            && let Some(body) = &self.body
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

/// Reads an id. `None` for one that this version does not know.
fn known_operation<'de, D: Deserializer<'de>>(input: D) -> Result<KnownName, D::Error> {
    known(OPERATIONS, input)
}

/// Reads the kind of a fault. `None` for one that this version does not know.
fn known_fault<'de, D: Deserializer<'de>>(input: D) -> Result<KnownName, D::Error> {
    known(&FAULT_KINDS, input)
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

fn known<'de, D: Deserializer<'de>>(words: &[&'static str], input: D) -> Result<KnownName, D::Error> {
    let found = Option::<String>::deserialize(input)?;
    Ok(found.and_then(|found| words.iter().find(|word| **word == found)).copied())
}

/// Returns the path and the query of a target with redacted secrets: the values of parameters with
/// the name of a secret, and every part that contains one of these tokens.
pub(crate) fn redact_target(target: &Uri, tokens: &[String]) -> (String, Option<String>) {
    let redact = |part| {
        let decoded = percent_decode_str(part).decode_utf8_lossy();
        let is_shown = |token: &String| token.len() >= MIN_TOKEN && decoded.contains(token);
        if tokens.iter().any(is_shown) { REDACTED } else { part }
    };
    let redact_pair = |pair| match str::split_once(pair, '=') {
        Some((name, _)) if is_secret(&percent_decode_str(name).decode_utf8_lossy()) => {
            format!("{}={REDACTED}", redact(name))
        }
        Some((name, value)) => format!("{}={}", redact(name), redact(value)),
        None => redact(pair).to_owned(),
    };
    let path: Vec<_> = target.path().split('/').map(redact).collect();
    let query = target.query().map(|query| query.split('&').map(redact_pair).collect::<Vec<_>>().join("&"));
    (path.join("/"), query)
}

/// Returns the headers with redacted credentials.
pub(crate) fn redact_headers(map: &HeaderMap) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in map {
        let secret = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(name) || is_secret(name.as_str());
        let value = if secret { REDACTED.into() } else { String::from_utf8_lossy(value.as_bytes()) };
        match headers.get_mut(name.as_str()) {
            Some(values) => {
                values.push_str(", ");
                values.push_str(&value);
            }
            None => {
                headers.insert(name.as_str().to_owned(), value.into_owned());
            }
        }
    }
    headers
}

/// Returns the body with redacted secrets.
pub(crate) fn redact_body(bytes: &[u8]) -> Option<Value> {
    if bytes.is_empty() {
        return None;
    }
    // Only the structure shows which values are secret.
    let size = || Value::from(format!("{} bytes", bytes.len()));
    if bytes.len() > MAX_BODY {
        return Some(size());
    }
    match serde_json::from_slice::<Value>(bytes) {
        Ok(mut body) => {
            redact(&mut body);
            Some(body)
        }
        Err(_) => Some(size()),
    }
}

fn redact(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::Object(object) => {
            // A flag with any value but false may be intended to hide the variable.
            let flags = ["is_hidden", "is_secret"];
            let hidden = flags.iter().filter_map(|flag| object.get(*flag)).any(|flag| *flag != Value::Bool(false));
            for (name, value) in object {
                let open = flags.contains(&name.as_str()) || matches!(value, Value::Null | Value::Bool(_));
                if !open && (is_secret(name) || (hidden && name == "value")) {
                    *value = REDACTED.into();
                } else {
                    redact(value);
                }
            }
        }
        _ => {}
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "private_username" || ["token", "secret", "password"].iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_redacted() {
        let sent = json!({
            "name": "1", "private_username": "u", "private_token": "t", "secret_access_key": "s",
            "envs": [{"key": "A", "value": "open"}, {"key": "B", "value": "x", "is_hidden": true},
                     {"key": "C", "value": "y", "is_secret": "yes"}, {"key": "D", "value": "z", "is_hidden": false}],
        });
        let logged = redact_body(sent.to_string().as_bytes()).unwrap();
        assert_eq!(
            logged,
            json!({
                "name": "1", "private_username": "***", "private_token": "***", "secret_access_key": "***",
                "envs": [{"key": "A", "value": "open"}, {"key": "B", "value": "***", "is_hidden": true},
                         {"key": "C", "value": "***", "is_secret": "yes"},
                         {"key": "D", "value": "z", "is_hidden": false}],
            })
        );
        assert_eq!(redact_body(b"{\"private_token\": \"t\""), Some("21 bytes".into()));
        let mut map = HeaderMap::new();
        map.insert(AUTHORIZATION, "token t".parse().unwrap());
        map.insert("x-auth-token", "t".parse().unwrap());
        map.append("x-a", "1".parse().unwrap());
        map.append("x-a", "2".parse().unwrap());
        let logged: Vec<_> = redact_headers(&map).into_values().collect();
        assert_eq!(logged, ["***", "1, 2", "***"]);
    }

    #[test]
    fn secrets_in_a_target_are_redacted_in_every_form() {
        let tokens = ["own/canary".to_owned(), "short".to_owned()];
        for (target, path, query) in [
            ("/v1/apps?limit=2&page=1", "/v1/apps", Some("limit=2&page=1")),
            ("/v1/app/short?", "/v1/app/short", Some("")),
            ("/v1/apps?token=x&x=1&Api%54oken=y=z&&b", "/v1/apps", Some("token=***&x=1&Api%54oken=***&&b")),
            ("/v1/apps?private_username=u", "/v1/apps", Some("private_username=***")),
            ("/v1/apps?key=token%20own%2fcanary", "/v1/apps", Some("key=***")),
            ("/v1/apps?own/canary", "/v1/apps", Some("***")),
            ("/v1/app/%6Fwn%2Fcanary/x", "/v1/app/***/x", None),
        ] {
            let (found, in_query) = redact_target(&target.parse().unwrap(), &tokens);
            assert_eq!((found.as_str(), in_query.as_deref()), (path, query), "{target}");
        }
    }

    #[test]
    fn control_characters_are_escaped_and_spaces_are_not() {
        assert_eq!(escape("/a b?\u{e9}\u{1f600}"), "/a b?\u{e9}\u{1f600}");
        assert_eq!(escape("\r\n\t\u{1b}\u{7f}\u{9b}\u{2028}"), r"\u000d\u000a\u0009\u001b\u007f\u009b\u2028");
    }

    #[test]
    fn old_requests_are_dropped() {
        let log = Log::default();
        for _ in 0..MAX_RECORDS + 5 {
            let id = log.next_id();
            let record = RequestRecord {
                id,
                time: String::new(),
                method: String::new(),
                path: String::new(),
                query: None,
                operation: None,
                status: None,
                fault: None,
                microseconds: 0,
                headers: BTreeMap::new(),
                body: None,
            };
            log.add(record, Level::Off);
        }
        let list = log.list();
        assert_eq!((list.len(), list[0].id), (MAX_RECORDS, 6));
    }
}
