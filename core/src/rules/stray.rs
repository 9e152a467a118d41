//! Stray characters from copying text, or from the output of a file or program: line breaks, spaces
//! and invisible characters.

/// The mistake in a string that should be one line without surrounding white space.
pub(crate) fn stray(text: &str) -> Option<&'static str> {
    if text.ends_with(['\n', '\r']) {
        return Some("ends with a line break, as the output of a program does: strip it");
    }
    if text.starts_with(['\n', '\r']) {
        return Some("starts with a line break: strip it");
    }
    if text.chars().any(char::is_control) {
        return Some("may not contain line breaks or other control characters");
    }
    if text.contains(is_invisible) || text.starts_with(is_joiner) || text.ends_with(is_joiner) {
        return Some("contains an invisible character, as from copying a web page: type it again");
    }
    (text.trim() != text).then_some("starts or ends with white space: strip it")
}

/// The same for a name, which also may not contain characters that look like a space.
pub(crate) fn stray_name(text: &str) -> Option<&'static str> {
    let is_look_alike = |c: char| matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}');
    let look_alike =
        || text.contains(is_look_alike).then_some("contains a no-break space, which is not a space: type it again");
    stray(text).or_else(look_alike)
}

/// The same for a secret. Some registries accept a key as password, which has several lines and a
/// line break at its end.
pub(crate) fn stray_secret(text: &str) -> Option<&'static str> {
    let inner = text.trim();
    let is_json = inner.starts_with('{') && inner.ends_with('}');
    if !is_json && !inner.contains(['\n', '\r']) && !inner.contains("-----BEGIN ") {
        return stray(text);
    }
    if text.starts_with('\u{feff}') {
        return Some("starts with a byte order mark: save the file as UTF-8 without one");
    }
    let is_wrong = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    text.contains(is_wrong).then_some("may not contain control characters other than line breaks and tabs")
}

/// Invisible characters that no name needs.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180e}' | '\u{200b}' | '\u{200e}'
            | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

/// Invisible characters that join their neighbours, as in emoji and some scripts.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_meant_is_noticed() {
        for (text, part) in [
            ("a\n", "ends with a line break"),
            ("a\r\n", "ends with a line break"),
            ("\na", "starts with a line break"),
            ("a\nb", "control characters"),
            ("a\tb", "control characters"),
            ("a\0", "control characters"),
            (" a", "white space"),
            ("a ", "white space"),
            ("  ", "white space"),
            ("a\u{a0}", "white space"),
            ("a\u{3000}", "white space"),
            ("a\u{2028}", "white space"),
            ("\u{feff}a", "invisible"),
            ("a\u{200b}", "invisible"),
            ("a\u{ad}b", "invisible"),
            ("\u{202e}gnp.exe", "invisible"),
            ("\u{2066}a\u{2069}", "invisible"),
            ("a\u{200d}", "invisible"),
            ("\u{200c}a", "invisible"),
        ] {
            assert!(stray(text).is_some_and(|message| message.contains(part)), "{text:?}: {:?}", stray(text));
        }
        for text in [
            "",
            "a",
            "a b",
            "\u{fc}",
            "e\u{301}",
            "\u{1f469}\u{200d}\u{1f4bb}",
            "\u{2764}\u{fe0f}",
            "a\u{a0}b",
            "\u{645}\u{6cc}\u{200c}\u{62e}",
        ] {
            assert_eq!(stray(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_no_break_space_is_no_blank_of_a_name() {
        assert!(stray_name("my\u{a0}game").is_some_and(|message| message.contains("no-break space")));
        assert!(stray_name("my game ").is_some_and(|message| message.contains("white space")));
        assert_eq!(stray_name("my game"), None);
    }

    #[test]
    fn keys_have_lines_and_passwords_have_none() {
        let key = "{\n  \"type\": \"service_account\",\n\t\"private_key\": \"-----BEGIN PRIVATE KEY-----\\n\"\n}\n";
        let pem = "-----BEGIN PRIVATE KEY-----\nQUFB\n-----END PRIVATE KEY-----\n";
        for text in [
            key,
            pem,
            &pem.replace('\n', "\r\n"),
            "{\"type\": \"service_account\"}\n",
            "two\nlines\n",
            "p w",
            "p\u{e9}",
            "",
        ] {
            assert_eq!(stray_secret(text), None, "{text:?}");
        }
        for (text, part) in [
            ("pw\n", "ends with a line break"),
            (" pw", "white space"),
            ("pw\t", "control characters"),
            ("\npw\n", "line break"),
            ("\u{feff}{\n}", "byte order mark"),
            ("a\nb\0", "control characters"),
            ("pw\u{200b}", "invisible"),
        ] {
            assert!(
                stray_secret(text).is_some_and(|message| message.contains(part)),
                "{text:?}: {:?}",
                stray_secret(text)
            );
        }
    }
}
