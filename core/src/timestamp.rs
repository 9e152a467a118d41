//! Points in time as the API writes them, read in every form that was seen, written in one.

use std::fmt;
use std::ops::Deref;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time, in UTC.
///
/// The API writes `2026-04-22 20:30:52.283949`, without a zone, and means UTC; RFC 3339 is read as well. Shown and serialised as
/// `2026-04-22T20:30:52.283949Z`. Dereferences to [`jiff::Timestamp`] for calculations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub jiff::Timestamp);

impl Timestamp {
    /// Reads a time stamp of the API; `None` if it is none.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Some(Self(instant));
        }
        let civil: DateTime = text.parse().ok()?;
        // A date alone parses as midnight, which would invent a time that the service never said.
        if !text.contains(':') {
            return None;
        }
        Offset::UTC.to_timestamp(civil).ok().map(Self)
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
        let t = Offset::UTC.to_datetime(self.0);
        let (date, time, micros) = (t.date(), t.time(), t.subsec_nanosecond() / 1_000);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{micros:06}Z",
            date.year(),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| D::Error::custom(format_args!("`{text}` is not a time stamp")))
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
            ("2026-04-22T22:30:52+02:00", "2026-04-22T20:30:52.000000Z"),
            ("2026-04-22 20:30:52.283949+00:00", "2026-04-22T20:30:52.283949Z"),
        ] {
            assert_eq!(Timestamp::read(text).expect(text).to_string(), expected, "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_time_stamp() {
        for text in ["", "now", "2026-04-22", "22.04.2026 20:30", "1776889852", "2026-13-01 00:00:00"] {
            assert_eq!(Timestamp::read(text), None, "{text}");
        }
    }
}
