//! The text of a body that may not be UTF-8, as error pages of old servers and proxies. Only the
//! encodings that occur there are decoded; a library for all encodings would add more to the size
//! than it is worth.

use std::borrow::Cow;

use reqwest::header::{CONTENT_TYPE, HeaderMap};

/// The characters of windows-1252 in place of the control characters of Latin-1.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}', '\u{2030}',
    '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}',
    '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}',
    '\u{17e}', '\u{178}',
];

/// U+FFFD as a unit of UTF-16.
const REPLACEMENT: u16 = 0xfffd;

/// The text of a body, by its byte order mark, else by the headers, else by its bytes. Invalid
/// bytes become U+FFFD.
pub(crate) fn text<'a>(headers: &HeaderMap, body: &'a [u8]) -> Cow<'a, str> {
    if let Some(rest) = body.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(rest);
    }
    if let Some(is_big) = utf_16_order(headers, body) {
        return utf_16(body, is_big).into();
    }
    match std::str::from_utf8(body) {
        // Whatever the headers say: other encodings are almost never valid UTF-8.
        Ok(text) => text.into(),
        Err(_) if !names_utf_8(headers) && !has_utf_8(body) => {
            body.iter().map(|byte| from_windows_1252(*byte)).collect::<String>().into()
        }
        Err(_) => String::from_utf8_lossy(body),
    }
}

/// The charset that the headers name, in lower case.
fn charset(headers: &HeaderMap) -> Option<String> {
    let kind = String::from_utf8_lossy(headers.get(CONTENT_TYPE)?.as_bytes()).to_ascii_lowercase();
    let (_, rest) = kind.split_once("charset")?;
    let name = rest.trim_start().strip_prefix('=')?.split([';', ',']).next()?;
    Some(name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).to_owned())
}

fn names_utf_8(headers: &HeaderMap) -> bool {
    charset(headers).is_some_and(|charset| matches!(charset.as_str(), "utf-8" | "utf8"))
}

/// True if a body that is not valid UTF-8 has parts that are.
fn has_utf_8(body: &[u8]) -> bool {
    body.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// The byte order of a UTF-16 body, true for big endian; `None` if it is not UTF-16.
fn utf_16_order(headers: &HeaderMap, body: &[u8]) -> Option<bool> {
    match body {
        [0xfe, 0xff, ..] => Some(true),
        [0xff, 0xfe, ..] => Some(false),
        // JSON and pages begin with one of these.
        [0, b'{' | b'[' | b'"' | b'<', ..] => Some(true),
        [b'{' | b'[' | b'"' | b'<', 0, ..] => Some(false),
        _ => {
            let charset = charset(headers)?;
            let is_named =
                charset.starts_with("utf-16") || charset.starts_with("utf16") || charset.starts_with("ucs-2");
            (is_named && body.contains(&0)).then(|| charset.ends_with("be") || body.first() == Some(&0))
        }
    }
}

fn utf_16(body: &[u8], is_big: bool) -> String {
    let units = body.chunks(2).map(|pair| match pair {
        [first, second] if is_big => u16::from_be_bytes([*first, *second]),
        [first, second] => u16::from_le_bytes([*first, *second]),
        _ => REPLACEMENT,
    });
    let text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text)
}

fn from_windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn read(kind: &'static str, body: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        if !kind.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        text(&headers, body).into_owned()
    }

    fn units(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf_8_is_what_looks_like_it() {
        for kind in [
            "",
            "application/json",
            "text/html; charset=iso-8859-1",
            "text/plain; charset=utf-16",
            "application/json; charset=UTF-8",
        ] {
            assert_eq!(read(kind, "{d\u{e9}j\u{e0}".as_bytes()), "{d\u{e9}j\u{e0}", "{kind}");
            assert_eq!(read(kind, b"\xef\xbb\xbf{}"), "{}", "{kind}");
        }
        assert_eq!(read("", b"d\xc3\xa9j\xe0"), "d\u{e9}j\u{fffd}", "cut or broken");
        assert_eq!(read("application/json; charset=utf-8", b"d\xe9"), "d\u{fffd}", "as its headers say");
    }

    #[test]
    fn latin_1_is_what_can_be_nothing_else() {
        for kind in [
            "",
            "text/html",
            "application/json; charset=iso-8859-1",
            "text/plain;charset=\"Windows-1252\"",
            "text/plain; charset=latin1",
        ] {
            assert_eq!(
                read(kind, b"nom d\xe9j\xe0 pris \x80\x93"),
                "nom d\u{e9}j\u{e0} pris \u{20ac}\u{201c}",
                "{kind}"
            );
        }
    }

    #[test]
    fn utf_16_is_told_by_its_mark_its_header_or_its_nulls() {
        let said = "{\"a\": \"d\u{e9}j\u{e0} \u{1f600}\"}";
        let (little, big) = (units(said, u16::to_le_bytes), units(said, u16::to_be_bytes));
        for (kind, body) in [
            ("", [b"\xff\xfe".to_vec(), little.clone()].concat()),
            ("text/plain", [b"\xfe\xff".to_vec(), big.clone()].concat()),
            ("", little.clone()),
            ("", big.clone()),
            ("application/json; charset=utf-16", little),
            ("application/json; charset=utf-16be", big),
        ] {
            assert_eq!(read(kind, &body), said, "{kind}");
        }
        assert_eq!(read("text/plain; charset=UTF-16LE", &units("nom", u16::to_le_bytes)), "nom");
        assert_eq!(read("", b"\xff\xfea\0\x3d\xd8b"), "a\u{fffd}\u{fffd}", "half a pair, and half a unit");
        assert_eq!(read("", b""), "");
    }
}
