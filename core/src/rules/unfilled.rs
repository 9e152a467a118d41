//! Values that a script, a template or a program has left wrong: quotation marks, variables that
//! were not replaced, and the words for a missing value. No message shows the value.

use crate::settings::environment::{QUOTES, is_unexpanded};

const QUOTED: &str = "has quotation marks around it: remove them, because they are not part of the value";
const VARIABLE: &str = "contains a variable that was not replaced with its value: check how it is set";
const REDACTED: &str = "is only asterisks, which stand for a hidden value: set the real one";

/// The mistake in a value of a narrow grammar, in which none of these is valid.
pub(crate) fn unfilled(text: &str) -> Option<&'static str> {
    if text.starts_with("b'") || text.starts_with("b\"") {
        return Some("is the text of Python's bytes, such as `b'b43'`: decode them, as in `output.decode().strip()`");
    }
    if text.starts_with(QUOTES) || text.ends_with(QUOTES) {
        return Some(QUOTED);
    }
    let is_filled = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_variable = |part: &str| !is_filled(part) && is_unexpanded(part);
    (is_variable(text) || text.split('/').any(is_variable)).then_some(VARIABLE)
}

/// The mistake in a value that is a word for a missing one, or has it between slashes, such as
/// `undefined/game`. Something that exists may have that name.
pub(crate) fn missing_word(text: &str) -> Option<&'static str> {
    let is_missing = |part: &str| matches!(part, "None" | "null" | "undefined" | "NaN");
    if is_missing(text) {
        return Some("is what programs write for a missing value, like `None` or `undefined`: set a value");
    }
    text.split('/').any(is_missing).then_some(
        "has a part that is what programs write for a missing value, like `None` or `undefined`: set that part",
    )
}

/// The mistake in a value that may have any characters, such as a password: only what can hardly be
/// meant.
pub(crate) fn unfilled_secret(text: &str) -> Option<&'static str> {
    let is_between = |open: &str, close: &str| text.starts_with(open) && text.ends_with(close);
    let is_variable = is_between("${", "}") || is_between("{{", "}}") || is_between("$(", ")");
    match text.len() >= 3 && text.bytes().all(|byte| byte == b'*') {
        true => Some(REDACTED),
        false => is_variable.then_some(VARIABLE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_left_is_noticed() {
        for text in [
            "b'b43'",
            "'b43'",
            "\"b43\"",
            "$TAG",
            "${TAG}",
            "%TAG%",
            "$(git rev-parse HEAD)",
            "{{ tag }}",
            "<tag>",
            "None",
            "null",
            "undefined",
            "null/game",
            "undefined/game",
            "me/None",
            "me/NaN/game",
            "$USER/game",
            "%USER%/game",
            "me/<name>/b",
        ] {
            assert!(unfilled(text).or_else(|| missing_word(text)).is_some(), "{text}");
        }
        for text in [
            "b43",
            "xxx",
            "v1",
            "none",
            "true",
            "my_tag",
            "a-b",
            "nullspace/game",
            "none-such/game",
            "none/game",
            "me/not-null",
            "undefined.io/game",
            "xxx/yyy",
        ] {
            assert_eq!(unfilled(text).or_else(|| missing_word(text)), None, "{text}");
        }
    }

    #[test]
    fn a_password_may_look_like_almost_anything() {
        for text in ["${TOKEN}", "{{ secrets.token }}", "$(cat token)", "***"] {
            assert!(unfilled_secret(text).is_some(), "{text}");
        }
        for text in ["'pw'", "$ecret", "%PW%", "a${b}", "{\"type\": \"service_account\"}", "None", "xxx", "**", ""] {
            assert_eq!(unfilled_secret(text), None, "{text}");
        }
    }
}
