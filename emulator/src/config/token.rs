//! Parses tokens.

use super::find_mistake;

/// The token of an emulator without a token setting. It protects nothing, and is only valid on a
/// loopback address.
pub const DEFAULT_TOKEN: &str = "emulator-token";

/// Normalizes and validates tokens. The error does not contain a token.
pub(crate) fn parse_tokens(tokens: Vec<String>) -> Result<Vec<String>, String> {
    tokens.iter().map(|token| parse_token(token)).collect()
}

/// Removes a leading `token `, as clients do.
fn parse_token(token: &str) -> Result<String, String> {
    let mut secret = token.trim();
    while let Some((scheme, rest)) = secret.split_once(char::is_whitespace)
        && scheme.eq_ignore_ascii_case("token")
    {
        secret = rest.trim_start();
    }
    if let Some(mistake) = find_mistake(secret) {
        return Err(format!("A token {mistake}."));
    }
    if secret.is_empty() || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("A token is empty or contains characters that a header cannot carry, such as a space.".into());
    }
    Ok(secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_normalized() {
        for token in ["abc", " abc\n", "token abc", "Token  TOKEN\tabc"] {
            assert_eq!(parse_token(token).unwrap(), "abc", "{token:?}");
        }
        for token in ["tokenabc", "token", "a\"b", "QUJDRA=="] {
            assert_eq!(parse_token(token).unwrap(), token);
        }
        for token in
            ["", " ", "canary canary", "canary\r\nX: y", "canäry", "\"canary\"", "${CANARY}", "TOKEN=canary", "None"]
        {
            let error = parse_token(token).unwrap_err();
            assert!(error.starts_with("A token ") && !error.to_lowercase().contains("canary"), "{error}");
        }
    }
}
