//! Parses the body of a request.

use serde_json::{Map, Value};

use crate::response::{HttpResponse, Result};

/// Maximum nesting depth of a body.
const MAX_DEPTH: usize = 64;

/// Parses a body that must be a JSON object. If a field occurs twice, the last one counts.
pub(crate) fn parse_object(bytes: &[u8]) -> Result<Map<String, Value>> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(HttpResponse::message(400, "The request has no body: send a JSON object."));
    }
    if depth(bytes) > MAX_DEPTH {
        return Err(HttpResponse::message(400, format!("The body is nested deeper than {MAX_DEPTH} levels.")));
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(HttpResponse::message(400, "The body must be a JSON object.")),
        Err(error) => Err(HttpResponse::message(400, format!("The body is not valid JSON: {error}."))),
    }
}

/// The deepest nesting of brackets outside of strings. The bytes need not be valid JSON.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_of_strings() {
        assert_eq!(depth(br#"{"a": ["[[[", "\"[[", {}]}"#), 3);
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse_object(format!(r#"{{"a": {}}}"#, deep(63)).as_bytes()).is_ok());
        assert!(parse_object(format!(r#"{{"a": {}}}"#, deep(64)).as_bytes()).is_err());
        assert!(parse_object(deep(5_000_000).as_bytes()).is_err());
    }

    #[test]
    fn a_body_that_is_not_an_object_is_refused() {
        for bytes in [&b""[..], b" \n", b"[]", b"null", b"\xff", b"{\"a\": \"\xff\"}", b"{\"a\": 1", b"{\"a\": 1e999}"]
        {
            assert_eq!(parse_object(bytes).unwrap_err().status, 400);
        }
    }
}
