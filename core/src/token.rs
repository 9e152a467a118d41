//! The API token in the one form that works.

use crate::error::{Error, Result};

/// Strips every leading `token ` (the dashboard's copy button adds one) and white space. `source` names where the token came from, for
/// the error.
pub(crate) fn normalise(token: &str, source: &str) -> Result<String> {
    let mut secret = token.trim();
    while let Some(rest) = secret.get(..5).filter(|word| word.eq_ignore_ascii_case("token")).map(|_| &secret[5..])
        && (rest.is_empty() || rest.starts_with(char::is_whitespace))
    {
        secret = rest.trim_start();
    }
    if secret.is_empty() {
        return Err(Error::configuration(format!(
            "the token from {source} is empty: create one in the dashboard under user settings, tokens"
        )));
    }
    if !secret.bytes().all(|byte| (0x21..0x7f).contains(&byte)) {
        return Err(Error::configuration(format!(
            "the token from {source} has a space, a line break or another character that no token has: copy it again"
        )));
    }
    Ok(secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn every_leading_token_word_goes() {
        for token in ["abc", " abc\n", "token abc", "Token  TOKEN\tabc ", "token token token abc"] {
            assert_eq!(normalise(token, "the test").unwrap(), "abc", "{token:?}");
        }
        assert_eq!(normalise("tokenabc", "the test").unwrap(), "tokenabc");
    }

    #[test]
    fn what_is_no_token_is_refused_by_source_and_not_shown() {
        for token in ["", "token", "token ", "secret line\r\nX: y", "sécret"] {
            let error = normalise(token, "EDGEGAP_TOKEN").unwrap_err();
            assert!(error.message().contains("EDGEGAP_TOKEN"), "{error}");
            assert!(!error.message().contains("cret"), "{error}");
        }
    }
}
