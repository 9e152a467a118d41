//! The messages of errors: what was wrong, where, and what to do. `outcome.rs` redacts them.

use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::execute::retry::MAX_DELAY;
use crate::http::proxy::Refusal;
use crate::http::{Exhausted, HttpResponse, Transport, TransportError};
use crate::response::charset;
use crate::response::error_body;
use crate::schema::operation::Operation;
use crate::settings::source::Source;

const EXCERPT: usize = 1024;
const MESSAGE: usize = 8 * 1024;
/// A server that rejects a larger body may close the connection before it has read it, so its
/// response is lost.
const LARGE: usize = 1024 * 1024;

/// The start of a string, cut between characters.
pub(crate) fn excerpt(text: &str) -> String {
    let cut = (0..=EXCERPT.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text[..cut.unwrap_or_default()].to_owned()
}

/// A message without control characters. Removing one can join the parts of a secret, so the result
/// is redacted again.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

/// A message of limited length.
pub(crate) fn sentence(mut text: String) -> String {
    if text.len() > MESSAGE {
        text.truncate((0..=MESSAGE).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default());
        text.push('…');
    }
    text
}

/// A redirect that was not followed.
pub(crate) enum SkippedRedirect {
    /// To another origin.
    Elsewhere(String),
    /// To the same host with TLS.
    Secure(String),
    /// Within the same origin: too many redirects, or one that would change the method.
    Here,
}

/// The error for a status other than 2xx.
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
            ", a redirect to {target}, which was not followed to keep the token private: check the base URL"
        )),
        Some(SkippedRedirect::Secure(target)) => message
            .push_str(&format!(", a redirect to {target}, which was not followed: use `https://` in the base URL")),
        Some(SkippedRedirect::Here) => message.push_str(", a redirect that cannot be followed: check the base URL"),
        None => {
            if let Some(advice) = said.advice(kind, response.status) {
                message.push_str(&format!(". {advice}"));
            }
        }
    }
    if let Some(asked) = retry_after.filter(|asked| *asked > MAX_DELAY) {
        message.push_str(&format!(". The service asks for a delay of {} s", asked.as_secs()));
    }
    let mut error = Error::new(kind, message);
    error.0.retryable = matches!(response.status, 408 | 429 | 500 | 502 | 503 | 504 | 520..=530);
    error.0.retry_after = retry_after;
    error.0.extra = said.extra;
    error.0.excerpt = said.raw;
    error
}

/// The error for a create whose name is taken after the response of an earlier attempt was lost, if
/// it is not certain that this attempt created the object.
pub(crate) fn from_taken(operation: &Operation, response: &HttpResponse) -> Error {
    let said = error_body::read(response);
    let message = format!(
        "{}: the response to one attempt was lost, and the service answered the next one with {}: {}. It is not \
         certain \
         that this call created the object: get it and compare, or choose another name",
        operation.id,
        response.status,
        said.reason.as_deref().unwrap_or("the name is taken").trim_end_matches('.'),
    );
    let mut error = Error::new(ErrorKind::Conflict, message);
    error.0.extra = said.extra;
    error.0.excerpt = said.raw;
    error
}

/// The error for a create whose name is taken at the first attempt, although the object equals the
/// request and is new.
pub(crate) fn from_equal(operation: &Operation, response: &HttpResponse) -> Error {
    let said = error_body::read(response);
    let message = format!(
        "{}: the service answered {}: {}. But the object equals the request and was created after the call started, to \
         the precision of one second. If no other program created it, a proxy may have sent the request twice",
        operation.id,
        response.status,
        said.reason.as_deref().unwrap_or("the name is taken").trim_end_matches('.'),
    );
    let mut error = Error::new(ErrorKind::from_status(response.status), message);
    error.0.extra = said.extra;
    error.0.excerpt = said.raw;
    error
}

/// The error for `success: false` in a 2xx.
pub(crate) fn from_refusal(operation: &Operation, response: &HttpResponse, message: Option<String>) -> Error {
    let body = error_body::read(response);
    let said = message.or(body.reason).unwrap_or_else(|| "no reason given".to_owned());
    let mut error = Error::new(
        ErrorKind::Server,
        format!("{}: the service answered {} with success: false: {said}", operation.id, response.status),
    );
    error.0.extra = body.extra;
    error
}

/// The error for a 2xx that cannot be parsed.
pub(crate) fn from_decoding(operation: &Operation, response: &HttpResponse, reason: &str) -> Error {
    let message = format!(
        "{}: the service answered {}, but {reason}. Check that the base URL is that of Edgegap's API and not of \
         a proxy or a login page",
        operation.id, response.status
    );
    let mut error = Error::new(ErrorKind::Decode, message);
    error.0.excerpt =
        Some(charset::text(&response.headers, &response.body).into_owned()).filter(|text| !text.is_empty());
    error
}

/// The error for an exchange without a complete response. `sent` is the size of the request body in
/// bytes.
pub(crate) fn from_transport_error(
    operation: &Operation,
    error: TransportError,
    sent: usize,
    transport: &Transport,
) -> Error {
    let id = operation.id;
    let with_status = |kind, status, message| {
        let mut error = Error::new(kind, message);
        error.0.status = Some(status);
        error
    };
    match error {
        TransportError::Connect(reason) => Error::new(ErrorKind::Connection, no_connection(id, &reason, transport)),
        TransportError::Refused(refusal) => refused(id, &refusal, transport),
        TransportError::Exhausted(what) => {
            not_retryable(ErrorKind::Connection, format!("{id}: no connection to the service: {}", exhausted(what)))
        }
        TransportError::Tls(reason) => Error::new(ErrorKind::Tls, format!("{id}: TLS failed: {reason}")),
        TransportError::Reset(reason) => {
            let mut message = format!("{id}: the connection was closed before a response: {reason}");
            if sent > LARGE {
                message
                    .push_str(&format!(". The request has {sent} bytes, which may be more than the service accepts"));
            }
            Error::new(ErrorKind::Connection, message)
        }
        TransportError::Head(reason) => Error::new(
            ErrorKind::Decode,
            format!(
                "{id}: the head of the response cannot be parsed: {reason}. Check that the base URL is that of \
                 Edgegap's \
                 API, and check any proxy in between"
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
                    "{id}: the service answered {status} with a body of more than {max_body} bytes, which is \
                     over the limit"
                ),
            );
            error.0.maybe_applied = !operation.is_get() && (200..300).contains(&status);
            error
        }
    }
}

/// The message for an exhausted resource of the system. For the bindings of this repository; not
/// part of the API.
pub fn exhausted(what: Exhausted) -> &'static str {
    match what {
        Exhausted::Descriptors => {
            "this process or machine has reached its limit of open files. Close clients that are no longer needed, use \
             one client for many calls, or raise the limit (`ulimit -n`)"
        }
        Exhausted::Threads => {
            "the system cannot start a thread. Raise the limit of processes (`ulimit -u`, or the limit of the container)"
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

/// The error for a proxy that did not connect to the service.
fn refused(id: &str, refusal: &Refusal, transport: &Transport) -> Error {
    let resolved = &transport.resolved;
    let proxy = resolved.proxy();
    let shown = proxy.map(|proxy| proxy.shown.as_str()).unwrap_or_default();
    let source = proxy.map(|proxy| proxy.source.in_words(resolved.language)).unwrap_or_default();
    let said = match refusal.status {
        Some(status) => format!(": it answered {status} {}", refusal.reason).trim_end().to_owned(),
        None => String::new(),
    };
    let advice = match refusal.status {
        Some(407) if proxy.is_some_and(|proxy| !proxy.login.is_empty()) => {
            "It rejects the user name or password in the proxy's URL: check them"
        }
        Some(407) => "It requires a login: put it into the proxy's URL, `http://user:password@host:port`",
        Some(401 | 403 | 405) if proxy.is_some_and(|proxy| matches!(proxy.source, Source::Variable(_))) => {
            "It does not allow this host: ask its administrator, or add the host to NO_PROXY"
        }
        Some(401 | 403 | 405) => "It does not allow this host: ask its administrator, or use no proxy",
        _ => "Check that it can reach the service",
    };
    let message = format!("{id}: the proxy {shown} from {source} did not connect to the service{said}. {advice}");
    if refusal.may_pass() {
        Error::new(ErrorKind::Connection, message)
    } else {
        not_retryable(ErrorKind::Connection, message)
    }
}

/// The error for an expired timeout.
pub(crate) fn from_timeout(operation: &Operation, limit: Duration, is_total: bool) -> Error {
    let (what, option) = if is_total { ("the call", "timeout") } else { ("the attempt", "attempt_timeout") };
    let message = format!(
        "{}: no response within {limit:?}, the timeout of {what}. Raise `{option}` if the service needs more time",
        operation.id
    );
    Error::new(ErrorKind::Timeout, message)
}

/// Advice for an error of a call that may have been carried out. The message for a taken name
/// contains it already.
pub(crate) fn doubt(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Conflict => "",
        _ => ". The call may have been carried out anyway: check before you retry",
    }
}
