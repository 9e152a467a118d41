//! Options of a client and of a single call. An option of a call that is not set comes from the
//! client.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderName;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::request::validate::integer;
use crate::settings::source::Language;
use crate::violation::{UNSENDABLE, ViolationCode, Violations};

/// Options of a call, or of every call of a client. Options that are `None` or empty are inherited.
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
    /// Maximum time to make a connection.
    pub connect_timeout: Option<Duration>,
    /// Maximum time for one HTTP exchange, up to the last byte of the response.
    pub attempt_timeout: Option<Duration>,
    /// Maximum time for the call, retries and delays included.
    pub timeout: Option<Duration>,
    /// Maximum number of retries, 0 to 100.
    pub max_retries: Option<u32>,
    /// Delay before the first retry. It doubles with each retry, and half of it is random.
    pub backoff_initial: Option<Duration>,
    /// Maximum delay between two attempts, unless `Retry-After` asks for more.
    pub backoff_max: Option<Duration>,
    /// Headers to add to each request.
    pub headers: Vec<(String, String)>,
    /// Query parameters to add to each request.
    pub extra_query: Vec<(String, String)>,
    /// Fields to add to the body that this SDK does not model.
    pub extra_body: Map<String, Value>,
}

/// Most servers reject more headers.
const MAX_HEADERS: usize = 100;
/// Maximum bytes of the extra query parameters in a URL, where a character takes up to three.
const MAX_QUERY: usize = 16 * 1024;

/// One year in milliseconds. Beyond it, adding to the clock could overflow.
const MAX_TIME: i64 = 365 * 24 * 3600 * 1000;

/// Headers that only the SDK sets.
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
    /// `validation`, with all violations.
    pub fn from_json(options: Value) -> Result<Self> {
        Self::from_json_of(options, Language::Rust)
    }

    /// The same, with the names of a language in messages. For the bindings of this repository
    /// only.
    ///
    /// # Errors
    /// `validation`, with all violations.
    #[doc(hidden)]
    pub fn from_json_of(options: Value, language: Language) -> Result<Self> {
        let mut violations = Violations::default();
        let parsed = Self::parse(options, language, &mut violations);
        parsed.check(language, &mut violations);
        let violations = violations.into_violations();
        if violations.is_empty() { Ok(parsed) } else { Err(Error::validation("options", violations)) }
    }

    /// These options merged over others. Options that are set here win; headers and extra fields
    /// are combined.
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

    /// True if no option is set.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Options::default()
    }

    /// Adds the violations of these options.
    pub(crate) fn check(&self, language: Language, violations: &mut Violations) {
        if self.headers.len() > MAX_HEADERS {
            let message = format!("has more than {MAX_HEADERS} headers");
            violations.add_limit(language.option("headers"), ViolationCode::TooLong, message, MAX_HEADERS as i64);
        }
        let query = self.extra_query.iter().map(|(name, value)| 2 + 3 * (name.len() + value.len())).sum::<usize>();
        if query > MAX_QUERY {
            let message = format!("may take at most {MAX_QUERY} bytes in a URL");
            violations.add_limit(language.option("extra_query"), ViolationCode::TooLong, message, MAX_QUERY as i64);
        }
        for (name, value) in &self.headers {
            let path = language.option(&format!("headers.{name}"));
            if HeaderName::from_bytes(name.as_bytes()).is_err() {
                violations.add(language.option("headers"), ViolationCode::Pattern, "has an invalid header name");
            } else if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
                let fields = language.argument("fields");
                violations.add(
                    path,
                    ViolationCode::NotAllowed,
                    format!("is set by the SDK; for `X-Fields`, use `{fields}` of a list of endpoint storages"),
                );
            } else if !value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
                violations.add(
                    path,
                    ViolationCode::Pattern,
                    "may contain only visible ASCII characters and spaces, no line breaks",
                );
            }
        }
        if self.max_retries.is_some_and(|retries| retries > 100) {
            let path = language.option("max_retries");
            violations.add_limit(path, ViolationCode::OutOfRange, "must be between 0 and 100", 100);
        }
        for (name, limit) in [
            ("timeout_ms.connect", self.connect_timeout),
            ("timeout_ms.attempt", self.attempt_timeout),
            ("timeout_ms.total", self.timeout),
        ] {
            if limit == Some(Duration::ZERO) {
                out_of_range(name, 1, language, violations);
            }
        }
    }

    /// Reads options from JSON and adds violations.
    pub(crate) fn parse(options: Value, language: Language, violations: &mut Violations) -> Options {
        let mut parsed = Options::default();
        let fields = match options {
            Value::Null => Map::new(),
            Value::Object(fields) => fields,
            other => {
                violations.wrong_type("", "an object of options", &other);
                return parsed;
            }
        };
        for (name, value) in fields {
            match name.as_str() {
                "timeout_ms" => {
                    let known = [
                        ("connect", &mut parsed.connect_timeout),
                        ("attempt", &mut parsed.attempt_timeout),
                        ("total", &mut parsed.timeout),
                    ];
                    durations(&name, value, 1, known, language, violations);
                }
                "backoff_ms" => {
                    let known = [("initial", &mut parsed.backoff_initial), ("max", &mut parsed.backoff_max)];
                    durations(&name, value, 0, known, language, violations);
                }
                "max_retries" => match integer(&value) {
                    Some(number) => parsed.max_retries = Some(u32::try_from(number).unwrap_or(u32::MAX)),
                    None => violations.wrong_type(language.option(&name), "an integer", &value),
                },
                "headers" => parsed.headers = strings(&name, value, language, violations),
                "extra_query" => parsed.extra_query = strings(&name, value, language, violations),
                "extra_body" => parsed.extra_body = object(&name, value, language, violations),
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

fn object(name: &str, value: Value, language: Language, violations: &mut Violations) -> Map<String, Value> {
    match value {
        Value::Object(map) if !map.contains_key(UNSENDABLE) => map,
        other => {
            let expected = match (name, language) {
                ("timeout_ms", Language::Node) => "a number of milliseconds or an object",
                _ => "an object",
            };
            violations.wrong_type(language.option(name), expected, &other);
            Map::new()
        }
    }
}

fn strings(name: &str, value: Value, language: Language, violations: &mut Violations) -> Vec<(String, String)> {
    let mut strings = Vec::new();
    for (key, value) in object(name, value, language, violations) {
        match value {
            Value::String(text) => strings.push((key, text)),
            other => violations.wrong_type(language.option(&format!("{name}.{key}")), "a string", &other),
        }
    }
    strings
}

/// Reads an object of durations in milliseconds.
fn durations<const N: usize>(
    name: &str,
    value: Value,
    min: i64,
    mut known: [(&str, &mut Option<Duration>); N],
    language: Language,
    violations: &mut Violations,
) {
    for (part, value) in object(name, value, language, violations) {
        let path = format!("{name}.{part}");
        match known.iter_mut().find(|(known, _)| *known == part) {
            Some((_, duration)) => **duration = milliseconds(&path, &value, min, language, violations),
            None => {
                let names = known.each_ref().map(|(name, _)| format!("`{name}`")).join(", ");
                let (path, name) = (language.option(&path), language.option(name));
                violations.add(path, ViolationCode::Unknown, format!("is not a field of `{name}`, which has {names}"));
            }
        }
    }
}

fn milliseconds(
    path: &str,
    value: &Value,
    min: i64,
    language: Language,
    violations: &mut Violations,
) -> Option<Duration> {
    match integer(value) {
        Some(number) if (min..=MAX_TIME).contains(&number) => Some(Duration::from_millis(number.unsigned_abs())),
        Some(_) => {
            out_of_range(path, min, language, violations);
            None
        }
        None => {
            violations.wrong_type(language.option(path), language.time_type(), value);
            None
        }
    }
}

fn out_of_range(path: &str, min: i64, language: Language, violations: &mut Violations) {
    let (path, message) = (language.option(path), language.time_bounds(min, MAX_TIME));
    violations.add_optional_limit(path, ViolationCode::OutOfRange, message, language.time_limit(min));
}

/// The setters that a client, a call and a list have in common, with the defaults for their
/// documentation.
macro_rules! option_setters {
    ($timeout:literal, $attempt_timeout:literal, $max_retries:literal) => {
        #[doc = concat!("Maximum time for a call, retries and delays included. Default: ", $timeout, ".")]
        pub fn timeout(mut self, limit: Duration) -> Self {
            self.options.timeout = Some(limit);
            self
        }

        #[doc = concat!("Maximum time for one HTTP exchange. Default: ", $attempt_timeout, ".")]
        pub fn attempt_timeout(mut self, limit: Duration) -> Self {
            self.options.attempt_timeout = Some(limit);
            self
        }

        #[doc = concat!("Maximum number of retries, 0 to 100. Default: ", $max_retries, ".")]
        pub fn max_retries(mut self, retries: u32) -> Self {
            self.options.max_retries = Some(retries);
            self
        }

        /// Adds a header to each request.
        pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            self.options.headers.push((name.into(), value.into()));
            self
        }

        /// Adds a query parameter to each request that this SDK does not model.
        pub fn extra_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
            self.options.extra_query.push((name.into(), value.into()));
            self
        }

        /// Sets all given options at once; options that were set before and are not given stay.
        pub fn options(mut self, options: Options) -> Self {
            self.options = options.over(&self.options);
            self
        }
    };
}
pub(crate) use option_setters;
