//! The error of this crate: its kind says what the caller can do, the rest are details.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::reply::Attempt;
use crate::schema::operation::Operation;
use crate::schema::secrecy::cut_all;
use crate::violation::Violation;

/// Defines the kinds of errors. The documentation of a kind is that of its class in every language.
macro_rules! error_kinds {
    ($($(#[doc = $doc:literal])+ $Kind:ident as $name:literal, $class:literal;)*) => {
        /// The kind of an error, which tells the caller how to react.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $(
                $(#[doc = $doc])+
                #[serde(rename = $name)]
                $Kind,
            )*
        }

        impl ErrorKind {
            /// All kinds, for documentation.
            pub const ALL: [ErrorKind; [$($class),*].len()] = [$(Self::$Kind),*];

            /// The name of the kind, such as `not_found`.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$Kind => $name,)*
                }
            }

            /// Name of the class of this kind in other languages, without `Error` or `Exception`.
            pub fn class_name(self) -> &'static str {
                match self {
                    $(Self::$Kind => $class,)*
                }
            }

            /// The documentation of this kind.
            pub fn doc(self) -> &'static str {
                match self {
                    $(Self::$Kind => concat!($($doc, "\n"),+),)*
                }
            }
        }
    };
}

error_kinds! {
    /// The arguments or options are invalid; no request was sent. [`Error::violations`] lists all
    /// violations with their paths.
    Validation as "validation", "Validation";
    /// A setting of the client is missing or invalid: the token, the URL, the CA file, an
    /// environment variable, or the native library of a language binding.
    Configuration as "configuration", "Configuration";
    /// 401: the token is missing, invalid or expired.
    Authentication as "authentication", "Authentication";
    /// 403: the token does not permit this call. Or the client's own `read_only` or `allow_apps`
    /// does not: no request was sent.
    Permission as "permission", "PermissionDenied";
    /// 404: the object does not exist.
    NotFound as "not_found", "NotFound";
    /// 409: the name is already taken. [`Error::maybe_applied`] is true if an earlier attempt of
    /// the same call may have taken it.
    Conflict as "conflict", "Conflict";
    /// 424: the image cannot be pulled.
    Image as "image", "Image";
    /// 429: too many requests. [`Error::retry_after`] is the wait that the service requested.
    RateLimited as "rate_limited", "RateLimited";
    /// 400 or another 4xx: the service rejects the request, for example because of a quota or a
    /// taken name.
    BadRequest as "bad_request", "BadRequest";
    /// 5xx, or a response that violates the protocol.
    Server as "server", "Server";
    /// A timeout expired: of the connection, of an attempt or of the whole call.
    Timeout as "timeout", "TimedOut";
    /// The connection could not be made, or it was lost.
    Connection as "connection", "ConnectionFailed";
    /// The server's certificate was rejected, or TLS failed for another reason.
    Tls as "tls", "Tls";
    /// A successful response could not be parsed.
    Decode as "decode", "Decode";
    /// The call was cancelled.
    Cancelled as "cancelled", "Cancelled";
    /// The client or the emulator was closed, or belongs to another process.
    Closed as "closed", "Closed";
    /// A bug in this SDK; please report it.
    Internal as "internal", "Internal";
}

impl ErrorKind {
    /// The kind for an HTTP status other than 2xx.
    pub fn from_status(status: u16) -> Self {
        match status {
            401 => Self::Authentication,
            403 => Self::Permission,
            404 => Self::NotFound,
            408 => Self::Timeout,
            409 => Self::Conflict,
            424 => Self::Image,
            429 => Self::RateLimited,
            400..=499 => Self::BadRequest,
            _ => Self::Server,
        }
    }
}

/// The error of a failed call.
///
/// `Display` is a message for people; match on [`Error::kind`] in code.
///
/// ```no_run
/// # async fn f(client: edgegap_sdk::Client) -> edgegap_sdk::Result<()> {
/// use edgegap_sdk::ErrorKind;
/// match client.applications().get("my-game").await {
///     Ok(application) => println!("{application:?}"),
///     Err(error) if error.kind() == ErrorKind::NotFound => println!("not there yet"),
///     Err(error) => return Err(error),
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Error(pub(crate) Box<Envelope>);

/// The fields of an error, as `tests/contract/boundary.md` describes them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Envelope {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operation: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request_id: Option<String>,
    /// True if the operation changes something.
    #[serde(skip)]
    pub(crate) changes: bool,
    pub(crate) retryable: bool,
    pub(crate) maybe_applied: bool,
    pub(crate) attempts: Vec<Attempt>,
    #[serde(rename = "elapsed_ms", serialize_with = "milliseconds")]
    pub(crate) elapsed: Duration,
    #[serde(
        rename = "retry_after_ms",
        skip_serializing_if = "Option::is_none",
        serialize_with = "optional_milliseconds"
    )]
    pub(crate) retry_after: Option<Duration>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) violations: Vec<Violation>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(crate) extra: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) excerpt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

fn optional_milliseconds<S: Serializer>(duration: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match duration {
        Some(duration) => milliseconds(duration, serializer),
        None => serializer.serialize_none(),
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Envelope {
            kind,
            message: message.into(),
            operation: None,
            changes: false,
            status: None,
            request_id: None,
            retryable: matches!(kind, ErrorKind::Timeout | ErrorKind::Connection | ErrorKind::RateLimited),
            maybe_applied: false,
            attempts: Vec::new(),
            elapsed: Duration::ZERO,
            retry_after: None,
            violations: Vec::new(),
            extra: Map::new(),
            excerpt: None,
            method: None,
            url: None,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// An error raised by a language binding: `closed`, `cancelled`, `connection`, `configuration`,
    /// `validation`, `decode` or `internal`, with the operation of the call if there is one.
    pub fn from_binding(kind: ErrorKind, message: impl Into<String>, operation: Option<&'static Operation>) -> Self {
        let mut error = Self::new(kind, message);
        error.0.operation = operation.map(|operation| operation.id);
        error.0.changes = operation.is_some_and(|operation| !operation.is_get());
        error
    }

    /// The same error as one of an operation that is not in the core, with a further field.
    /// `changes` is true if the operation changes something. For the crates of this repository
    /// only.
    #[doc(hidden)]
    pub fn of_steps(mut self, operation: &'static str, changes: bool, extra: Option<(&str, Value)>) -> Self {
        self.0.operation = Some(operation);
        self.0.changes = changes;
        self.0.extra.extend(extra.map(|(name, value)| (name.to_owned(), value)));
        self
    }

    /// The same error with a further sentence. For the crates of this repository only.
    #[doc(hidden)]
    pub fn with_note(mut self, note: &str) -> Self {
        self.0.message.truncate(self.0.message.trim_end_matches('.').len());
        self.0.message.push_str(&format!(". {note}"));
        self
    }

    /// The same error of a call that ended after this time. `maybe_applied` is set if the operation
    /// changes something and a request was sent.
    pub fn after(mut self, elapsed: Duration, is_sent: bool) -> Self {
        self.0.elapsed = elapsed;
        self.0.maybe_applied = self.0.changes && is_sent;
        self
    }

    /// All violations in one message, one per line when there are several.
    pub(crate) fn validation(operation: &'static str, violations: Vec<Violation>) -> Self {
        let message = match violations.as_slice() {
            [one] => format!("{operation}: {one}"),
            many => {
                let lines: Vec<_> = many.iter().map(|violation| format!("\n  {violation}")).collect();
                format!("{operation}: {} violations{}", many.len(), lines.concat())
            }
        };
        let mut error = Self::new(ErrorKind::Validation, message);
        error.0.operation = Some(operation);
        error.0.violations = violations;
        error
    }

    /// The kind of the error, which tells the caller how to react.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The message: what was wrong, where, and what to do.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// ID of the operation, such as `versions.create`.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// HTTP status of the last response, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Request ID of the service, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// True if the same call can succeed later.
    pub fn retryable(&self) -> bool {
        self.0.retryable
    }

    /// True if the service may have carried out the call although it failed.
    pub fn maybe_applied(&self) -> bool {
        self.0.maybe_applied
    }

    /// All HTTP exchanges of the call, in order.
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// Duration of the call, delays between attempts included.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// Delay that the service asks for before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// All violations of the arguments.
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// The fields of the response body other than `message`.
    pub fn extra(&self) -> &Map<String, Value> {
        &self.0.extra
    }

    /// The start of a response body that could not be parsed, at most 1 KiB.
    pub fn excerpt(&self) -> Option<&str> {
        self.0.excerpt.as_deref()
    }

    /// HTTP method of the call.
    pub fn method(&self) -> Option<&str> {
        self.0.method.as_deref()
    }

    /// URL of the call, without secrets.
    pub fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// The error as JSON, in the form of `tests/contract/boundary.md`.
    pub fn to_json(&self) -> Value {
        serde_json::to_value(&*self.0).unwrap_or_default()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut json = self.to_json();
        // The fields of an error's body, which may be long.
        if let Some(extra) = json.get_mut("extra") {
            cut_all(extra);
        }
        write!(f, "Error {json}")
    }
}

impl std::error::Error for Error {}

/// `Result` with the error of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
