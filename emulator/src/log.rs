//! The requests that came, without their secrets: the newest are kept, older ones make room.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use serde::Serialize;
use serde_json::Value;

/// Requests kept.
const MOST: usize = 1000;
/// Larger bodies are counted, not kept.
const BODY: usize = 64 * 1024;
/// Stands where a secret stood.
const HIDDEN: &str = "***";

/// One request to the API, as the emulator saw it. Secrets in headers and body are shown as `***`.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RequestRecord {
    /// Counts up from 1; the answer carried it in `x-request-id`.
    pub id: u64,
    /// When it came, UTC.
    pub time: String,
    /// Its method.
    pub method: String,
    /// Its path, as it was written.
    pub path: String,
    /// Its query, as it was written.
    pub query: Option<String>,
    /// The operation that it called.
    pub operation: Option<&'static str>,
    /// The status that was answered, or would have been if no fault had spoilt the answer.
    pub status: Option<u16>,
    /// The fault that hit it.
    pub fault: Option<&'static str>,
    /// How long the answer took, in microseconds.
    pub microseconds: u64,
    /// Its headers, names in lower case, repeated ones joined with `, `.
    pub headers: BTreeMap<String, String>,
    /// Its body: JSON, or a text that says how many bytes it had.
    pub body: Option<Value>,
}

#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    last: u64,
    records: VecDeque<RequestRecord>,
}

impl Log {
    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The number of the request that just came.
    pub(crate) fn number(&self) -> u64 {
        self.with(|kept| {
            kept.last += 1;
            kept.last
        })
    }

    pub(crate) fn add(&self, record: RequestRecord) {
        self.with(|kept| {
            if kept.records.len() == MOST {
                kept.records.pop_front();
            }
            kept.records.push_back(record);
        });
    }

    pub(crate) fn list(&self) -> Vec<RequestRecord> {
        self.with(|kept| kept.records.iter().cloned().collect())
    }

    pub(crate) fn clear(&self) {
        self.with(|kept| kept.records.clear());
    }
}

impl RequestRecord {
    /// One line for a terminal.
    pub(crate) fn line(&self) -> String {
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let status = self.status.map_or("-".into(), |status| status.to_string());
        let took = Duration::from_micros(self.microseconds).as_secs_f64() * 1000.0;
        let fault = self.fault.map(|fault| format!(" fault: {fault}")).unwrap_or_default();
        let operation = self.operation.unwrap_or("-");
        format!("{} {status} {} {}{query} {operation} {took:.1} ms{fault}", self.time, self.method, self.path)
    }
}

/// Headers without what logs somebody in.
pub(crate) fn headers(map: &HeaderMap) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in map {
        let secret = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(name) || is_secret(name.as_str());
        let value = if secret { HIDDEN.into() } else { String::from_utf8_lossy(value.as_bytes()) };
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

/// A body without its secrets.
pub(crate) fn body(bytes: &[u8]) -> Option<Value> {
    if bytes.is_empty() {
        return None;
    }
    // Without its structure nobody can tell what in it is secret.
    let size = || Value::from(format!("{} bytes", bytes.len()));
    if bytes.len() > BODY {
        return Some(size());
    }
    match serde_json::from_slice::<Value>(bytes) {
        Ok(mut body) => {
            hide(&mut body);
            Some(body)
        }
        Err(_) => Some(size()),
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::Object(object) => {
            // A flag that is not plainly false may have been meant to hide.
            let flags = ["is_hidden", "is_secret"];
            let hidden = flags.iter().filter_map(|flag| object.get(*flag)).any(|flag| *flag != Value::Bool(false));
            for (name, value) in object {
                let open = flags.contains(&name.as_str()) || matches!(value, Value::Null | Value::Bool(_));
                if !open && (is_secret(name) || (hidden && name == "value")) {
                    *value = HIDDEN.into();
                } else {
                    hide(value);
                }
            }
        }
        _ => {}
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "private_username" || ["token", "secret", "password"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_do_not_get_in() {
        let sent = json!({
            "name": "1", "private_username": "u", "private_token": "t", "secret_access_key": "s",
            "envs": [{"key": "A", "value": "open"}, {"key": "B", "value": "x", "is_hidden": true},
                     {"key": "C", "value": "y", "is_secret": "yes"}, {"key": "D", "value": "z", "is_hidden": false}],
        });
        let logged = body(sent.to_string().as_bytes()).unwrap();
        assert_eq!(
            logged,
            json!({
                "name": "1", "private_username": "***", "private_token": "***", "secret_access_key": "***",
                "envs": [{"key": "A", "value": "open"}, {"key": "B", "value": "***", "is_hidden": true},
                         {"key": "C", "value": "***", "is_secret": "yes"}, {"key": "D", "value": "z", "is_hidden": false}],
            })
        );
        assert_eq!(body(b"{\"private_token\": \"t\""), Some("21 bytes".into()));
        let mut map = HeaderMap::new();
        map.insert(AUTHORIZATION, "token t".parse().unwrap());
        map.insert("x-auth-token", "t".parse().unwrap());
        map.append("x-a", "1".parse().unwrap());
        map.append("x-a", "2".parse().unwrap());
        let logged: Vec<_> = headers(&map).into_values().collect();
        assert_eq!(logged, ["***", "1, 2", "***"]);
    }

    #[test]
    fn old_requests_make_room() {
        let log = Log::default();
        for _ in 0..MOST + 5 {
            let id = log.number();
            log.add(RequestRecord {
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
            });
        }
        let list = log.list();
        assert_eq!((list.len(), list[0].id), (MOST, 6));
    }
}
