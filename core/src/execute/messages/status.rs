//! Messages for responses: statuses other than 2xx, and a 2xx without a usable value.

use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::execute::messages::PROXY_LOGIN;
use crate::execute::retry::MAX_DELAY;
use crate::http::HttpResponse;
use crate::response::charset;
use crate::response::error_body::{self, Said};
use crate::schema::operation::Operation;
use crate::settings::source::{Language, Source};

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
    language: Language,
) -> Error {
    let said = error_body::read(response);
    let kind = ErrorKind::from_status(response.status);
    let mut message = format!("{}: {}", operation.id, describe(&said, response.status));
    match redirect {
        Some(SkippedRedirect::Elsewhere(target)) => message.push_str(&format!(
            ", a redirect to {target}, which was not followed to keep the token private: check the base URL"
        )),
        Some(SkippedRedirect::Secure(target)) => message
            .push_str(&format!(", a redirect to {target}, which was not followed: use `https://` in the base URL")),
        Some(SkippedRedirect::Here) => message.push_str(", a redirect that cannot be followed: check the base URL"),
        None => {
            if let Some(advice) = advice(&said, kind, response.status, language) {
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
    with_body(error, said)
}

/// The error with the fields, or else the text, of the response body.
fn with_body(mut error: Error, said: Said) -> Error {
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
         certain that this call created the object: get it and compare, or choose another name",
        operation.id,
        response.status,
        said.reason.as_deref().unwrap_or("the name is taken").trim_end_matches('.'),
    );
    with_body(Error::new(ErrorKind::Conflict, message), said)
}

/// The error for a create whose name is taken at the first attempt, although the object equals the
/// request and is new.
pub(crate) fn from_equal(operation: &Operation, response: &HttpResponse) -> Error {
    let said = error_body::read(response);
    let message = format!(
        "{}: the service answered {}: {}. An identical object was created since the call started, or up to a second \
         before: by another call or program, or by a proxy that sent this request twice",
        operation.id,
        response.status,
        said.reason.as_deref().unwrap_or("the name is taken").trim_end_matches('.'),
    );
    with_body(Error::new(ErrorKind::from_status(response.status), message), said)
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
        "{}: the service answered {}, but {reason}. Check that the base URL is that of Edgegap's API and not of a \
         proxy or a login page",
        operation.id, response.status
    );
    let mut error = Error::new(ErrorKind::Decode, message);
    error.0.excerpt =
        Some(charset::text(&response.headers, &response.body).into_owned()).filter(|text| !text.is_empty());
    error
}

/// The sender of the response, its status and its reason.
fn describe(said: &Said, status: u16) -> String {
    let reason = said.reason.as_deref().map(|reason| reason.trim_end_matches('.'));
    let suffix = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    match said.page {
        // Only proxies answer 407.
        _ if status == 407 => format!("a proxy answered {status}{suffix}"),
        // Redirects always come with a page.
        Some(page) if status >= 400 => match reason {
            Some(title) => {
                format!(
                    "the response {status} is {page}, `{title}`: it comes from a proxy or gateway, not from the API"
                )
            }
            None => format!("the response {status} is {page}: it comes from a proxy or gateway, not from the API"),
        },
        _ => format!("the service answered {status}{suffix}"),
    }
}

/// Advice for the user.
fn advice(said: &Said, kind: ErrorKind, status: u16, language: Language) -> Option<String> {
    if status < 400 {
        return None;
    }
    if status != 407 && kind == ErrorKind::RateLimited {
        if language == Language::Program {
            return Some("Retry later".to_owned());
        }
        let name = language.argument("max_concurrency");
        return Some(format!("Send fewer requests at once ({name}), or retry later"));
    }
    let advice = match kind {
        _ if status == 407 => PROXY_LOGIN,
        kind if said.page.is_some() => page_advice(kind),
        ErrorKind::Authentication => {
            let argument = match language {
                Language::CSharp => "ClientOptions.Token".to_owned(),
                _ => Source::Argument("token").in_words(language),
            };
            return Some(format!("Check the token: EDGEGAP_TOKEN, or {argument}"));
        }
        ErrorKind::Permission => "The token does not permit this: check its permissions in the dashboard",
        ErrorKind::NotFound => "Check the names: they are case-sensitive",
        ErrorKind::Conflict => "Choose another name, or update the existing object",
        ErrorKind::Image => "Check docker_repository, docker_image, docker_tag and the registry login",
        ErrorKind::Server => "Retry later",
        _ => return None,
    };
    Some(advice.to_owned())
}

/// Advice for a response that is not from the API.
fn page_advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Authentication => "A proxy may require a login: check the base URL and the network, then the token",
        ErrorKind::Permission => {
            "A firewall or a proxy rejected the call, whatever the token permits: check the base URL, the network \
             and if your address is blocked"
        }
        ErrorKind::NotFound => "Check the base URL: it may be that of another server or path",
        ErrorKind::Server => "Retry later; if that does not help, check the base URL and the network",
        _ => "Check the base URL, the network and the proxy",
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

    use super::*;

    fn said(kind: &'static str, body: &[u8]) -> Said {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        error_body::read(&HttpResponse { status: 400, headers, body: body.to_vec().into() })
    }

    #[test]
    fn a_page_is_recognized() {
        for (kind, body, expected) in [
            (
                "text/html",
                "<html><head><title>Attention Required!</title></head></html>",
                "the response 403 is an HTML page, `Attention Required!`: it",
            ),
            ("text/html; charset=utf-8", "Blocked", "the response 403 is an HTML page, `Blocked`: it"),
            ("text/plain", "\n<!DOCTYPE HTML><h1>Forbidden</h1>", "the response 403 is an HTML page, `Forbidden`: it"),
            ("text/html", "<html><title>\n  two\n lines </title></html>", "the response 403 is an HTML page: it"),
            ("text/html", "<html><title>cut", "the response 403 is an HTML page: it"),
            (
                "application/xml",
                "<?xml version='1.0'?><Error><Message>Access Denied</Message></Error>",
                "the response 403 is an XML document, `Access Denied`: it",
            ),
            ("text/plain", "Forbidden by the proxy.", "the service answered 403: Forbidden by the proxy"),
            ("text/html", r#"{"message":"still read"}"#, "the service answered 403: still read"),
            ("text/html", r#"{"message":"cut"#, "the service answered 403"),
            ("application/json", "", "the service answered 403"),
        ] {
            let words = describe(&said(kind, body.as_bytes()), 403);
            assert!(words.starts_with(expected), "{body}: {words}");
        }
        let page = said("text/html", b"<html></html>");
        assert_eq!(describe(&page, 302), "the service answered 302");
        for kind in [
            ErrorKind::Authentication,
            ErrorKind::Permission,
            ErrorKind::NotFound,
            ErrorKind::Server,
            ErrorKind::BadRequest,
        ] {
            assert!(
                advice(&page, kind, 400, Language::Rust)
                    .is_some_and(|advice| advice.to_lowercase().contains("check the base url")),
                "{kind:?}"
            );
        }
        assert_eq!(
            advice(&said("text/plain", b"x"), ErrorKind::Authentication, 401, Language::Node).as_deref(),
            Some("Check the token: EDGEGAP_TOKEN, or the token option")
        );
        assert!(
            describe(&page, 407).starts_with("a proxy answered")
                && advice(&page, ErrorKind::Server, 407, Language::Rust).is_some_and(|advice| advice.contains("login"))
        );
    }
}
