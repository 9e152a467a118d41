//! Values that are known only when a script is played: `{{base}}` and the other places,
//! `{{http_date}}`, `{{http_date+5}}`, `{{timestamp-5}}`, and for a server that echoes the request:
//! `{{head}}`, its request line and headers, and `{{request}}`, its body too.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::wire::Request;

/// The values of the placeholders of one script.
#[derive(Debug, Clone, Default)]
pub(crate) struct Placeholders {
    /// URLs, addresses and files.
    pub(crate) places: Arc<BTreeMap<&'static str, String>>,
    head: String,
    request: String,
}

impl Placeholders {
    /// The placeholders of a script without a request.
    pub(crate) fn from_places(places: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self { places: Arc::new(places.into_iter().collect()), ..Self::default() }
    }

    /// The same for the reply to a request.
    pub(crate) fn with_request(&self, request: &Request) -> Self {
        let headers: String = request.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let head = format!("{} {}\n{headers}", request.method, request.target);
        let request = format!("{head}\n{}", String::from_utf8_lossy(&request.body));
        Self { head, request, ..self.clone() }
    }

    /// The string with every placeholder filled in. Unknown ones are not changed.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            filled.push_str(before);
            match after.split_once("}}").and_then(|(name, tail)| Some((self.value(name)?, tail))) {
                Some((value, tail)) => {
                    filled.push_str(&value);
                    rest = tail;
                }
                None => {
                    filled.push_str("{{");
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        filled
    }

    fn value(&self, name: &str) -> Option<String> {
        match name {
            "head" => Some(self.head.clone()),
            "request" => Some(self.request.clone()),
            _ => self.places.get(name).cloned().or_else(|| {
                let (offset, is_timestamp) = match name.strip_prefix("http_date") {
                    Some(offset) => (offset, false),
                    None => (name.strip_prefix("timestamp")?, true),
                };
                let then = shifted(offset)?;
                Some(if is_timestamp { timestamp(then) } else { httpdate::fmt_http_date(then) })
            }),
        }
    }
}

/// The current time, moved by seconds.
fn shifted(offset: &str) -> Option<SystemTime> {
    let seconds: i64 = if offset.is_empty() { 0 } else { offset.parse().ok()? };
    let shift = Duration::from_secs(seconds.unsigned_abs());
    let now = SystemTime::now();
    if seconds < 0 { now.checked_sub(shift) } else { now.checked_add(shift) }
}

/// The form in which the service writes `create_time`: `2026-04-22 20:30:52.283949`, in UTC.
fn timestamp(time: SystemTime) -> String {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = since.as_secs();
    // The day of the civil calendar, in eras of 400 years that begin with March.
    let days = seconds / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * day + 2) / 153;
    let day = day - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{:06}", since.subsec_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_placeholders_are_filled_and_others_left() {
        let places = Placeholders::from_places([("base", "http://a:1".to_owned()), ("other", "http://b:2".to_owned())]);
        assert_eq!(places.fill("{{base}}/x?{{other}} {{what}} {{"), "http://a:1/x?http://b:2 {{what}} {{");
    }

    #[test]
    fn a_request_is_echoed() {
        let request = Request {
            method: "PUT".into(),
            target: "/x".into(),
            headers: vec![("a".into(), "1".into())],
            body: b"{}".to_vec(),
        };
        let places = Placeholders::from_places([]).with_request(&request);
        assert_eq!(places.fill("<{{head}}> <{{request}}>"), "<PUT /x\na: 1\n> <PUT /x\na: 1\n\n{}>");
    }

    #[test]
    fn dates_are_shifted_by_seconds() {
        let places = Placeholders::default();
        let now = httpdate::parse_http_date(&places.fill("{{http_date}}")).unwrap();
        let later = httpdate::parse_http_date(&places.fill("{{http_date+90}}")).unwrap();
        let earlier = httpdate::parse_http_date(&places.fill("{{http_date-90}}")).unwrap();
        let ahead = later.duration_since(now).unwrap().as_secs();
        let behind = now.duration_since(earlier).unwrap().as_secs();
        assert!((90..=91).contains(&ahead) && (89..=90).contains(&behind), "{ahead} {behind}");
    }

    #[test]
    fn timestamps_are_days_of_the_calendar() {
        let at = |seconds: u64| timestamp(SystemTime::UNIX_EPOCH + Duration::from_micros(seconds * 1_000_000 + 5));
        assert_eq!(at(0), "1970-01-01 00:00:00.000005");
        assert_eq!(at(951_782_400), "2000-02-29 00:00:00.000005");
        assert_eq!(at(1_776_889_852), "2026-04-22 20:30:52.000005");
        assert_eq!(at(4_107_542_399), "2100-02-28 23:59:59.000005");
        let year = &Placeholders::default().fill("{{timestamp-5}}")[..2];
        assert_eq!(year, "20");
    }
}
