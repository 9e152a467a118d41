//! Parses JSON, with limits of depth and memory.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_json::error::Category;

use super::{JsonValue, Name};
use crate::schema::names::Seen;

/// Maximum depth. No response of this API comes near it.
pub(crate) const MAX_DEPTH: usize = 64;

/// Maximum number of values. A value takes up to a hundred bytes of memory, but may take only two
/// of a body, so a body within its limit could fill gigabytes.
const MAX_VALUES: usize = 1_000_000;

/// Maximum number of fields for which memory is reserved in advance.
const MANY: usize = 32;

/// Parses a body. The error says what is wrong and where, without showing the body.
pub(crate) fn parse(body: &[u8]) -> Result<JsonValue, String> {
    // Some services start with a byte order mark, which JSON does not allow.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    // Checking the whole body once is many times faster than checking each string.
    let text = std::str::from_utf8(body)
        .map_err(|error| format!("the body is not valid UTF-8, at byte {}", error.valid_up_to() + 1))?;
    let parsed = match whole(text) {
        // The error is about the original text.
        Err(error) if error.classify() != Category::Data => match without_halves(text).map(|text| whole(&text)) {
            Some(Ok(tree)) => Ok(tree),
            _ => Err(error),
        },
        parsed => parsed,
    };
    parsed.map_err(|error| match error.classify() {
        // Errors of this module, which name the position themselves.
        Category::Data => format!("the body {error}"),
        Category::Eof => format!("the body ends early, at line {} column {}", error.line(), error.column()),
        _ => format!("the body is not valid JSON, at line {} column {}", error.line(), error.column()),
    })
}

/// Parses the whole text.
fn whole(text: &str) -> serde_json::Result<JsonValue> {
    let mut json = serde_json::Deserializer::from_str(text);
    let found = Found { left: Cell::new(MAX_VALUES), sizes: [const { Cell::new(0) }; MAX_DEPTH] };
    let tree = Place { level: 0, found: &found }.deserialize(&mut json)?;
    json.end().map(|()| tree)
}

/// The text with U+FFFD in place of each unpaired surrogate escape, or `None` if there is none.
/// Programs that cut a string in the middle of an emoji leave them, and no Rust string can hold
/// them.
fn without_halves(text: &str) -> Option<String> {
    const REPLACEMENT: &str = "\\ufffd";
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = text[at..].find('\\') {
        at += found;
        let is_half = match surrogate(text, at) {
            Some(0xd800..=0xdbff) if matches!(surrogate(text, at + 6), Some(0xdc00..=0xdfff)) => {
                at += 12;
                continue;
            }
            half => half.is_some(),
        };
        if is_half {
            out.push_str(&text[copied..at]);
            out.push_str(REPLACEMENT);
            at += 6;
            copied = at;
        } else {
            // The backslash and the escaped character.
            at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
        }
    }
    (copied > 0).then(|| out + &text[copied..])
}

/// The escaped half of a surrogate pair at this position.
fn surrogate(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    let unit = digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())??;
    matches!(unit, 0xd800..=0xdfff).then_some(unit)
}

/// The state of parsing.
struct Found {
    /// Number of values left until the limit.
    left: Cell<usize>,
    /// Number of fields of the last object at each depth. The next one probably has as many, so its
    /// memory is reserved.
    sizes: [Cell<u8>; MAX_DEPTH],
}

/// The position of a value.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// Number of enclosing lists and objects.
    level: usize,
    found: &'a Found,
}

impl<'a> Place<'a> {
    /// Enters a list or an object: the position of its items, and the expected number of fields.
    fn enter<E: Error>(self) -> Result<(Self, &'a Cell<u8>), E> {
        match self.found.sizes.get(self.level) {
            Some(size) => Ok((Self { level: self.level + 1, ..self }, size)),
            None => Err(E::custom(format_args!("is nested deeper than {MAX_DEPTH} levels"))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = JsonValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<JsonValue, D::Error> {
        match self.found.left.get().checked_sub(1) {
            Some(left) => self.found.left.set(left),
            None => return Err(D::Error::custom(format_args!("has more than {MAX_VALUES} values"))),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = JsonValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<JsonValue, E> {
        Ok(JsonValue::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<JsonValue, E> {
        Ok(JsonValue::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<JsonValue, E> {
        Ok(JsonValue::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<JsonValue, E> {
        Ok(JsonValue::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<JsonValue, E> {
        Ok(Number::from_f64(number).map_or(JsonValue::Null, JsonValue::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<JsonValue, E> {
        Ok(JsonValue::String(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<JsonValue, A::Error> {
        let (inside, _) = self.enter()?;
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(inside)? {
            items.push(item);
        }
        Ok(JsonValue::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<JsonValue, A::Error> {
        let (inside, size) = self.enter()?;
        let (mut fields, mut seen, mut repeats) = (Vec::with_capacity(size.get().into()), Seen::default(), false);
        while let Some(name) = object.next_key_seed(Key)? {
            repeats |= seen.may_repeat(&name, &fields);
            fields.push((name, object.next_value_seed(inside)?));
        }
        size.set(fields.len().min(MANY) as u8);
        Ok(JsonValue::Object(if repeats { each_once(fields) } else { fields }))
    }
}

/// If a name is repeated, the last value counts, at the position of the first.
fn each_once(fields: Vec<(Name, JsonValue)>) -> Vec<(Name, JsonValue)> {
    let mut places: HashMap<Name, usize> = HashMap::new();
    let mut once: Vec<(Name, JsonValue)> = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        match places.get(&name) {
            Some(&place) => {
                if let Some((_, first)) = once.get_mut(place) {
                    *first = value;
                }
            }
            None => {
                places.insert(name.clone(), once.len());
                once.push((name, value));
            }
        }
    }
    once
}

struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        Ok(Name::from(name))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn of_repeated_members_the_last_one_counts() {
        let body = br#"{"name": 1, "x": 1, "y": {"x": 0}, "name": 2, "x": 2, "z": 3}"#;
        let tree = parse(body).unwrap();
        assert_eq!(serde_json::to_string(&tree).unwrap(), r#"{"name":2,"x":2,"y":{"x":0},"z":3}"#);
        assert_eq!(Value::from(tree), serde_json::from_slice::<Value>(body).unwrap());
        let many = (0..200).map(|n| format!(r#""n{}":{n}"#, n % 150)).collect::<Vec<_>>().join(",");
        let body = format!("{{{many}}}");
        let expected = serde_json::from_str::<Value>(&body).unwrap().to_string();
        assert_eq!(serde_json::to_string(&parse(body.as_bytes()).unwrap()).unwrap(), expected);
    }

    #[test]
    fn values_have_a_limit_and_texts_are_one_each() {
        let list = |item: &str, times: usize| format!("[{}]", vec![item; times].join(","));
        assert!(parse(list("1", 999_999).as_bytes()).is_ok());
        let reason = parse(list("1", 1_000_000).as_bytes()).unwrap_err();
        assert_eq!(reason, "the body has more than 1000000 values at line 1 column 1999999");
        assert!(parse(list(r#""[\\\",{""#, 500_000).as_bytes()).is_ok());
        let fields = (0..500_000).map(|n| format!(r#""{n}":1"#)).collect::<Vec<_>>().join(",");
        assert!(parse(format!("{{{fields}}}").as_bytes()).is_ok());
    }

    #[test]
    fn depth_has_a_limit() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(nested(64).as_bytes()).is_ok());
        for levels in [65, 100_000] {
            let reason = parse(nested(levels).as_bytes()).unwrap_err();
            assert!(reason.starts_with("the body is nested deeper than 64 levels at line 1"), "{reason}");
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced_and_the_rest_read() {
        for (body, expected) in [
            (r#"{"note": "a\ud83d", "name": "b"}"#, json!({"note": "a\u{fffd}", "name": "b"})),
            (
                r#"["\uDE00", "\ud83d\ude00", "\ud83dx", "\ud83d\n"]"#,
                json!(["\u{fffd}", "\u{1f600}", "\u{fffd}x", "\u{fffd}\n"]),
            ),
            (r#"["\ud83d\ud83d\ude00\ude00"]"#, json!(["\u{fffd}\u{1f600}\u{fffd}"])),
            (r#"{"\ud800": "\\ud800 \\\ud800", "e": "\\"}"#, json!({"\u{fffd}": "\\ud800 \\\u{fffd}", "e": "\\"})),
        ] {
            assert_eq!(parse(body.as_bytes()).map(Value::from), Ok(expected), "{body}");
        }
        for (body, reason) in [
            (r#"["\ud800", x]"#, "the body is not valid JSON, at line 1 column 9"),
            (r#"["\ud800""#, "the body is not valid JSON, at line 1 column 9"),
            (r#"["\ud80"]"#, "the body is not valid JSON, at line 1 column 8"),
            ("[\"\\", "the body ends early, at line 1 column 3"),
            ("[\"\\\u{e9}\\ud8", "the body is not valid JSON, at line 1 column 4"),
        ] {
            assert_eq!(parse(body.as_bytes()).unwrap_err(), reason, "{body}");
        }
        let nested = format!("{}\"\\ud800\"{}", "[".repeat(64), "]".repeat(64));
        assert!(parse(nested.as_bytes()).is_ok());
    }

    #[test]
    fn what_is_no_json_is_said_with_its_place_alone() {
        for (body, reason) in [
            (&b"{\"a\": canary}"[..], "the body is not valid JSON, at line 1 column 7"),
            (b"[1,", "the body ends early, at line 1 column 3"),
            (b"[1] canary", "the body is not valid JSON, at line 1 column 5"),
            (b"[1e999]", "the body is not valid JSON, at line 1 column 6"),
            (b"[\"\xff\"]", "the body is not valid UTF-8, at byte 3"),
        ] {
            assert_eq!(parse(body).unwrap_err(), reason);
        }
        assert_eq!(Value::from(parse(b"\xef\xbb\xbf[1]").unwrap()), json!([1]));
    }
}
