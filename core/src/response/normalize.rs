//! Brings what the service sent into the one form that all languages read: unwrapped, time stamps
//! in one format, what is unknown or unreadable kept aside in `$extra`.

use serde_json::Number;

use crate::json::{JsonValue, Name};
use crate::request::validate::whole;
use crate::schema::model::{Field, Kind, Model, ReplyPresence};
use crate::schema::names::ReplyFields;
use crate::timestamp::Timestamp;

/// Normalizes an object in place. The error names a required field that is missing or invalid.
pub(crate) fn object(value: &mut JsonValue, model: &'static Model) -> Result<(), String> {
    match value {
        JsonValue::Object(fields) => normalize_fields(fields, model),
        other => Err(format!("{} should be an object, not {}", model.name, other.type_name())),
    }
}

/// The first required field that is missing. The response to an update may lack some.
pub(crate) fn missing(value: &JsonValue, model: &'static Model) -> Option<&'static str> {
    required(model)
        .find(|field| value.get(field.name).is_none_or(|value| value.is_null() && !is_timestamp(field)))
        .map(|field| field.name)
}

fn required(model: &'static Model) -> impl Iterator<Item = &'static Field> {
    model.fields.iter().filter(|field| field.reply == ReplyPresence::Required)
}

fn is_timestamp(field: &Field) -> bool {
    matches!(field.kind, Kind::Timestamp)
}

fn normalize_fields(fields: &mut Vec<(Name, JsonValue)>, model: &'static Model) -> Result<(), String> {
    let known = ReplyFields::for_model(model);
    known.aliases.iter().for_each(|(alias, name)| rename(fields, alias, name));
    let (mut extra, mut has_unknown, mut found) = (Vec::new(), false, 0);
    for (name, value) in fields.iter_mut() {
        let Some(field) = known.field(name) else {
            has_unknown = true;
            continue;
        };
        found += usize::from(field.reply == ReplyPresence::Required && (!value.is_null() || is_timestamp(field)));
        if !value.is_null() && !read(value, field.kind) {
            if field.reply == ReplyPresence::Required && !is_timestamp(field) {
                let is = value.type_name();
                return Err(format!("the field `{name}` of {} cannot be read: it is {is}", model.name));
            }
            extra.push((name.clone(), value.take()));
        }
    }
    if found != known.required {
        required(model).try_for_each(|field| check_required(fields, field, model))?;
    }
    if has_unknown {
        let (modelled, unknown) = std::mem::take(fields).into_iter().partition(|(name, _)| known.field(name).is_some());
        *fields = modelled;
        extra.extend::<Vec<_>>(unknown);
    }
    if !extra.is_empty() {
        fields.push((Name::EXTRA, JsonValue::Object(extra)));
    }
    Ok(())
}

/// Checks that a required field has a value.
fn check_required(fields: &[(Name, JsonValue)], field: &Field, model: &Model) -> Result<(), String> {
    let fault = match fields.iter().find(|(name, _)| name == field.name) {
        None => "missing",
        Some((_, value)) if value.is_null() && !is_timestamp(field) => "null",
        Some(_) => return Ok(()),
    };
    Err(format!("the field `{}` of {} is {fault}", field.name, model.name))
}

/// Renames a field that came under its alias, unless the field itself has a value.
fn rename(fields: &mut Vec<(Name, JsonValue)>, alias: &Name, name: &Name) {
    let Some(at) = fields.iter().position(|(name, _)| name == alias) else { return };
    if fields.iter().any(|(own, value)| own == name && !value.is_null()) {
        return;
    }
    let (_, value) = fields.remove(at);
    match fields.iter_mut().find(|(own, _)| own == name) {
        Some((_, own)) => *own = value,
        None => fields.insert(at, (name.clone(), value)),
    }
}

/// Normalizes a value of this kind; false if it has another one.
fn read(value: &mut JsonValue, kind: Kind) -> bool {
    match (kind, &mut *value) {
        (Kind::Bool, JsonValue::Bool(_)) | (Kind::Number, JsonValue::Number(_)) => true,
        (Kind::String | Kind::Enum(_) | Kind::Image, JsonValue::String(_)) => true,
        (Kind::Int, JsonValue::Number(number)) => match whole(number) {
            Some(whole) => {
                *number = Number::from(whole);
                true
            }
            None => false,
        },
        (Kind::Timestamp, JsonValue::String(text)) => match Timestamp::read(text) {
            Some(timestamp) => {
                *value = JsonValue::Timestamp(timestamp);
                true
            }
            None => false,
        },
        // Nested models have no required fields, so every object is valid.
        (Kind::Object(model), JsonValue::Object(_)) => object(value, model).is_ok(),
        // All or nothing: part of a list would look like the whole.
        (Kind::List(item), JsonValue::List(items)) => {
            items.iter().all(|value| readable(value, *item)) && items.iter_mut().all(|value| read(value, *item))
        }
        _ => false,
    }
}

fn readable(value: &JsonValue, kind: Kind) -> bool {
    match (kind, value) {
        (Kind::Int, JsonValue::Number(number)) => whole(number).is_some(),
        (Kind::Timestamp, JsonValue::String(text)) => Timestamp::read(text).is_some(),
        (Kind::Bool, JsonValue::Bool(_))
        | (Kind::Number, JsonValue::Number(_))
        | (Kind::String | Kind::Enum(_) | Kind::Image, JsonValue::String(_))
        | (Kind::Object(_), JsonValue::Object(_))
        | (Kind::List(_), JsonValue::List(_)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::schema::model::Described;
    use crate::{Application, Version};

    fn canonical(value: Value, model: &'static Model) -> Result<Value, String> {
        let mut value = JsonValue::from(value);
        object(&mut value, model).map(|()| value.into())
    }

    fn version(envs: Value) -> Value {
        json!({
            "name": "v", "req_cpu": 1024.0, "req_memory": 1,
            "docker_repository": "", "docker_image": "", "docker_tag": "", "envs": envs,
        })
    }

    #[test]
    fn unknown_and_invalid_fields_are_in_extra() {
        let given = json!({
            "name": "a", "is_active": true, "image": "", "create_time": "soon", "last_updated": null,
            "is_telemetry_agent_active": 1, "new": [1],
        });
        let expected = json!({
            "name": "a", "is_active": true, "image": "", "create_time": null, "last_updated": null,
            "is_telemetry_agent_active": null,
            "$extra": {"create_time": "soon", "is_telemetry_agent_active": 1, "new": [1]}
        });
        assert_eq!(canonical(given, Application::MODEL), Ok(expected));
    }

    #[test]
    fn a_field_is_read_by_its_alias() {
        let read = |env: Value| canonical(version(json!([env])), Version::MODEL).unwrap()["envs"][0].clone();
        assert_eq!(read(json!({"is_secret": true, "key": "K"})), json!({"is_hidden": true, "key": "K"}));
        assert_eq!(read(json!({"is_hidden": null, "is_secret": true})), json!({"is_hidden": true}));
        assert_eq!(
            read(json!({"is_hidden": false, "is_secret": true})),
            json!({"is_hidden": false, "$extra": {"is_secret": true}})
        );
    }

    #[test]
    fn a_required_field_must_be_there() {
        let reason = canonical(json!({"name": "a"}), Application::MODEL).unwrap_err();
        assert!(reason.contains("is_active"), "{reason}");
    }

    #[test]
    fn lists_are_all_or_nothing_and_is_secret_is_read() {
        let read = canonical(version(json!([{"key": "K", "value": "v", "is_secret": true}])), Version::MODEL).unwrap();
        assert_eq!(read["envs"], json!([{"key": "K", "value": "v", "is_hidden": true}]));
        assert_eq!(read["req_cpu"], json!(1024));
        let read = canonical(version(json!([{"key": "K"}, 5])), Version::MODEL).unwrap();
        assert_eq!(read["envs"], Value::Null);
        assert_eq!(read["$extra"], json!({"envs": [{"key": "K"}, 5]}));
    }
}
