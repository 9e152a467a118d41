//! The canaries, every form in which a server may echo one, and the search for them.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The user name at the proxy.
pub(super) const USER: &str = "studio";

/// Secrets by their names. Each begins with a stem of letters, digits and `-` that every encoding
/// but base64 keeps.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Canaries(BTreeMap<String, String>);

impl Canaries {
    /// Names and values.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Every form in which a server may echo a canary.
    pub(super) fn forms(&self, name: &str) -> Vec<String> {
        let value = self.value(name);
        let json = Value::from(value).to_string();
        let json = &json[1..json.len() - 1];
        let ascii: String =
            json.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", c as u32) }).collect();
        let percent = percent(value);
        let html = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let mut forms =
            vec![value.to_owned(), json.to_owned(), json.replace('/', "\\/"), ascii, percent.to_lowercase(), percent];
        forms.extend(["'", "&#39;", "&#x27;", "&#039;"].map(|quote| html.replace('\'', quote)));
        forms.push(html.replace('\'', "&#39;").replace("&quot;", "&#34;"));
        if name == "proxy_password" {
            forms.push(basic(value));
        }
        forms
    }

    /// Every canary in these bytes, each with its surroundings.
    pub fn found_in(&self, bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        let mut found = Vec::new();
        for (name, value) in self.all() {
            for form in
                [stem(value).to_owned(), STANDARD.encode(value), basic(value), hexadecimal(value), listed(value)]
            {
                if let Some(at) = text.find(&form) {
                    let before: Vec<char> = text[..at].chars().rev().take(120).collect();
                    let before: String = before.into_iter().rev().collect();
                    let after: String = text[at..].chars().take(80).collect();
                    found.push(format!("{name} is in the output: {before}{after}"));
                }
            }
        }
        found
    }
}

/// The part of a canary that is found in all its forms but base64.
fn stem(value: &str) -> &str {
    value.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or(value)
}

pub(super) fn percent(value: &str) -> String {
    utf8_percent_encode(value, NON_ALPHANUMERIC).to_string().replace("%2D", "-")
}

/// The login in the form that is sent.
fn basic(value: &str) -> String {
    STANDARD.encode(format!("{USER}:{value}"))
}

/// Bytes as hexadecimal digits, in the form of dumps.
fn hexadecimal(value: &str) -> String {
    stem(value).bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes in the form of `{:?}`.
fn listed(value: &str) -> String {
    stem(value).bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_every_canary_is_found() {
        let canaries = crate::secrets::plan::read().unwrap().canaries;
        assert!(canaries.all().count() > 5 && canaries.found_in(b"nothing, control-3b7d").is_empty());
        for (name, value) in canaries.all() {
            for form in
                canaries.forms(name).into_iter().chain([STANDARD.encode(value), hexadecimal(value), listed(value)])
            {
                let found = canaries.found_in(format!("x{form}x").as_bytes());
                assert!(found.len() == 1 && found[0].starts_with(name), "{name} as {form}: {found:?}");
            }
        }
    }
}
