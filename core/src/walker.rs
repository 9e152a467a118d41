//! Checks the body of a call against its model, before it is decoded into anything, and reports everything that is wrong at once.
//!
//! It also brings values into the form that is sent: whole fractions become integers, images base64, `$extra` members move to their object.

use serde_json::{Map, Number, Value};

use crate::advice::{missing, names, unknown};
use crate::icon;
use crate::model::{Bounds, Field, Kind, Model, Presence, Slot, Vocabulary};
use crate::violation::{Report, ViolationCode, unsendable};

/// What the service shows in place of a secret.
pub(crate) const PLACEHOLDER: &str = "This value is set and encrypted";

/// Checks and normalises the body of a call.
pub(crate) fn walk(body: &mut Map<String, Value>, model: &'static Model, slot: Slot, report: &mut Report) {
    let is_empty = body.iter().all(|(name, value)| name == "$extra" && value.as_object().is_some_and(Map::is_empty));
    if slot == Slot::Update && is_empty {
        report.add(
            "",
            ViolationCode::Missing,
            format!("an update needs at least one member to change: {}", names(model, slot)),
        );
        return;
    }
    walk_object(body, model, slot, "", report);
}

fn walk_object(map: &mut Map<String, Value>, model: &'static Model, slot: Slot, prefix: &str, report: &mut Report) {
    for field in model.fields_of(slot) {
        let path = || format!("{prefix}{}", field.name);
        match map.get_mut(field.name) {
            None if field.presence(slot) == Presence::Required => {
                report.add(path(), ViolationCode::Missing, missing(field))
            }
            None => {}
            Some(Value::Null) if field.presence(slot) == Presence::Nullable => {}
            Some(value) => walk_value(value, field.kind, field, slot, &path(), report),
        }
    }
    let extra = map.shift_remove("$extra");
    for name in map.keys().filter(|name| !known(model, slot, name)) {
        report.add(format!("{prefix}{name}"), ViolationCode::Unknown, unknown(model, slot, name));
    }
    for rule in model.rules {
        (rule.run)(map, prefix, report);
    }
    match extra {
        None => {}
        Some(Value::Object(extra)) => {
            for (name, value) in extra {
                // Another name of a member counts: nobody would know that what goes with it is a secret.
                if model.fields_of(slot).any(|field| field.name == name || field.alias == Some(&*name)) {
                    report.add(
                        format!("{prefix}$extra.{name}"),
                        ViolationCode::Conflict,
                        format!("is a member that the SDK knows: give it as `{name}`"),
                    );
                }
                check_sendable(&value, &format!("{prefix}$extra.{name}"), report);
                map.insert(name, value);
            }
        }
        Some(other) => report.wrong_type(format!("{prefix}$extra"), "an object", &other),
    }
}

fn known(model: &Model, slot: Slot, name: &str) -> bool {
    model.fields_of(slot).any(|field| field.name == name)
}

fn walk_value(value: &mut Value, kind: Kind, field: &Field, slot: Slot, path: &str, report: &mut Report) {
    let bounds = field.bounds(slot);
    match kind {
        Kind::Bool if value.is_boolean() => {}
        Kind::Bool => report.wrong_type(path, "true or false", value),
        Kind::Int => match integer(value) {
            Some(number) => {
                check_range(number as f64, &number.to_string(), bounds, path, report);
                *value = number.into();
            }
            None => report.wrong_type(path, "a whole number", value),
        },
        Kind::Number => match value.as_f64() {
            Some(number) => check_range(number, &number.to_string(), bounds, path, report),
            None => report.wrong_type(path, "a number", value),
        },
        Kind::Text | Kind::Stamp => match value.as_str() {
            // Neither a process nor a registry can be given one, whatever else the text may be.
            Some(text) if text.contains('\0') => {
                let message = "may not have the character U+0000, which no program can be given: take it out";
                return report.add(path, ViolationCode::Pattern, message);
            }
            Some(text) => walk_text(text, field, bounds, path, report),
            None => report.wrong_type(path, "text", value),
        },
        Kind::Word(vocabulary) => match value.as_str() {
            Some(text) => match vocabulary.word(text) {
                Some(word) => *value = word.into(),
                None => check_word(text, vocabulary, path, report),
            },
            None => report.wrong_type(path, "text", value),
        },
        Kind::Image => icon::walk(value, path, report),
        Kind::Object(_) if unsendable(value).is_some() => report.wrong_type(path, "an object", value),
        Kind::Object(model) => match value {
            Value::Object(map) => walk_object(map, model, Slot::Create, &format!("{path}."), report),
            _ => report.wrong_type(path, "an object", value),
        },
        Kind::List(item) => match value {
            Value::Array(items) => {
                check_items(items.len(), bounds, path, report);
                for (index, value) in items.iter_mut().enumerate() {
                    walk_item(value, *item, field, &format!("{path}[{index}]"), report);
                }
            }
            _ => report.wrong_type(path, "a list", value),
        },
    }
    if let (Some(check), Value::String(_)) = (field.check, &*value) {
        (check.run)(value, path, report);
    }
}

/// Reports what has no JSON in a value that no model knows.
fn check_sendable(value: &Value, path: &str, report: &mut Report) {
    match value {
        value if unsendable(value).is_some() => report.wrong_type(path, "a value that JSON has", value),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check_sendable(item, &format!("{path}[{index}]"), report);
            }
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| check_sendable(value, &format!("{path}.{name}"), report));
        }
        _ => {}
    }
}

/// The bounds of a list are about the list; its items are bare values of their type, and its rule is about each of them.
fn walk_item(value: &mut Value, kind: Kind, list: &Field, path: &str, report: &mut Report) {
    let mut item = Field::new(list.name, "", kind, Presence::Required, Presence::Absent, list.reply).not_empty();
    item.check = list.check;
    walk_value(value, kind, &item, Slot::Create, path, report);
}

fn walk_text(text: &str, field: &Field, bounds: Bounds, path: &str, report: &mut Report) {
    if field.masked && text == PLACEHOLDER {
        let advice = "is the placeholder that the service shows instead of a secret, and would overwrite it: give the secret, or leave the member out";
        return report.add(path, ViolationCode::Masked, advice);
    }
    let length = text.chars().count();
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    match bounds {
        Bounds { min: Some(1), .. } if length == 0 => {
            report.add_limit(path, ViolationCode::TooShort, "may not be empty", 1)
        }
        Bounds { min: Some(min), .. } if length < min => {
            report.add_limit(
                path,
                ViolationCode::TooShort,
                format!("must have at least {min} characters, has {length}"),
                min,
            );
        }
        Bounds { max: Some(max), .. } if length > max => {
            report.add_limit(
                path,
                ViolationCode::TooLong,
                format!("may have at most {max} characters, has {length}"),
                max,
            );
        }
        _ => {}
    }
}

fn check_range(number: f64, shown: &str, bounds: Bounds, path: &str, report: &mut Report) {
    let below = bounds.min.filter(|min| number < *min as f64);
    let above = bounds.max.filter(|max| number > *max as f64);
    if let Some(limit) = below.or(above) {
        let demand = match (bounds.min, bounds.max) {
            (Some(min), Some(max)) => format!("must be between {min} and {max}"),
            (Some(min), None) => format!("must be at least {min}"),
            (_, max) => format!("may be at most {}", max.unwrap_or(i64::MAX)),
        };
        report.add_limit(path, ViolationCode::OutOfRange, format!("{demand}, got {shown}"), limit);
    }
}

fn check_items(count: usize, bounds: Bounds, path: &str, report: &mut Report) {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if let Some(min) = bounds.min.filter(|min| count < *min) {
        report.add_limit(path, ViolationCode::TooShort, format!("must have at least {min} item"), min);
    }
}

fn check_word(word: &str, vocabulary: &Vocabulary, path: &str, report: &mut Report) {
    if word.is_empty() {
        report.add_limit(path, ViolationCode::TooShort, format!("may not be empty: one of {}", words(vocabulary)), 1);
    } else if !vocabulary.open {
        report.add(path, ViolationCode::NotAllowed, format!("must be one of {}", words(vocabulary)));
    } else if word.contains(|c: char| c.is_whitespace() || c.is_control()) {
        let message = format!("may not have white space or line breaks: the known ones are {}", words(vocabulary));
        report.add(path, ViolationCode::Pattern, message);
    }
}

fn words(vocabulary: &Vocabulary) -> String {
    vocabulary.words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// An integer, also when it is written as a fraction without one (`1024.0`), as some languages do.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    value.as_number().and_then(whole)
}

/// The same of a number.
pub(crate) fn whole(number: &Number) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    number.as_i64().or_else(|| {
        number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() <= EXACT).map(|number| number as i64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_json_is_named_where_it_stands() {
        let mut body = serde_json::json!({
            "name": {"$unsendable": "a set"}, "is_active": {"$unsendable": "NaN"}, "image": {"$unsendable": "a date"},
            "$extra": {"a": [1, {"b": {"$unsendable": "Infinity"}}]},
        });
        let mut report = Report::default();
        walk(
            body.as_object_mut().unwrap(),
            <crate::Application as crate::model::Described>::MODEL,
            Slot::Create,
            &mut report,
        );
        let found: Vec<_> = report.into_violations().iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "name: must be text, not a set",
                "is_active: must be true or false, not NaN",
                "image: must be base64 text or {\"path\": \"icon.png\"}, not a date",
                "$extra.a[1].b: must be a value that JSON has, not Infinity",
            ]
        );
    }

    #[test]
    fn no_text_has_a_null() {
        let mut body = serde_json::json!({
            "name": "a\0", "command": "run \0", "arguments": "\0", "envs": [{"key": "A", "value": "x\0y"}], "ports": [{"protocol": "UDP\0"}],
            "private_token": "{\n\0}", "$extra": {"new": "\0"},
        });
        let mut report = Report::default();
        walk(
            body.as_object_mut().unwrap(),
            <crate::Version as crate::model::Described>::MODEL,
            Slot::Update,
            &mut report,
        );
        let found: Vec<_> = report.into_violations().into_iter().map(|found| (found.path, found.code)).collect();
        let paths = ["name", "private_token", "command", "arguments", "ports[0].protocol", "envs[0].value"];
        for path in paths {
            let same: Vec<_> = found.iter().filter(|(found, _)| found == path).collect();
            assert!(matches!(same[..], [(_, ViolationCode::Pattern)]), "{path}: {found:?}");
        }
        assert_eq!(found.len(), paths.len() + 1, "and the number of the port is missing: {found:?}");
    }

    #[test]
    fn whole_fractions_are_integers() {
        assert_eq!(integer(&serde_json::json!(1024.0)), Some(1024));
        assert_eq!(integer(&serde_json::json!(1.5)), None);
        assert_eq!(integer(&serde_json::json!(1e300)), None);
        assert_eq!(integer(&serde_json::json!("1")), None);
    }
}
