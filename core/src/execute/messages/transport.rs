//! Messages for exchanges without a complete response: connections, proxies, TLS, timeouts.

use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::execute::messages::PROXY_LOGIN;
use crate::http::proxy::Refusal;
use crate::http::{Exhausted, Transport, TransportError};
use crate::schema::operation::Operation;
use crate::settings::source::{Language, Source};

/// A server that rejects a larger body may close the connection before it has read it, so its
/// response is lost.
const LARGE: usize = 1024 * 1024;

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
                 Edgegap's API, and check any proxy in between"
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
                    "{id}: the service answered {status} with a body of more than {max_body} bytes, which is over \
                     the limit. Raise `{}` if the list or object is that large",
                    transport.resolved.language.argument("max_body_bytes")
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
            "this process or machine has no free file descriptors. Close clients that are no longer needed, use one \
             client for many calls, or raise the limit (`ulimit -n`)"
        }
        Exhausted::Threads => {
            "the system cannot start a thread. Raise the limit of processes (`ulimit -u`, or the \
             limit of the container)"
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
        Some(407) => PROXY_LOGIN,
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
pub(crate) fn from_timeout(operation: &Operation, limit: Duration, is_total: bool, language: Language) -> Error {
    let (what, option) = if is_total { ("the call", "timeout_ms") } else { ("the attempt", "timeout_ms.attempt") };
    let option = language.option(option);
    let message = format!(
        "{}: no response within {limit:?}, the timeout of {what}. Raise `{option}` if the service needs more time",
        operation.id
    );
    Error::new(ErrorKind::Timeout, message)
}
