//! Redaction: the secrets of a call are replaced with `***` wherever the service echoes them.

use std::fmt;

use percent_encoding::utf8_percent_encode;
use serde_json::{Map, Value};

use crate::json::{JsonValue, Name};
use crate::request::SEGMENT;
use crate::schema::model::Model;
pub(crate) use crate::schema::secrecy::REDACTED;
use crate::schema::secrecy::visit;

/// Shorter secrets are redacted only as whole words, because redacting every `1` would make
/// messages unreadable.
const SHORT: usize = 8;

/// Secrets in every form in which a server may echo them.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// The secrets of a client.
    pub(crate) fn new<'a>(client: impl IntoIterator<Item = &'a String>) -> Self {
        let mut secrets = Self::default();
        client.into_iter().for_each(|secret| secrets.add(secret));
        secrets.sort();
        secrets
    }

    /// These and the secrets of a body.
    pub(crate) fn with_body(&self, body: &Map<String, Value>, model: &Model) -> Self {
        let mut secrets = self.clone();
        visit(body, model, &mut |text| secrets.add(text));
        secrets.sort();
        secrets
    }

    /// A secret that contains another one must be replaced first.
    fn sort(&mut self) {
        self.0.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    fn push(&mut self, text: String) {
        // The replacement is not a secret.
        if text != REDACTED && !self.0.contains(&text) {
            self.0.push(text);
        }
    }

    /// Adds a secret in every form in which a server may echo it: raw, in a JSON string, in HTML
    /// and percent-encoded.
    fn add(&mut self, secret: &str) {
        if secret.is_empty() {
            return;
        }
        // A key ends with a line break, which many programs remove.
        let inner = secret.trim();
        if inner != secret {
            self.add(inner);
        }
        // Most tokens: these characters are the same in every encoding.
        if secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')) {
            return self.push(secret.to_owned());
        }
        let json = &inside_json(secret);
        let percent = utf8_percent_encode(secret, SEGMENT).to_string();
        let forms = [
            secret.to_owned(),
            json.to_owned(),
            json.replace('/', "\\/"),
            ascii_json(json),
            ascii_json(json).replace('/', "\\/"),
            // Frameworks escape quotes in different ways.
            html(secret, "&#39;", "&quot;"),
            html(secret, "&#39;", "&#34;"),
            html(secret, "&#x27;", "&quot;"),
            html(secret, "&#039;", "&quot;"),
            html(secret, "'", "&quot;"),
            html(secret, "'", "\""),
            lowercase_hex(&percent),
            percent,
            url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        ];
        for form in forms {
            // A JSON response may quote the request, which was JSON.
            let quoted = inside_json(&form);
            for form in [ascii_json(&quoted), quoted, form] {
                self.push(form);
            }
        }
    }

    /// The text with all secrets replaced.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for form in &self.0 {
            // Most header values are shorter than a token, and this check is faster than the setup
            // of a search.
            if form.len() <= text.len() && text.contains(form.as_str()) {
                text = replace(&text, form);
            }
        }
        text
    }

    /// Replaces all secrets in the strings and names of a value.
    pub(crate) fn redact_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.redact(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact_value(item)),
            Value::Object(map) => {
                *map = std::mem::take(map)
                    .into_iter()
                    .map(|(name, mut value)| {
                        self.redact_value(&mut value);
                        (self.redact(&name), value)
                    })
                    .collect();
            }
            Value::Number(number) => {
                // A secret of digits may be returned as a number.
                let text = number.to_string();
                let redacted = self.redact(&text);
                if redacted != text {
                    *value = Value::String(redacted);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// Redacts the fields of a reply that are not in its model. Only these can contain a secret in an
/// unknown place.
pub(crate) fn redact_extras(value: &mut JsonValue, redact: &impl Fn(&mut Value)) {
    match value {
        JsonValue::List(items) => items.iter_mut().for_each(|item| redact_extras(item, redact)),
        JsonValue::Object(fields) => {
            for (name, value) in fields {
                if *name == Name::EXTRA {
                    let mut extra = Value::from(value.take());
                    redact(&mut extra);
                    *value = extra.into();
                } else if matches!(value, JsonValue::List(_) | JsonValue::Object(_)) {
                    redact_extras(value, redact);
                }
            }
        }
        _ => {}
    }
}

/// Percent-encoded text with the hexadecimal digits in lower case, as .NET writes them.
fn lowercase_hex(percent: &str) -> String {
    let mut out = String::with_capacity(percent.len());
    let mut hex = 0;
    for c in percent.chars() {
        out.push(if hex > 0 { c.to_ascii_lowercase() } else { c });
        hex = if c == '%' { 2_usize } else { hex.saturating_sub(1) };
    }
    out
}

/// The content of a JSON string, without the quotes.
fn inside_json(text: &str) -> String {
    let json = Value::from(text).to_string();
    json[1..json.len() - 1].to_owned()
}

/// A JSON string with all characters beyond ASCII escaped.
fn ascii_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
}

/// Text as HTML pages escape it, with different escapes for quotes.
fn html(secret: &str, single: &str, double: &str) -> String {
    let escaped = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('\'', single).replace('"', double)
}

fn replace(text: &str, secret: &str) -> String {
    if secret.len() >= SHORT {
        return text.replace(secret, REDACTED);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(secret) {
        let (before, after) = (&rest[..at], &rest[at + secret.len()..]);
        let alone = !before.chars().next_back().is_some_and(char::is_alphanumeric)
            && !after.chars().next().is_some_and(char::is_alphanumeric);
        out.push_str(before);
        out.push_str(if alone { REDACTED } else { secret });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Secrets;

    #[test]
    fn every_form_of_an_echo_is_redacted() {
        let odd = Secrets::new(&["p&ö/'<s>".to_owned()]);
        for echo in [
            "p&ö/'<s>",
            "p&amp;ö/&#39;&lt;s&gt;",
            "p&\\u00f6/'<s>",
            "p&ö\\/'<s>",
            "p%26%c3%b6%2f%27%3cs%3e",
            "p%26%C3%B6%2F%27%3Cs%3E",
        ] {
            assert_eq!(odd.redact(echo), "***", "{echo}");
        }
        let quoted = Secrets::new(&["'\"<tok>".to_owned()]);
        for single in ["&#39;&quot;", "&#39;&#34;", "&#x27;&quot;", "&#039;&quot;", "'&quot;", "'\""] {
            assert_eq!(quoted.redact(&format!("{single}&lt;tok&gt;")), "***", "{single}");
        }
        let secrets = Secrets::new(&["tok/en\"1".to_owned()]);
        assert_eq!(secrets.redact("tok/en\"1 tok%2Fen%221 \"tok/en\\\"1\""), "*** *** \"***\"");
        let mut value = json!({"tok/en\"1": ["x tok/en\"1"]});
        secrets.redact_value(&mut value);
        assert_eq!(value, json!({"***": ["x ***"]}));
    }

    #[test]
    fn a_key_of_several_lines_is_also_redacted_without_its_last_line_break() {
        let key = "-----BEGIN PRIVATE KEY-----\nQUFB\n-----END PRIVATE KEY-----\n";
        let secrets = Secrets::new(&[key.to_owned()]);
        for echo in [key.to_owned(), key.trim().to_owned(), serde_json::Value::from(key.trim()).to_string()] {
            assert!(!secrets.redact(&echo).contains("QUFB"), "{echo}");
        }
    }

    #[test]
    fn a_short_secret_is_redacted_as_a_whole_word() {
        let secrets = Secrets::new(&["a1".to_owned()]);
        assert_eq!(secrets.redact("token a1, or a1b: 'a1'"), "token ***, or a1b: '***'");
    }
}
