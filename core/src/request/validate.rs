//! Validates the body of a call against its model and reports all violations at once.
//!
//! Values are also converted into the form that is sent: fractions without a fractional part become
//! integers, icons become base64, fields of `$extra` move into their object.

use serde_json::{Map, Number, Value};

use crate::request::suggest::{missing, names, unknown};
use crate::rules::icon;
use crate::rules::unfilled::{missing_word, unfilled};
use crate::schema::model::{BodyKind, Bounds, Check, Enum, Field, Kind, Model, Presence};
use crate::violation::{ViolationCode, Violations, unsendable};

/// What the service returns in place of a secret.
pub(crate) const PLACEHOLDER: &str = "This value is set and encrypted";

/// What a value must be.
#[derive(Clone, Copy)]
struct Constraint {
    kind: Kind,
    bounds: Bounds,
    /// The service masks the value, so its placeholder must not be sent back.
    masked: bool,
    required: bool,
    check: Option<&'static Check>,
}

impl Constraint {
    fn of_field(field: &Field, body_kind: BodyKind) -> Self {
        let Field { kind, masked, check, .. } = *field;
        Self { kind, bounds: field.bounds(body_kind), masked, required: field.is_required(body_kind), check }
    }

    /// The constraint of a list's items. The bounds of a list are about the list, its check is
    /// about each item.
    fn of_items(self, kind: Kind) -> Self {
        Self { kind, bounds: Bounds { min: Some(1), max: None }, masked: false, required: false, check: self.check }
    }
}

/// Validates and converts the body of a call.
pub(crate) fn validate(
    body: &mut Map<String, Value>,
    model: &'static Model,
    body_kind: BodyKind,
    violations: &mut Violations,
) {
    let is_empty = body.iter().all(|(name, value)| name == "$extra" && value.as_object().is_some_and(Map::is_empty));
    if body_kind == BodyKind::Update && is_empty {
        let message = format!("an update needs at least one field to change: {}", names(model, body_kind));
        return violations.add("", ViolationCode::Missing, message);
    }
    validate_object(body, model, body_kind, "", violations);
}

fn validate_object(
    map: &mut Map<String, Value>,
    model: &'static Model,
    body_kind: BodyKind,
    prefix: &str,
    violations: &mut Violations,
) {
    for field in model.fields_of(body_kind) {
        let path = || format!("{prefix}{}", field.name);
        match map.get_mut(field.name) {
            None if field.is_required(body_kind) => violations.add(path(), ViolationCode::Missing, missing(field)),
            None => {}
            Some(Value::Null) if field.presence(body_kind) == Presence::Nullable => {}
            Some(value) => {
                let is_unset = value.is_null() && !field.is_required(body_kind);
                validate_value(value, Constraint::of_field(field, body_kind), &path(), violations);
                if is_unset {
                    violations.advise("; leave the field out to keep it unset");
                }
            }
        }
    }
    let extra = map.shift_remove("$extra");
    for name in map.keys().filter(|name| model.fields_of(body_kind).all(|field| field.name != **name)) {
        violations.add(format!("{prefix}{name}"), ViolationCode::Unknown, unknown(model, body_kind, name));
    }
    for rule in model.rules {
        (rule.run)(map, prefix, violations);
    }
    match extra {
        None => {}
        Some(Value::Object(extra)) => {
            for (name, value) in extra {
                let path = format!("{prefix}$extra.{name}");
                // Another name of a field counts as well: its value would not be known as a secret.
                if model.fields_of(body_kind).any(|field| field.name == name || field.alias == Some(&*name)) {
                    let message = format!("is a field of the SDK: give it as `{name}`");
                    violations.add(path.as_str(), ViolationCode::Conflict, message);
                }
                validate_json(&value, &path, violations);
                map.insert(name, value);
            }
        }
        Some(other) => violations.wrong_type(format!("{prefix}$extra"), "an object", &other),
    }
}

fn validate_value(value: &mut Value, expected: Constraint, path: &str, violations: &mut Violations) {
    match expected.kind {
        Kind::Bool if value.is_boolean() => {}
        Kind::Bool => violations.wrong_type(path, "true or false", value),
        Kind::Int => match integer(value) {
            Some(number) => {
                check_range(number as f64, &number.to_string(), expected.bounds, path, violations);
                *value = number.into();
            }
            None => violations.wrong_type(path, "an integer", value),
        },
        Kind::Number => match value.as_f64() {
            Some(number) => check_range(number, &number.to_string(), expected.bounds, path, violations),
            None => violations.wrong_type(path, "a number", value),
        },
        Kind::String | Kind::Timestamp => match value.as_str() {
            // Neither a process nor a registry accepts it, whatever else the string may contain.
            Some(text) if text.contains('\0') => {
                let message = "may not contain the character U+0000, which no program accepts: remove it";
                return violations.add(path, ViolationCode::Pattern, message);
            }
            Some(text) => validate_string(text, expected, path, violations),
            None => violations.wrong_type(path, "a string", value),
        },
        Kind::Enum(values) => match value.as_str() {
            Some(text) => match values.value(text) {
                Some(known) => *value = known.into(),
                None => check_enum(text, values, path, violations),
            },
            None => violations.wrong_type(path, "a string", value),
        },
        Kind::Image => icon::validate(value, path, violations),
        Kind::Object(_) if unsendable(value).is_some() => violations.wrong_type(path, "an object", value),
        Kind::Object(model) => match value {
            Value::Object(map) => validate_object(map, model, BodyKind::Create, &format!("{path}."), violations),
            _ => violations.wrong_type(path, "an object", value),
        },
        Kind::List(item) => match value {
            Value::Array(items) => {
                check_items(items.len(), expected.bounds, path, violations);
                for (index, value) in items.iter_mut().enumerate() {
                    validate_value(value, expected.of_items(*item), &format!("{path}[{index}]"), violations);
                }
            }
            _ => violations.wrong_type(path, "a list", value),
        },
    }
    if let (Some(check), Value::String(_)) = (expected.check, &*value) {
        (check.run)(value, path, violations);
    }
}

/// Reports what JSON cannot represent in a value that no model describes.
fn validate_json(value: &Value, path: &str, violations: &mut Violations) {
    match value {
        value if unsendable(value).is_some() => {
            violations.wrong_type(path, "a value that JSON can represent", value);
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                validate_json(item, &format!("{path}[{index}]"), violations);
            }
        }
        Value::Object(map) => {
            map.iter().for_each(|(name, value)| validate_json(value, &format!("{path}.{name}"), violations));
        }
        _ => {}
    }
}

fn validate_string(text: &str, expected: Constraint, path: &str, violations: &mut Violations) {
    if expected.masked && text == PLACEHOLDER {
        let all = if expected.required { "the object that has it" } else { "the field" };
        let message = format!(
            "is the placeholder that the service returns in place of a hidden value, and would overwrite it: set the \
             real value, or remove {all}"
        );
        return violations.add(path, ViolationCode::Masked, message);
    }
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    match expected.bounds {
        Bounds { min: Some(1), .. } if length == 0 => {
            violations.add_limit(path, ViolationCode::TooShort, "may not be empty", 1);
        }
        Bounds { min: Some(min), .. } if length < min => {
            let message = format!("must have at least {min} characters, has {length}");
            violations.add_limit(path, ViolationCode::TooShort, message, min);
        }
        Bounds { max: Some(max), .. } if length > max => {
            let message = format!("may have at most {max} characters, has {length}");
            violations.add_limit(path, ViolationCode::TooLong, message, max);
        }
        _ => {}
    }
}

fn check_range(number: f64, shown: &str, bounds: Bounds, path: &str, violations: &mut Violations) {
    let below = bounds.min.filter(|min| number < *min as f64);
    let above = bounds.max.filter(|max| number > *max as f64);
    if let Some(limit) = below.or(above) {
        let demand = match (bounds.min, bounds.max) {
            (Some(min), Some(max)) => format!("must be between {min} and {max}"),
            (Some(min), None) => format!("must be at least {min}"),
            (_, max) => format!("may be at most {}", max.unwrap_or(i64::MAX)),
        };
        violations.add_limit(path, ViolationCode::OutOfRange, format!("{demand}, got {shown}"), limit);
    }
}

fn check_items(count: usize, bounds: Bounds, path: &str, violations: &mut Violations) {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if let Some(min) = bounds.min.filter(|min| count < *min) {
        violations.add_limit(path, ViolationCode::TooShort, format!("must have at least {min} item"), min);
    }
}

fn check_enum(value: &str, expected: &Enum, path: &str, violations: &mut Violations) {
    let known: Vec<_> = expected.values.iter().map(|(value, _)| format!("`{value}`")).collect();
    let known = known.join(", ");
    if value.is_empty() {
        violations.add_limit(path, ViolationCode::TooShort, format!("may not be empty: use one of {known}"), 1);
    } else if !expected.open {
        violations.add(path, ViolationCode::NotAllowed, format!("must be one of {known}"));
    } else if unfilled(value).or_else(|| missing_word(value)).is_some() || !value.chars().all(is_part_of_word) {
        let message = format!("may have only letters, digits and `/ _ -`: the known values are {known}");
        violations.add(path, ViolationCode::Pattern, message);
    }
}

fn is_part_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-')
}

/// An integer, also one that is written as a fraction (`1024.0`), as some languages do.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    value.as_number().and_then(whole)
}

/// The integer that a number is, if it is one.
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
    fn values_that_json_cannot_represent_are_reported_with_their_path() {
        let mut body = serde_json::json!({
            "name": {"$unsendable": "a set"}, "is_active": {"$unsendable": "NaN"}, "image": {"$unsendable": "a date"},
            "$extra": {"a": [1, {"b": {"$unsendable": "Infinity"}}]},
        });
        let mut violations = Violations::default();
        validate(
            body.as_object_mut().unwrap(),
            <crate::Application as crate::schema::model::Described>::MODEL,
            BodyKind::Create,
            &mut violations,
        );
        let found: Vec<_> = violations.into_violations().iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "name: must be a string, not a set",
                "is_active: must be true or false, not NaN",
                "image: must be base64 or {\"path\": \"icon.png\"}, not a date",
                "$extra.a[1].b: must be a value that JSON can represent, not Infinity",
            ]
        );
    }

    #[test]
    fn null_for_an_optional_field_gets_the_advice_to_leave_it_out() {
        let mut body =
            serde_json::json!({"name": null, "is_active": true, "image": "", "is_telemetry_agent_active": null});
        let mut violations = Violations::default();
        let model = <crate::Application as crate::schema::model::Described>::MODEL;
        validate(body.as_object_mut().unwrap(), model, BodyKind::Create, &mut violations);
        let found: Vec<_> = violations.into_violations().into_iter().map(|found| found.message).collect();
        let optional = "must be true or false, not null; leave the field out to keep it unset";
        assert_eq!(found, ["must be a string, not null", optional]);
    }

    #[test]
    fn no_string_has_a_null_character() {
        let mut body = serde_json::json!({
            "name": "a\0", "command": "run \0", "arguments": "\0",
            "envs": [{"key": "A", "value": "x\0y"}], "ports": [{"protocol": "QUIC\0"}],
            "private_token": "{\n\0}", "$extra": {"new": "\0"},
        });
        let mut violations = Violations::default();
        validate(
            body.as_object_mut().unwrap(),
            <crate::Version as crate::schema::model::Described>::MODEL,
            BodyKind::Update,
            &mut violations,
        );
        let found: Vec<_> = violations.into_violations().into_iter().map(|found| (found.path, found.code)).collect();
        let paths = ["name", "private_token", "command", "arguments", "ports[0].protocol", "envs[0].value"];
        for path in paths {
            let same: Vec<_> = found.iter().filter(|(found, _)| found == path).collect();
            assert!(matches!(same[..], [(_, ViolationCode::Pattern)]), "{path}: {found:?}");
        }
        assert_eq!(found.len(), paths.len() + 1, "and the number of the port is missing: {found:?}");
    }

    #[test]
    fn fractions_without_a_fractional_part_are_integers() {
        assert_eq!(integer(&serde_json::json!(1024.0)), Some(1024));
        assert_eq!(integer(&serde_json::json!(1.5)), None);
        assert_eq!(integer(&serde_json::json!(1e300)), None);
        assert_eq!(integer(&serde_json::json!("1")), None);
    }
}
