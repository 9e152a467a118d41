//! Normalizes and validates the API token.

use crate::error::{Error, Result};
use crate::settings::environment::mistake;
use crate::settings::source::{Language, Source};

/// Removes every leading `token `, which the dashboard's copy button adds, and white space. The
/// source is for the error.
pub(crate) fn normalize(token: &str, source: Source, language: Language) -> Result<String> {
    let refuse =
        |reason: &str| Err(Error::configuration(format!("the API token from {} {reason}", source.in_words(language))));
    let mut secret = trim(token);
    if let Some(reason) = mistake(secret) {
        return refuse(reason);
    }
    while let Some(rest) = secret.get(..5).filter(|word| word.eq_ignore_ascii_case("token")).map(|_| &secret[5..])
        && (rest.is_empty() || rest.starts_with(char::is_whitespace))
    {
        secret = rest.trim_start();
    }
    if secret.is_empty() {
        return refuse("is empty: create one in the dashboard under user settings, tokens");
    }
    if let Some(reason) = mistake(secret) {
        return refuse(reason);
    }
    if secret.contains("\\n") || secret.contains("\\r") {
        return refuse("contains an escaped line break, `\\n`: remove it");
    }
    if secret.contains("://") || secret.starts_with(['/', '.', '~']) {
        return refuse("is a path or a URL, not a token: use the content that it points to");
    }
    let lower = secret.to_ascii_lowercase();
    if lower.contains("your") && lower.contains("token") {
        return refuse("is the placeholder of an example: use the real token");
    }
    for word in ["bearer", "authorization:", "basic"] {
        if secret.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) && secret.contains(' ') {
            return refuse("starts with a word of a header, like `Bearer`: use the token alone");
        }
    }
    if !secret.bytes().all(|byte| (0x21..0x7f).contains(&byte)) {
        return refuse(
            "contains a space, a line break or another character that is not valid in a token: copy it again",
        );
    }
    Ok(secret.to_owned())
}

/// Removes surrounding white space, and invisible characters from copying a web page.
fn trim(token: &str) -> &str {
    let is_invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    token.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalize(token: &str) -> Result<String> {
        super::normalize(token, Source::Variable("EDGEGAP_TOKEN"), Language::Rust)
    }

    #[test]
    fn every_leading_token_word_goes() {
        for token in
            ["abc", " abc\n", "token abc", "Token  TOKEN\tabc ", "token token token abc", "\u{feff}abc\u{200b}"]
        {
            assert_eq!(normalize(token).unwrap(), "abc", "{token:?}");
        }
        for token in ["tokenabc", "x", "X", "*", "xx"] {
            assert_eq!(normalize(token).unwrap(), token);
        }
    }

    #[test]
    fn what_is_no_token_is_refused_by_source_and_not_shown() {
        for token in [
            "",
            "token",
            "token ",
            "secret line\r\nX: y",
            "sécret",
            "\"secret\"",
            "token 'secret'",
            "token ${secret}",
            "None",
            "Bearer secret",
            "Authorization: token secret",
            "EDGEGAP_TOKEN=secret",
            "secret\\n",
            "/run/secret",
            "op://vault/secret",
            "your-secret-token",
            "xxx",
        ] {
            let error = normalize(token).unwrap_err();
            assert!(error.message().contains("EDGEGAP_TOKEN"), "{error}");
            assert!(!error.message().contains("cret"), "{error}");
        }
    }
}
