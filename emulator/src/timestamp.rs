//! Timestamps as the service writes them: UTC without a time zone, in microseconds.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

static LAST: AtomicI64 = AtomicI64::new(0);

/// The current time. Each call in a process returns a later time than the call before, so that
/// timestamps show the order of creation and whether an object was updated.
pub(crate) fn now() -> String {
    let clock = Timestamp::now().as_microsecond();
    let before =
        LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(clock.max(last + 1))).unwrap_or(clock);
    format(clock.max(before + 1))
}

/// A time in the past. Objects with a later timestamp are younger than this.
pub(crate) fn ago(age: Duration) -> String {
    let age = i64::try_from(age.as_micros()).unwrap_or(i64::MAX);
    format(Timestamp::now().as_microsecond().saturating_sub(age))
}

/// The current time for the request log.
pub(crate) fn rfc3339() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Converts a timestamp from RFC 3339.
pub(crate) fn from_rfc3339(text: &str) -> Option<String> {
    text.parse::<Timestamp>().ok().map(|timestamp| format(timestamp.as_microsecond()))
}

fn format(microsecond: i64) -> String {
    Timestamp::from_microsecond(microsecond).unwrap_or_default().strftime("%Y-%m-%d %H:%M:%S%.6f").to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn six_digits_and_no_zone() {
        assert_eq!(super::format(1_776_889_852_283_949), "2026-04-22 20:30:52.283949");
        assert_eq!(super::format(1_776_889_852_000_000), "2026-04-22 20:30:52.000000");
        assert_eq!(super::from_rfc3339("2026-04-22T22:30:52.5+02:00").unwrap(), "2026-04-22 20:30:52.500000");
    }

    #[test]
    fn timestamps_always_increase() {
        let (first, second) = (super::now(), super::now());
        assert!(first < second);
    }
}
