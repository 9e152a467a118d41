//! Timestamps of the API: parsed in every form that occurs, written in one.

use std::fmt;
use std::ops::Deref;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time, in UTC. The API writes UTC without a time zone, `2026-04-22 20:30:52.283949`.
/// RFC 3339 is parsed as well. Displayed and serialized as `2026-04-22T20:30:52.283949Z`, with
/// microseconds, to which a parsed timestamp is rounded down.
/// Dereferences to [`jiff::Timestamp`] for calculations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub jiff::Timestamp);

/// The first microsecond of the year 1. Neither Python nor C# has dates before it.
const FIRST_MICROSECOND: i64 = -62_135_596_800_000_000;

/// The name by which `JsonValue` recognizes that a timestamp is deserialized.
pub(crate) const NEWTYPE: &str = "$edgegap_sdk::Timestamp";

impl Timestamp {
    /// Parses a timestamp of the API; `None` if it is invalid.
    pub fn read(text: &str) -> Option<Self> {
        Self::read_any(text).filter(|timestamp| timestamp.0.as_microsecond() >= FIRST_MICROSECOND)
    }

    fn read_any(text: &str) -> Option<Self> {
        if let Some(timestamp) = Self::read_usual(text.as_bytes()) {
            return Some(timestamp);
        }
        let text = text.trim();
        // A date alone parses as midnight, which would invent a time that the service never said;
        // early years have another form.
        if !text.contains(':') || text.starts_with('-') {
            return None;
        }
        let instant = match text.parse::<jiff::Timestamp>() {
            Ok(instant) => instant,
            Err(_) => Offset::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok()?,
        };
        Self::from_microsecond(instant.as_nanosecond().div_euclid(1_000).try_into().ok()?)
    }

    /// Parses the usual form, `2026-04-22 20:30:52.283949`, and the form that is written here.
    /// Every response has several, and the general parser takes twenty times as long.
    #[expect(clippy::indexing_slicing, reason = "`head` has 19 bytes")]
    fn read_usual(text: &[u8]) -> Option<Self> {
        let (head, fraction) = text.split_at_checked(19)?;
        let [_, _, _, _, b'-', _, _, b'-', _, _, b' ' | b'T', _, _, b':', _, _, b':', _, _] = head else { return None };
        let fraction = match fraction {
            [b'.', digits @ .., b'Z'] | [b'.', digits @ ..] if matches!(digits.len(), 1..=6) => digits,
            [] | [b'Z'] => &[],
            _ => return None,
        };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i32::from(digit - b'0')))
        };
        let part = |from: usize, to: usize| number(&head[from..to]);
        let small = |from: usize, to: usize| part(from, to).and_then(|number| i8::try_from(number).ok());
        let nanoseconds = number(fraction)? * 10_i32.pow(9 - fraction.len() as u32);
        let year = i16::try_from(part(0, 4)?).ok()?;
        let civil = DateTime::new(
            year,
            small(5, 7)?,
            small(8, 10)?,
            small(11, 13)?,
            small(14, 16)?,
            small(17, 19)?,
            nanoseconds,
        );
        Offset::UTC.to_timestamp(civil.ok()?).ok().map(Self)
    }

    /// The timestamp this many microseconds after 1970, if it is in the range of jiff.
    fn from_microsecond(microsecond: i64) -> Option<Self> {
        jiff::Timestamp::from_microsecond(microsecond).ok().map(Self)
    }

    /// Formats without `write!`, which took a third of the time of a small reply, and without a
    /// `String`.
    #[expect(clippy::indexing_slicing, reason = "all positions are in `text`")]
    pub(crate) fn with_text<T>(self, use_text: impl FnOnce(&str) -> T) -> T {
        let t = Offset::UTC.to_datetime(self.0);
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        let mut put = |from: usize, to: usize, number: i32| {
            let mut rest = number.unsigned_abs();
            for digit in text[from..to].iter_mut().rev() {
                *digit = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
        };
        put(0, 4, t.year().into());
        put(5, 7, t.month().into());
        put(8, 10, t.day().into());
        put(11, 13, t.hour().into());
        put(14, 16, t.minute().into());
        put(17, 19, t.second().into());
        put(20, 26, t.subsec_nanosecond() / 1_000);
        // Digits and signs alone.
        use_text(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl Deref for Timestamp {
    type Target = jiff::Timestamp;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| f.write_str(text))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with_text(|text| serializer.serialize_str(text))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NEWTYPE, TimestampVisitor)
    }
}

/// Reads the microseconds that `JsonValue` gives for [`NEWTYPE`], or the text of any other format.
struct TimestampVisitor;

impl<'de> Visitor<'de> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a timestamp")
    }

    fn visit_i64<E: serde::de::Error>(self, microsecond: i64) -> Result<Timestamp, E> {
        Timestamp::from_microsecond(microsecond).ok_or_else(|| E::custom("the timestamp is out of range"))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Timestamp, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Timestamp::read(&text).ok_or_else(|| D::Error::custom(format_args!("`{text}` is not a timestamp")))
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn reads_every_form_as_utc_and_writes_one() {
        for (text, expected) in [
            ("2026-04-22 20:30:52.283949", "2026-04-22T20:30:52.283949Z"),
            ("2026-04-22 20:30:52", "2026-04-22T20:30:52.000000Z"),
            ("2026-04-22 20:30:52.2", "2026-04-22T20:30:52.200000Z"),
            ("2026-04-22T20:30:52.283949", "2026-04-22T20:30:52.283949Z"),
            ("2026-04-22T20:30:52Z", "2026-04-22T20:30:52.000000Z"),
            ("2026-04-22T20:30:52.000001Z", "2026-04-22T20:30:52.000001Z"),
            ("0001-01-01 00:00:00", "0001-01-01T00:00:00.000000Z"),
            ("2024-02-29 23:59:59.9", "2024-02-29T23:59:59.900000Z"),
            ("2026-04-22T22:30:52+02:00", "2026-04-22T20:30:52.000000Z"),
            ("2026-04-22 20:30:52.283949+00:00", "2026-04-22T20:30:52.283949Z"),
        ] {
            assert_eq!(Timestamp::read(text).expect(text).to_string(), expected, "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_time_stamp() {
        for text in [
            "",
            "now",
            "2026-04-22",
            "22.04.2026 20:30",
            "1776889852",
            "2026-13-01 00:00:00",
            "2026-02-29 00:00:00",
            "2026-04-22 2O:30:52",
            "2026-04-22 20:30:52.",
            "-000001-01-01 00:00:00",
            "0000-01-01T00:00:00+01:00",
            "0000-12-31 23:59:59.9",
            "0001-01-01T00:00:00+01:00",
        ] {
            assert_eq!(Timestamp::read(text), None, "{text}");
        }
    }
}
