//! Values that are known only when a script is played: `{{base}}`, `{{other}}`, `{{http_date}}`, `{{http_date+5}}`, and what was asked, for a server that
//! echoes it: `{{head}}`, the request line and headers, and `{{request}}`, the body too.

use std::time::{Duration, SystemTime};

use crate::wire::Request;

/// What the placeholders of one script stand for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Placeholders {
    pub(crate) base: String,
    pub(crate) other: String,
    head: String,
    request: String,
}

impl Placeholders {
    /// Those of a script, before anything was asked.
    pub(crate) fn of(base: impl Into<String>, other: impl Into<String>) -> Self {
        Self { base: base.into(), other: other.into(), ..Self::default() }
    }

    /// The same for the reply to a request.
    pub(crate) fn asked(&self, request: &Request) -> Self {
        let headers: String = request.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let head = format!("{} {}\n{headers}", request.method, request.target);
        let request = format!("{head}\n{}", String::from_utf8_lossy(&request.body));
        Self { head, request, ..self.clone() }
    }

    /// The text with every placeholder filled in; unknown ones stay as they are.
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
            "base" => Some(self.base.clone()),
            "other" => Some(self.other.clone()),
            "head" => Some(self.head.clone()),
            "request" => Some(self.request.clone()),
            _ => {
                let offset = name.strip_prefix("http_date")?;
                let seconds: i64 = if offset.is_empty() { 0 } else { offset.parse().ok()? };
                let shift = Duration::from_secs(seconds.unsigned_abs());
                let now = SystemTime::now();
                let then = if seconds < 0 { now.checked_sub(shift)? } else { now.checked_add(shift)? };
                Some(httpdate::fmt_http_date(then))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_placeholders_are_filled_and_others_left() {
        let places = Placeholders::of("http://a:1", "http://b:2");
        assert_eq!(places.fill("{{base}}/x?{{other}} {{what}} {{"), "http://a:1/x?http://b:2 {{what}} {{");
    }

    #[test]
    fn what_was_asked_is_echoed() {
        let request = Request {
            method: "PUT".into(),
            target: "/x".into(),
            headers: vec![("a".into(), "1".into())],
            body: b"{}".to_vec(),
        };
        let places = Placeholders::of("", "").asked(&request);
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
}
