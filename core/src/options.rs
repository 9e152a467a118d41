//! What can be set for a client and for a single call. Absent means: what the level above says.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderName;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::request::validate::integer;
use crate::violation::{UNSENDABLE, ViolationCode, Violations};

/// Options of a call, or of every call of a client. Everything that is `None` or empty is inherited.
///
/// | option | default of a client |
/// | --- | --- |
/// | `connect_timeout` | 10 s |
/// | `attempt_timeout` | 60 s |
/// | `timeout` | 300 s |
/// | `max_retries` | 2 |
/// | `backoff_initial`, `backoff_max` | 500 ms, 8 s |
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// The longest that making a connection may take.
    pub connect_timeout: Option<Duration>,
    /// The longest that one exchange may take, to the last byte of the response.
    pub attempt_timeout: Option<Duration>,
    /// The longest that the call may take, retries and waits included.
    pub timeout: Option<Duration>,
    /// How often a call is tried again, 0 to 100.
    pub max_retries: Option<u32>,
    /// The wait before the first retry; it doubles from one to the next, and half of it is random.
    pub backoff_initial: Option<Duration>,
    /// The longest wait between two attempts, `Retry-After` aside.
    pub backoff_max: Option<Duration>,
    /// Headers to add to each request.
    pub headers: Vec<(String, String)>,
    /// Query parameters to add to each request.
    pub extra_query: Vec<(String, String)>,
    /// Members to add to the body that this SDK does not model.
    pub extra_body: Map<String, Value>,
}

/// More than this most servers refuse, and many more no request can hold.
const MOST_HEADERS: usize = 100;
/// The most bytes of a URL for further query parameters, every one of which may need three.
const LONGEST_QUERY: usize = 16 * 1024;

/// Headers that say what the request is; the SDK alone sets them.
const RESERVED: [&str; 12] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
    "x-fields",
];

impl Options {
    /// Options from JSON, in the form of `tests/contract/boundary.md`.
    ///
    /// # Errors
    /// `validation`, naming all that are wrong.
    pub fn from_json(options: Value) -> Result<Self> {
        let mut violations = Violations::default();
        let parsed = Self::parse(options, &mut violations);
        parsed.check(&mut violations);
        let violations = violations.into_violations();
        if violations.is_empty() { Ok(parsed) } else { Err(Error::validation("options", violations)) }
    }

    /// These options on top of others: what is set here wins, headers and extra members add up.
    pub fn over(&self, base: &Options) -> Options {
        let mut headers = base.headers.clone();
        headers.retain(|(name, _)| !self.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)));
        headers.extend(self.headers.iter().cloned());
        let mut extra_body = base.extra_body.clone();
        extra_body.extend(self.extra_body.clone());
        Options {
            connect_timeout: self.connect_timeout.or(base.connect_timeout),
            attempt_timeout: self.attempt_timeout.or(base.attempt_timeout),
            timeout: self.timeout.or(base.timeout),
            max_retries: self.max_retries.or(base.max_retries),
            backoff_initial: self.backoff_initial.or(base.backoff_initial),
            backoff_max: self.backoff_max.or(base.backoff_max),
            headers,
            extra_query: [base.extra_query.as_slice(), self.extra_query.as_slice()].concat(),
            extra_body,
        }
    }

    /// Whether nothing is set.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Options::default()
    }

    /// What is wrong with them.
    pub(crate) fn check(&self, violations: &mut Violations) {
        if self.headers.len() > MOST_HEADERS {
            let message = format!("has more than {MOST_HEADERS} headers");
            violations.add_limit("headers", ViolationCode::TooLong, message, MOST_HEADERS as i64);
        }
        let query = self.extra_query.iter().map(|(name, value)| 2 + 3 * (name.len() + value.len())).sum::<usize>();
        if query > LONGEST_QUERY {
            let message = format!("may take at most {LONGEST_QUERY} bytes in a URL");
            violations.add_limit("extra_query", ViolationCode::TooLong, message, LONGEST_QUERY as i64);
        }
        for (name, value) in &self.headers {
            let path = format!("headers.{name}");
            if HeaderName::from_bytes(name.as_bytes()).is_err() {
                violations.add("headers", ViolationCode::Pattern, "has a name that is no HTTP header name");
            } else if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
                violations.add(
                    path,
                    ViolationCode::NotAllowed,
                    "is set by the SDK alone; a list of storages has `fields` for `X-Fields`",
                );
            } else if !value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
                violations.add(
                    path,
                    ViolationCode::Pattern,
                    "may have visible ASCII characters and spaces only, no line breaks",
                );
            }
        }
        if self.max_retries.is_some_and(|retries| retries > 100) {
            violations.add_limit("max_retries", ViolationCode::OutOfRange, "must be between 0 and 100", 100);
        }
        for (name, limit) in [
            ("timeout_ms.connect", self.connect_timeout),
            ("timeout_ms.attempt", self.attempt_timeout),
            ("timeout_ms.total", self.timeout),
        ] {
            if limit == Some(Duration::ZERO) {
                violations.add_limit(name, ViolationCode::OutOfRange, "must be more than 0", 1);
            }
        }
    }

    /// Reads the boundary's form. What is wrong is reported.
    pub(crate) fn parse(options: Value, violations: &mut Violations) -> Options {
        let mut parsed = Options::default();
        let members = match options {
            Value::Null => Map::new(),
            Value::Object(members) => members,
            other => {
                violations.wrong_type("", "an object of options", &other);
                return parsed;
            }
        };
        for (name, value) in members {
            match name.as_str() {
                "timeout_ms" => {
                    for (part, value) in object(&name, value, violations) {
                        let body_kind = match part.as_str() {
                            "connect" => &mut parsed.connect_timeout,
                            "attempt" => &mut parsed.attempt_timeout,
                            "total" => &mut parsed.timeout,
                            _ => {
                                violations.add(
                                    format!("{name}.{part}"),
                                    ViolationCode::Unknown,
                                    "is not a time limit: connect, attempt and total are",
                                );
                                continue;
                            }
                        };
                        *body_kind = duration(&format!("{name}.{part}"), &value, 1, violations);
                    }
                }
                "backoff_ms" => {
                    for (part, value) in object(&name, value, violations) {
                        let body_kind = match part.as_str() {
                            "initial" => &mut parsed.backoff_initial,
                            "max" => &mut parsed.backoff_max,
                            _ => {
                                violations.add(
                                    format!("{name}.{part}"),
                                    ViolationCode::Unknown,
                                    "is not a wait: initial and max are",
                                );
                                continue;
                            }
                        };
                        *body_kind = duration(&format!("{name}.{part}"), &value, 0, violations);
                    }
                }
                "max_retries" => match integer(&value) {
                    Some(number) => parsed.max_retries = Some(u32::try_from(number).unwrap_or(u32::MAX)),
                    None => violations.wrong_type(name, "a whole number", &value),
                },
                "headers" => parsed.headers = texts(&name, value, violations),
                "extra_query" => parsed.extra_query = texts(&name, value, violations),
                "extra_body" => parsed.extra_body = object(&name, value, violations),
                _ => violations.add(name, ViolationCode::Unknown, "is not an option of a call"),
            }
        }
        parsed
    }
}

/// Without the values of headers, which may be secrets.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("timeout", &self.timeout)
            .field("max_retries", &self.max_retries)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

fn object(name: &str, value: Value, violations: &mut Violations) -> Map<String, Value> {
    match value {
        Value::Object(map) if !map.contains_key(UNSENDABLE) => map,
        other => {
            violations.wrong_type(name, "an object", &other);
            Map::new()
        }
    }
}

fn texts(name: &str, value: Value, violations: &mut Violations) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (key, value) in object(name, value, violations) {
        match value {
            Value::String(text) => texts.push((key, text)),
            other => violations.wrong_type(format!("{name}.{key}"), "text", &other),
        }
    }
    texts
}

fn duration(path: &str, value: &Value, min: i64, violations: &mut Violations) -> Option<Duration> {
    /// A year: more is no limit, and its sum with the clock may not exist.
    const MOST: i64 = 365 * 24 * 3600 * 1000;
    match integer(value) {
        Some(number) if (min..=MOST).contains(&number) => Some(Duration::from_millis(number.unsigned_abs())),
        Some(_) => {
            violations.add_limit(
                path,
                ViolationCode::OutOfRange,
                format!("must be between {min} and {MOST} milliseconds"),
                min,
            );
            None
        }
        None => {
            violations.wrong_type(path, "a whole number of milliseconds", value);
            None
        }
    }
}
