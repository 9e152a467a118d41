//! From the bytes of a request to its JSON object.

use serde_json::{Map, Value};

use crate::answer::{Answer, Result};

/// How deep a body may nest.
const DEPTH: usize = 64;

/// Reads a body that must be a JSON object. Of a member given twice the last one counts.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Answer::message(400, "The request has no body: send a JSON object."));
    }
    if depth(bytes) > DEPTH {
        return Err(Answer::message(400, format!("The body nests deeper than {DEPTH} levels.")));
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Answer::message(400, "The body must be a JSON object.")),
        Err(error) => Err(Answer::message(400, format!("The body is not JSON: {error}."))),
    }
}

/// The deepest nesting of brackets outside of texts, whether or not the whole is JSON.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_of_texts() {
        assert_eq!(depth(br#"{"a": ["[[[", "\"[[", {}]}"#), 3);
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(object(format!(r#"{{"a": {}}}"#, deep(63)).as_bytes()).is_ok());
        assert!(object(format!(r#"{{"a": {}}}"#, deep(64)).as_bytes()).is_err());
        assert!(object(deep(5_000_000).as_bytes()).is_err());
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for bytes in [&b""[..], b" \n", b"[]", b"null", b"\xff", b"{\"a\": \"\xff\"}", b"{\"a\": 1", b"{\"a\": 1e999}"]
        {
            assert_eq!(object(bytes).unwrap_err().status, 400);
        }
    }
}
