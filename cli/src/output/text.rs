//! Values as text for people.

use serde_json::Value;

/// The text of a value on one line. Characters that control a terminal are escaped, because names
/// and messages come from elsewhere.
pub(crate) fn of_value(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => of_text(text),
        other => other.to_string(),
    }
}

/// The same for a table, where a point in time has no fractions of seconds.
pub(crate) fn in_table(value: &Value) -> String {
    let text = of_value(value);
    let is_time = text.len() == TIME.len()
        && text.bytes().zip(TIME.bytes()).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            form => byte == form,
        });
    match text.split_once('.') {
        Some((seconds, _)) if is_time => format!("{seconds}Z"),
        _ => text,
    }
}

/// The form of a point in time.
const TIME: &str = "0000-00-00T00:00:00.000000Z";

/// Text on one line, cut if it is long.
pub(crate) fn of_text(text: &str) -> String {
    let shown = edgegap_sdk::cut_text(text).unwrap_or_else(|| text.to_owned());
    shown.chars().flat_map(|c| Escaped::new(c).collect::<Vec<_>>()).collect()
}

enum Escaped {
    Plain(Option<char>),
    Escaped(std::char::EscapeDefault),
}

impl Escaped {
    fn new(c: char) -> Self {
        // The second range changes the direction of text.
        let is_hidden = c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if is_hidden { Self::Escaped(c.escape_default()) } else { Self::Plain(Some(c)) }
    }
}

impl Iterator for Escaped {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Plain(c) => c.take(),
            Self::Escaped(characters) => characters.next(),
        }
    }
}

/// A count with its noun: `1 version`, `2 versions`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_controls_the_terminal() {
        assert_eq!(of_text("a\u{1b}[31m\u{202e}\nb"), "a\\u{1b}[31m\\u{202e}\\nb");
        assert_eq!(of_value(&serde_json::json!(["a"])), "[\"a\"]");
        assert_eq!(of_value(&Value::Null), "");
        assert_eq!(in_table(&"2026-04-22T20:30:52.283000Z".into()), "2026-04-22T20:30:52Z");
        assert_eq!(in_table(&"2026.04".into()), "2026.04");
        assert!(of_text(&"é".repeat(300)).ends_with("... (300 characters)"));
    }
}
