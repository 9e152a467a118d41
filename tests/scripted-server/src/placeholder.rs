//! Values that are known only when a script is played: `{{base}}`, `{{other}}`, `{{http_date}}`, `{{http_date+5}}`.

use std::time::{Duration, SystemTime};

/// What the placeholders of one script stand for.
#[derive(Debug, Clone)]
pub(crate) struct Placeholders {
    pub(crate) base: String,
    pub(crate) other: String,
}

impl Placeholders {
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
        let places = Placeholders { base: "http://a:1".into(), other: "http://b:2".into() };
        assert_eq!(places.fill("{{base}}/x?{{other}} {{what}} {{"), "http://a:1/x?http://b:2 {{what}} {{");
    }

    #[test]
    fn dates_are_shifted_by_seconds() {
        let places = Placeholders { base: String::new(), other: String::new() };
        let now = httpdate::parse_http_date(&places.fill("{{http_date}}")).unwrap();
        let later = httpdate::parse_http_date(&places.fill("{{http_date+90}}")).unwrap();
        let earlier = httpdate::parse_http_date(&places.fill("{{http_date-90}}")).unwrap();
        let ahead = later.duration_since(now).unwrap().as_secs();
        let behind = now.duration_since(earlier).unwrap().as_secs();
        assert!((90..=91).contains(&ahead) && (89..=90).contains(&behind), "{ahead} {behind}");
    }
}
