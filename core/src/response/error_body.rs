//! Reading the body of an error, whether it comes from the service, a framework, a gateway or a
//! firewall. Text is not cut here, because redaction follows and would not find half a secret.

use reqwest::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::error::ErrorKind;
use crate::http::HttpResponse;
use crate::json::{self, JsonValue};
use crate::response::charset;
use crate::response::reason;

/// A larger error body is not a message for people, so only its start is kept.
const MAX_JSON: usize = 256 * 1024;
/// Maximum length of plain text in a message; longer text is only in the excerpt.
const MAX_TEXT: usize = 500;
/// Maximum length that is searched for the title of a page.
const MAX_HEAD: usize = 64 * 1024;

/// The content of an error body.
#[derive(Default)]
pub(crate) struct Said {
    /// The reason, for people.
    pub(crate) reason: Option<String>,
    /// The fields other than `message`, if the body is an object.
    pub(crate) extra: Map<String, Value>,
    /// The whole body, if it is not an object.
    pub(crate) raw: Option<String>,
    /// The kind of document, if the body is a page for people: "an HTML page".
    page: Option<&'static str>,
}

/// Reads the body of a response.
pub(crate) fn read(response: &HttpResponse) -> Said {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return Said::default();
    }
    let text = charset::text(&response.headers, &response.body);
    let parsed = if text.len() <= MAX_JSON { json::parse(text.as_bytes()).ok() } else { None };
    match parsed {
        Some(JsonValue::Object(members)) => {
            let mut extra = json::map(members);
            let reason = reason::from_map(&extra);
            if extra.get("message").is_some_and(Value::is_string) {
                extra.shift_remove("message");
            }
            Said { reason, extra, ..Said::default() }
        }
        Some(other) => {
            Said { reason: reason::from_value(&other.into()), raw: Some(text.into_owned()), ..Said::default() }
        }
        None => {
            let kind = response
                .headers
                .get(CONTENT_TYPE)
                .map(|kind| String::from_utf8_lossy(kind.as_bytes()).to_ascii_lowercase());
            let page = page(kind.as_deref().unwrap_or_default(), &text);
            let reason = if text.trim_start().starts_with('<') { title(&text) } else { plain(&text) };
            Said { reason, raw: Some(text.into_owned()), page, ..Said::default() }
        }
    }
}

impl Said {
    /// The sender of the response, its status and its reason.
    pub(crate) fn words(&self, status: u16) -> String {
        let reason = self.reason.as_deref().map(|reason| reason.trim_end_matches('.'));
        let said = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        match self.page {
            // Only proxies answer 407.
            _ if status == 407 => format!("a proxy answered {status}{said}"),
            // Redirects always come with a page.
            Some(page) if status >= 400 => match reason {
                Some(title) => {
                    format!(
                        "the response {status} is {page}, `{title}`: it comes from a proxy or gateway, not from the API"
                    )
                }
                None => format!("the response {status} is {page}: it comes from a proxy or gateway, not from the API"),
            },
            _ => format!("the service answered {status}{said}"),
        }
    }

    /// Advice for the user.
    pub(crate) fn advice(&self, kind: ErrorKind, status: u16) -> Option<&'static str> {
        if status < 400 {
            return None;
        }
        if status == 407 {
            return Some("It requires a login: put it into the proxy's URL, `http://user:password@host:port`");
        }
        if self.page.is_some() {
            return Some(page_advice(kind));
        }
        match kind {
            ErrorKind::Authentication => Some("Check the token: EDGEGAP_TOKEN, or the token argument"),
            ErrorKind::Permission => Some("The token does not permit this: check its permissions in the dashboard"),
            ErrorKind::NotFound => Some("Check the names: they are case-sensitive"),
            ErrorKind::Conflict => Some("Choose another name, or update the existing object"),
            ErrorKind::Image => Some("Check docker_repository, docker_image, docker_tag and the registry login"),
            ErrorKind::RateLimited => Some("Send fewer requests at once (max_concurrency), or retry later"),
            ErrorKind::Server => Some("Retry later"),
            _ => None,
        }
    }
}

/// Advice for a response that is not from the API.
fn page_advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Authentication => "A proxy may require a login: check the base URL and the network, then the token",
        ErrorKind::Permission => {
            "A firewall or a proxy rejected the call, whatever the token permits: check the base URL, the \
             network and if your \
             address is blocked"
        }
        ErrorKind::NotFound => "Check the base URL: it may be that of another server or path",
        ErrorKind::RateLimited => "Send fewer requests at once (max_concurrency), or retry later",
        ErrorKind::Server => "Retry later; if that does not help, check the base URL and the network",
        _ => "Check the base URL, the network and the proxy",
    }
}

/// The kind of document that a body is, by its type or its start.
fn page(kind: &str, text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let is_markup = start.starts_with('<');
    let begins = |tag: &str| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    let is_html = || {
        ["<!doctype html", "<html", "<head", "<body", "<title", "<center", "<h1", "<!--", "<p>", "<div"]
            .into_iter()
            .any(begins)
    };
    match kind {
        kind if kind.contains("html") && !start.starts_with(['{', '[']) => Some("an HTML page"),
        _ if is_markup && is_html() => Some("an HTML page"),
        _ if is_markup => Some("an XML document"),
        _ => None,
    }
}

/// The title of a page, its first heading, or the message of a document, if it is one short line.
fn title(text: &str) -> Option<String> {
    let end = (0..=MAX_HEAD.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let text = &text[..end];
    let lower = text.to_ascii_lowercase();
    let found = ["title", "h1", "message"].into_iter().find_map(|tag| {
        let open = lower.find(&format!("<{tag}"))?;
        let from = open + lower[open..].find('>')? + 1;
        let to = from + lower[from..].find(&format!("</{tag}"))?;
        Some(text[from..to].trim()).filter(|title| !title.is_empty())
    })?;
    let is_line = found.len() <= MAX_TEXT && !found.contains(|c: char| c.is_control() || c == '<');
    is_line.then(|| found.to_owned())
}

/// A short text for people.
fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let is_meant = |c: char| !c.is_control() && c != char::REPLACEMENT_CHARACTER || matches!(c, '\n' | '\r' | '\t');
    (text.len() <= MAX_TEXT && !text.starts_with(['{', '[']) && text.chars().all(is_meant)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue};

    use super::*;

    fn said(kind: &'static str, body: &[u8]) -> Said {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        read(&HttpResponse { status: 400, headers, body: body.to_vec().into() })
    }

    #[test]
    fn other_fields_are_kept() {
        let of = |body: &str| Value::Object(said("application/json", body.as_bytes()).extra).to_string();
        assert_eq!(of(r#"{"message":"a","errors":{}}"#), r#"{"errors":{}}"#);
        assert_eq!(of(r#"{"message":["a"],"detail":"b"}"#), r#"{"message":["a"],"detail":"b"}"#);
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
            let words = said(kind, body.as_bytes()).words(403);
            assert!(words.starts_with(expected), "{body}: {words}");
        }
        let page = said("text/html", b"<html></html>");
        assert_eq!(page.words(302), "the service answered 302");
        for kind in [
            ErrorKind::Authentication,
            ErrorKind::Permission,
            ErrorKind::NotFound,
            ErrorKind::Server,
            ErrorKind::BadRequest,
        ] {
            assert!(
                page.advice(kind, 400).is_some_and(|advice| advice.to_lowercase().contains("check the base url")),
                "{kind:?}"
            );
        }
        assert_eq!(
            said("text/plain", b"x").advice(ErrorKind::Authentication, 401),
            Some("Check the token: EDGEGAP_TOKEN, or the token argument")
        );
        assert!(
            page.words(407).starts_with("a proxy answered")
                && page.advice(ErrorKind::Server, 407).is_some_and(|advice| advice.contains("login"))
        );
    }

    #[test]
    fn text_that_is_not_for_people_is_an_excerpt_alone() {
        let long = "a".repeat(MAX_TEXT + 1);
        let huge = format!("{{\"message\":\"{}\"}}", "a".repeat(MAX_JSON));
        for body in [long.as_bytes(), huge.as_bytes(), b"\x00\x01\x02", b"{\"a\": broken"] {
            let said = said("application/octet-stream", body);
            assert_eq!((said.reason, said.raw.is_some()), (None, true));
        }
    }

    #[test]
    fn other_charsets_are_read() {
        assert_eq!(
            said("application/json; charset=iso-8859-1", b"{\"message\":\"nom d\xe9j\xe0 pris\"}").reason.unwrap(),
            "nom d\u{e9}j\u{e0} pris"
        );
        let utf_16: Vec<u8> = "{\"message\":\"quota\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(said("application/json", &[b"\xff\xfe".to_vec(), utf_16].concat()).reason.unwrap(), "quota");
    }
}
