//! The words of an error: what was wrong, where, and what to do about it. Redaction follows, in the run.

use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::execute::retry::LONGEST_WAIT;
use crate::http::proxy::Refusal;
use crate::http::{Exhausted, HttpResponse, Transport, TransportError};
use crate::response::charset;
use crate::response::error_body;
use crate::schema::operation::Operation;
use crate::settings::source::Source;

const EXCERPT: usize = 1024;
const MESSAGE: usize = 8 * 1024;
/// A server that refuses a body of more bytes than this may close before it has read it, and its response is lost.
const LARGE: usize = 1024 * 1024;

/// The first bytes of a text, cut between characters.
pub(crate) fn excerpt(text: &str) -> String {
    let cut = (0..=EXCERPT.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text[..cut.unwrap_or_default()].to_owned()
}

/// A message without control characters, whatever the service put into it. What stood around one may be a secret that was none before.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

/// A message of bounded length.
pub(crate) fn sentence(mut text: String) -> String {
    if text.len() > MESSAGE {
        text.truncate((0..=MESSAGE).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default());
        text.push('…');
    }
    text
}

/// A redirect that was not followed.
pub(crate) enum SkippedRedirect {
    /// To this origin.
    Elsewhere(String),
    /// To the same host with TLS.
    Secure(String),
    /// Within the origin: too many, or one that would turn the call into another.
    Here,
}

/// A response with a status that is no success.
pub(crate) fn from_status(
    operation: &Operation,
    response: &HttpResponse,
    retry_after: Option<Duration>,
    redirect: Option<SkippedRedirect>,
) -> Error {
    let said = error_body::read(response);
    let kind = ErrorKind::from_status(response.status);
    let mut message = format!("{}: {}", operation.id, said.words(response.status));
    match redirect {
        Some(SkippedRedirect::Elsewhere(target)) => message.push_str(&format!(
            ", a redirect to {target} that was not followed, so that the token stays here: check the base URL"
        )),
        Some(SkippedRedirect::Secure(target)) => message
            .push_str(&format!(", a redirect to {target} that was not followed: write `https://` in the base URL")),
        Some(SkippedRedirect::Here) => message.push_str(", a redirect that cannot be followed: check the base URL"),
        None => {
            if let Some(advice) = said.advice(kind, response.status) {
                message.push_str(&format!(". {advice}"));
            }
        }
    }
    if let Some(asked) = retry_after.filter(|asked| *asked > LONGEST_WAIT) {
        message.push_str(&format!(". It asked to wait {} s", asked.as_secs()));
    }
    let mut error = Error::new(kind, message);
    error.0.retryable = matches!(response.status, 408 | 429 | 500 | 502 | 503 | 504 | 520..=530);
    error.0.retry_after = retry_after;
    error.0.extra = said.extra;
    error.0.excerpt = said.raw;
    error
}

/// A create that was answered "taken" after an attempt whose response was lost, and what is there is not known to be its work.
pub(crate) fn from_taken(operation: &Operation, response: &HttpResponse) -> Error {
    let said = error_body::read(response);
    let message = format!(
        "{}: an attempt lost its response, and the next one was answered {}: {}. The name is there, but not known to be \
         this call's work: read it and compare, or choose another name",
        operation.id,
        response.status,
        said.reason.as_deref().unwrap_or("the name is taken").trim_end_matches('.'),
    );
    let mut error = Error::new(ErrorKind::Conflict, message);
    error.0.extra = said.extra;
    error.0.excerpt = said.raw;
    error
}

/// A create that was answered "taken" at once, although what is there equals what was sent and is new.
pub(crate) fn from_equal(operation: &Operation, response: &HttpResponse) -> Error {
    let said = error_body::read(response);
    let message = format!(
        "{}: the service answered {}: {}. But what is there equals what this call sends and was created after the call began, as far \
         as a clock of whole seconds tells: if nobody else did that, something on the way, such as a proxy, sent the call twice",
        operation.id,
        response.status,
        said.reason.as_deref().unwrap_or("the name is taken").trim_end_matches('.'),
    );
    let mut error = Error::new(ErrorKind::from_status(response.status), message);
    error.0.extra = said.extra;
    error.0.excerpt = said.raw;
    error
}

/// `success: false` under a 2xx.
pub(crate) fn from_refusal(operation: &Operation, response: &HttpResponse, message: Option<String>) -> Error {
    let body = error_body::read(response);
    let said = message.or(body.reason).unwrap_or_else(|| "without a reason".to_owned());
    let mut error = Error::new(
        ErrorKind::Server,
        format!("{}: the service answered {} with success: false: {said}", operation.id, response.status),
    );
    error.0.extra = body.extra;
    error
}

/// A 2xx that cannot be read.
pub(crate) fn from_decoding(operation: &Operation, response: &HttpResponse, reason: &str) -> Error {
    let message = format!(
        "{}: the service answered {}, but {reason}. Check that the base URL leads to Edgegap's API and not to a proxy or a login page",
        operation.id, response.status
    );
    let mut error = Error::new(ErrorKind::Decode, message);
    error.0.excerpt =
        Some(charset::text(&response.headers, &response.body).into_owned()).filter(|text| !text.is_empty());
    error
}

/// No whole response.
/// `sent` is the number of bytes of the body.
pub(crate) fn from_transport_error(
    operation: &Operation,
    broken: TransportError,
    sent: usize,
    transport: &Transport,
) -> Error {
    let id = operation.id;
    let with_status = |kind, status, message| {
        let mut error = Error::new(kind, message);
        error.0.status = Some(status);
        error
    };
    match broken {
        TransportError::Connect(reason) => Error::new(ErrorKind::Connection, no_connection(id, &reason, transport)),
        TransportError::Refused(refusal) => refused(id, &refusal, transport),
        TransportError::Exhausted(what) => {
            not_retryable(ErrorKind::Connection, format!("{id}: no connection to the service: {}", exhausted(what)))
        }
        TransportError::Tls(reason) => Error::new(ErrorKind::Tls, format!("{id}: TLS failed: {reason}")),
        TransportError::Reset(reason) => {
            let mut message = format!("{id}: the connection ended before a response came: {reason}");
            if sent > LARGE {
                message.push_str(&format!(". The request had {sent} bytes, which may be more than the service takes"));
            }
            Error::new(ErrorKind::Connection, message)
        }
        TransportError::Head(reason) => Error::new(
            ErrorKind::Decode,
            format!(
                "{id}: a response came whose head cannot be read: {reason}. Check that the base URL leads to Edgegap's API, and what a \
                 proxy on the way does"
            ),
        ),
        TransportError::Body(status, reason) => {
            with_status(ErrorKind::Connection, status, format!("{id}: the service answered {status}, but {reason}"))
        }
        TransportError::Coding(status, reason) => {
            let mut error =
                with_status(ErrorKind::Decode, status, format!("{id}: the service answered {status}, but {reason}"));
            error.0.maybe_applied = !operation.is_get();
            error
        }
        TransportError::TooLarge(status) => {
            let max_body = transport.max_body;
            let mut error = with_status(
                ErrorKind::Decode,
                status,
                format!(
                    "{id}: the service answered {status} with a body of more than {max_body} bytes, which is not read"
                ),
            );
            error.0.maybe_applied = !operation.is_get() && (200..300).contains(&status);
            error
        }
    }
}

/// What the system has no more of, and what to do.
pub(crate) fn exhausted(what: Exhausted) -> &'static str {
    match what {
        Exhausted::Descriptors => {
            "this process or machine has as many files open as it may. Close clients that are not needed any more, use one \
             client for many calls, or raise the limit (`ulimit -n`)"
        }
        Exhausted::Threads => {
            "the system gives this process no thread to look the host up. Raise the limit of processes (`ulimit -u`, or that of \
             the container)"
        }
    }
}

fn not_retryable(kind: ErrorKind, message: String) -> Error {
    let mut error = Error::new(kind, message);
    error.0.retryable = false;
    error
}

fn no_connection(id: &str, reason: &str, transport: &Transport) -> String {
    let resolved = &transport.resolved;
    match resolved.proxy() {
        Some(proxy) => format!(
            "{id}: no connection through the proxy {} from {}: {reason}. Check the proxy and the network",
            proxy.shown,
            proxy.source.in_words(resolved.language)
        ),
        None => format!("{id}: no connection to the service: {reason}. Check the base URL, the network and the proxy"),
    }
}

/// What a proxy says is not what the service says.
fn refused(id: &str, refusal: &Refusal, transport: &Transport) -> Error {
    let resolved = &transport.resolved;
    let (shown, source) = match resolved.proxy() {
        Some(proxy) => (proxy.shown.as_str(), proxy.source.in_words(resolved.language)),
        None => ("", String::new()),
    };
    let said = match refusal.status {
        Some(status) => format!(": it answered {status} {}", refusal.reason).trim_end().to_owned(),
        None => String::new(),
    };
    let is_variable = matches!(resolved.proxy().map(|proxy| proxy.source), Some(Source::Variable(_)));
    let advice = match refusal.status {
        Some(407) if resolved.proxy().is_some_and(|proxy| !proxy.login.is_empty()) => {
            "It refuses the user name or password of the proxy's URL: check them"
        }
        Some(407) => "It wants a login: give it in the proxy's URL, `http://user:password@host:port`",
        Some(401 | 403 | 405) if is_variable => {
            "It does not allow this host: ask whoever runs it, or name the host in NO_PROXY"
        }
        Some(401 | 403 | 405) => "It does not allow this host: ask whoever runs it, or leave the proxy out",
        _ => "Check whether it can reach the service",
    };
    let message = format!("{id}: the proxy {shown} from {source} did not connect to the service{said}. {advice}");
    if refusal.may_pass() {
        Error::new(ErrorKind::Connection, message)
    } else {
        not_retryable(ErrorKind::Connection, message)
    }
}

/// Time was up.
pub(crate) fn from_timeout(operation: &Operation, limit: Duration, is_total: bool) -> Error {
    let (what, option) = if is_total { ("the call", "timeout") } else { ("the attempt", "attempt_timeout") };
    let message = format!(
        "{}: no response within {limit:?}, the limit of {what}. Raise `{option}` if the service needs longer",
        operation.id
    );
    Error::new(ErrorKind::Timeout, message)
}

/// What to do when nobody knows whether the call was carried out. A taken name has words of its own for that.
pub(crate) fn doubt(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Conflict => "",
        _ => ". It may have been carried out all the same: look before trying again",
    }
}
