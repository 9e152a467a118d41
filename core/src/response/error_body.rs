//! Reading the body of an error, whether it comes from the service, a framework, a gateway or a
//! firewall. Text is not cut here, because redaction follows and would not find half a secret.

use reqwest::header::CONTENT_TYPE;
use serde_json::{Map, Value};

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
    pub(crate) page: Option<&'static str>,
}

/// Reads the body of a response.
pub(crate) fn read(response: &HttpResponse) -> Said {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return Said::default();
    }
    let text = charset::text(&response.headers, &response.body);
    let parsed = if text.len() <= MAX_JSON { json::parse(text.as_bytes()).ok() } else { None };
    match parsed {
        Some(JsonValue::Object(fields)) => {
            let mut extra = json::map(fields);
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
