//! Finds what must not be shown with a problem: logins in URLs, values whose key looks like that of
//! a secret, and secrets in a text that cannot be read.

use super::place::Span;
use super::report::Report;
use super::tree::Node;

/// Parts of keys whose values are hidden in a text that cannot be read. `value` is that of a hidden
/// variable.
const WORDS: [&str; 9] = ["auth", "cred", "key", "pass", "priv", "pwd", "secr", "tok", "value"];

/// Hides strings with a login, as in `https://user:password@host`.
pub(super) fn hide_logins(root: &Node, report: &mut Report) {
    root.strings(&mut |text, span| {
        if text.split_once('@').is_some_and(|(login, _)| login.contains(':')) {
            report.hide(span);
        }
    });
}

/// Hides the values of keys that look like those of secrets, and logins in URLs, line by line.
pub(super) fn hide_text(text: &str, report: &mut Report) {
    for (at, _) in text.match_indices("://") {
        let start = at + 3;
        let rest = text.get(start..).unwrap_or_default();
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        // A password may have slashes, so the last sign counts.
        if let Some(length) = line.rfind('@') {
            report.hide(Span { start, end: start + length });
        }
    }
    let is_separator = |c: char| matches!(c, '=' | ':');
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(is_separator)).map(|at| from + at) {
        from = at + 1;
        let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t', '"', '\'']);
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let key = before.rsplit(|c| !is_part(c)).next().unwrap_or_default().to_ascii_lowercase();
        if !WORDS.iter().any(|word| key.contains(word)) {
            continue;
        }
        let after = text.get(from..).unwrap_or_default();
        let value = after.trim_start_matches([' ', '\t']);
        // The keys of a table are found by themselves.
        if value.starts_with(['{', '[']) {
            continue;
        }
        let start = from + (after.len() - value.len());
        let end = start + length(value);
        report.hide(Span { start, end });
        from = end;
    }
}

/// Length of a value, which may have no end.
fn length(value: &str) -> usize {
    for quotes in ["\"\"\"", "'''"] {
        if let Some(rest) = value.strip_prefix(quotes) {
            return rest.find(quotes).map_or(value.len(), |end| end + 6);
        }
    }
    value.find(['\n', '\r']).unwrap_or(value.len())
}

/// True for names of variables that look like those of secrets: `MATCH_KEY`, `apiToken`.
pub fn looks_secret(key: &str) -> bool {
    const WORDS: [&str; 14] = [
        "apikey",
        "auth",
        "credential",
        "credentials",
        "key",
        "pass",
        "passphrase",
        "passwd",
        "password",
        "private",
        "pwd",
        "secret",
        "secrets",
        "token",
    ];
    let words = words(key);
    words.iter().any(|word| WORDS.contains(&word.as_str())) && !words.iter().any(|word| word == "public")
}

fn words(key: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in key.chars() {
        let is_break = !c.is_alphanumeric() || was_lower && c.is_uppercase();
        if is_break {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::manifest::report::At;

    /// A text as a problem of all its lines shows it.
    fn shown(text: &str) -> String {
        let mut report = Report::default();
        hide_text(text, &mut report);
        report.error("syntax", &At::new("", Span { start: 0, end: text.len() }), "");
        report.finish(Path::new("m.toml"), text)[0].to_string()
    }

    #[test]
    fn a_text_that_cannot_be_read_shows_no_secret() {
        for text in [
            "private_token = \"canary\"",
            "private_token=canary",
            "privat_token : 'canary",
            "\"secret_access_key\": \"canary\", \"a\": {\n}",
            "envs.MATCH_KEY = { value = \"canary\", hidden = true",
            "password = \"\"\"canary\ncanary\"\"\"",
            "api_token = \'\'\'canary\ncanary",
            "a = { DB_PASS = \"canary\"",
            "endpoint = \"https://canary:canary/x@host/path",
            "a = \"https://host/\"\nb = \"https://canary@host",
        ] {
            assert!(!shown(text).contains("canary"), "{}", shown(text));
        }
        let text = "name = \"my-game\"\nprivate_token = { env = \"TOKEN\" }\n[defaults.envs]\n";
        assert!(shown(text).contains("my-game") && shown(text).contains("\"TOKEN\""), "{}", shown(text));
    }

    #[test]
    fn names_of_secrets_are_known() {
        for key in ["MATCH_KEY", "apiToken", "DB_PASSWORD", "SECRET", "api-key", "STEAM_API_KEY_2", "PRIVATE_DATA"] {
            assert!(looks_secret(key), "{key}");
        }
        for key in ["GAME_MODE", "PUBLIC_KEY", "KEYBOARD", "MAX_TOKENS", "MONKEY", "", "AUTHOR"] {
            assert!(!looks_secret(key), "{key}");
        }
    }
}
