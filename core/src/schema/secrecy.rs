//! The fields of a body that are secret, and `Debug` of models without them.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::schema::model::{Field, Kind, Model, Secrecy};

/// What stands in place of a secret.
pub(crate) const REDACTED: &str = "***";

fn is_secret(field: &Field, map: &Map<String, Value>, model: &Model) -> bool {
    match field.secrecy {
        Secrecy::Open => false,
        Secrecy::Secret => true,
        Secrecy::When(flag) => {
            let is_true = |map: &Map<String, Value>, name: &str| map.get(name) == Some(&Value::Bool(true));
            let aside = map.get("$extra").and_then(Value::as_object);
            let alias = model.field(flag).and_then(|field| field.alias);
            is_true(map, flag)
                || alias.is_some_and(|alias| is_true(map, alias) || aside.is_some_and(|aside| is_true(aside, alias)))
        }
    }
}

/// Calls `found` with every secret string in an object of this model.
pub fn visit(map: &Map<String, Value>, model: &Model, found: &mut impl FnMut(&str)) {
    for (name, value) in map {
        let Some(field) = model.field(name) else { continue };
        match (value, field.kind) {
            (Value::String(text), _) if is_secret(field, map, model) => found(text),
            (Value::Object(inner), Kind::Object(model)) => visit(inner, model, found),
            (Value::Array(items), Kind::List(Kind::Object(model))) => {
                items.iter().filter_map(Value::as_object).for_each(|item| visit(item, model, found));
            }
            _ => {}
        }
    }
}

/// Replaces the secrets of an object in place.
pub fn redact(map: &mut Map<String, Value>, model: &Model) {
    let secret: Vec<String> = map
        .keys()
        .filter(|name| model.field(name).is_some_and(|field| is_secret(field, map, model)))
        .cloned()
        .collect();
    for (name, value) in map.iter_mut() {
        if secret.contains(name) && !value.is_null() {
            *value = REDACTED.into();
        }
        match (value, model.field(name).map(|field| field.kind)) {
            (Value::Object(inner), Some(Kind::Object(model))) => redact(inner, model),
            (Value::Array(items), Some(Kind::List(Kind::Object(model)))) => {
                items.iter_mut().filter_map(Value::as_object_mut).for_each(|item| redact(item, model));
            }
            // What could not be read is kept under its own name, and may still be a secret.
            (Value::Object(extra), None) if name == "$extra" => redact(extra, model),
            _ => {}
        }
    }
}

/// Strings with more characters are cut for display, an icon for example.
const LONG: usize = 200;
/// Characters of a long string that are shown.
const SHOWN: usize = 100;

/// A string for display: a long one is its start and its length, `iVBOR... (80123 characters)`.
pub fn cut(text: &str) -> Option<String> {
    // No string has more characters than bytes.
    let count = if text.len() > LONG { text.chars().count() } else { 0 };
    (count > LONG).then(|| format!("{}... ({count} characters)", text.chars().take(SHOWN).collect::<String>()))
}

/// Cuts the long strings of a value in place.
pub(crate) fn cut_all(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(short) = cut(text) {
                *text = short;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(cut_all),
        Value::Object(map) => map.values_mut().for_each(cut_all),
        _ => {}
    }
}

/// `Debug` of every model: its name and JSON, secrets redacted and long strings cut.
pub(crate) fn debug(f: &mut fmt::Formatter<'_>, name: &str, value: &impl Serialize, model: &Model) -> fmt::Result {
    match serde_json::to_value(value) {
        Ok(Value::Object(mut map)) => {
            redact(&mut map, model);
            let mut shown = Value::Object(map);
            cut_all(&mut shown);
            if f.alternate() { write!(f, "{name} {shown:#}") } else { write!(f, "{name} {shown}") }
        }
        _ => f.write_str(name),
    }
}

#[cfg(test)]
mod tests {
    use super::cut;
    use crate::{Application, Image, NewApplication, NewEnv, NewVersion};

    #[test]
    fn debug_cuts_long_strings() {
        let image = "\u{e9}".repeat(80_123);
        let expected = format!("\"{}... (80123 characters)\"", "\u{e9}".repeat(100));
        let read = serde_json::json!({"name": "a", "is_active": true, "image": image, "$extra": {"b": [image]}});
        let read: Application = serde_json::from_value(read).unwrap();
        let new = NewApplication { image: image.as_str().into(), ..Default::default() };
        for (shown, count) in [
            (format!("{read:?}"), 2),
            (format!("{read:#?}"), 2),
            (format!("{new:?}"), 1),
            (format!("{:?}", Image::from(image.as_str())), 1),
        ] {
            assert_eq!(shown.matches(&expected).count(), count, "{shown}");
            assert!(shown.len() < 1000, "{shown}");
        }
        assert_eq!(read.image.chars().count(), 80_123);
        assert_eq!(cut(&"a".repeat(200)), None);
        assert_eq!(cut(&"\u{e9}".repeat(200)), None);
    }

    #[test]
    fn debug_shows_no_secret() {
        let version = NewVersion {
            private_token: Some("canary-1".into()),
            envs: Some(vec![NewEnv::hidden("KEY", "canary-2"), NewEnv::new("SHOWN", "value")]),
            ..Default::default()
        };
        let shown = format!("{version:?} {version:#?}");
        assert!(!shown.contains("canary"), "{shown}");
        assert!(shown.contains("SHOWN") && shown.contains("***"));
    }
}
