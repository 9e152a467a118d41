//! Brings what the service sent into the one form that all languages read: unwrapped, time stamps in one format, what is unknown or
//! unreadable kept aside in `$extra`.

use serde_json::Number;

use crate::json::{JsonValue, Name};
use crate::request::validate::whole;
use crate::schema::model::{Field, Kind, Model, ReplyPresence};
use crate::schema::names::ReplyFields;
use crate::timestamp::Timestamp;

/// Brings an object into canonical form, in place. The error names a promised member that is missing or cannot be read.
pub(crate) fn object(value: &mut JsonValue, model: &'static Model) -> Result<(), String> {
    match value {
        JsonValue::Object(members) => self::members(members, model),
        other => Err(format!("{} should be an object and is {}", model.name, other.type_name())),
    }
}

/// The promised members that are missing; an update may be answered without them.
pub(crate) fn missing(value: &JsonValue, model: &'static Model) -> Option<&'static str> {
    promised(model)
        .find(|field| value.get(field.name).is_none_or(|value| value.is_null() && !is_stamp(field)))
        .map(|field| field.name)
}

fn promised(model: &'static Model) -> impl Iterator<Item = &'static Field> {
    model.fields.iter().filter(|field| field.reply == ReplyPresence::Required)
}

fn is_stamp(field: &Field) -> bool {
    matches!(field.kind, Kind::Timestamp)
}

fn members(members: &mut Vec<(Name, JsonValue)>, model: &'static Model) -> Result<(), String> {
    let known = ReplyFields::for_model(model);
    known.aliases.iter().for_each(|(alias, name)| rename(members, alias, name));
    let (mut extra, mut has_unknown, mut kept_promises) = (Vec::new(), false, 0);
    for (name, value) in members.iter_mut() {
        let Some(field) = known.field(name) else {
            has_unknown = true;
            continue;
        };
        kept_promises += usize::from(field.reply == ReplyPresence::Required && (!value.is_null() || is_stamp(field)));
        if !value.is_null() && !read(value, field.kind) {
            if field.reply == ReplyPresence::Required && !is_stamp(field) {
                let is = value.type_name();
                return Err(format!("the member `{name}` of {} cannot be read: it is {is}", model.name));
            }
            extra.push((name.clone(), value.take()));
        }
    }
    if kept_promises != known.promised {
        promised(model).try_for_each(|field| kept(members, field, model))?;
    }
    if has_unknown {
        let (modelled, unknown) =
            std::mem::take(members).into_iter().partition(|(name, _)| known.field(name).is_some());
        *members = modelled;
        extra.extend::<Vec<_>>(unknown);
    }
    if !extra.is_empty() {
        members.push((Name::EXTRA, JsonValue::Object(extra)));
    }
    Ok(())
}

/// Whether a promise was kept, and if not, what is wrong.
fn kept(members: &[(Name, JsonValue)], field: &Field, model: &Model) -> Result<(), String> {
    let fault = match members.iter().find(|(name, _)| name == field.name) {
        None => "missing",
        Some((_, value)) if value.is_null() && !is_stamp(field) => "null",
        Some(_) => return Ok(()),
    };
    Err(format!("the member `{}` of {} is {fault}", field.name, model.name))
}

/// Gives a member that came under another name its own, unless that has a value.
fn rename(members: &mut Vec<(Name, JsonValue)>, alias: &Name, name: &Name) {
    let place = |wanted: &Name| members.iter().position(|(name, _)| name == wanted);
    match (place(alias), place(name)) {
        (Some(alias), None) => members[alias].0 = name.clone(),
        (Some(alias), Some(own)) if members[own].1.is_null() => {
            members[own].1 = members[alias].1.take();
            members.remove(alias);
        }
        _ => {}
    }
}

/// Whether the value is one of this kind; it is brought into canonical form.
fn read(value: &mut JsonValue, kind: Kind) -> bool {
    match (kind, &mut *value) {
        (Kind::Bool, JsonValue::Bool(_)) | (Kind::Number, JsonValue::Number(_)) => true,
        (Kind::String | Kind::Enum(_) | Kind::Image, JsonValue::Text(_)) => true,
        (Kind::Int, JsonValue::Number(number)) => match whole(number) {
            Some(whole) => {
                *number = Number::from(whole);
                true
            }
            None => false,
        },
        (Kind::Timestamp, JsonValue::Text(text)) => match Timestamp::read(text) {
            Some(stamp) => {
                *text = stamp.to_text().into();
                true
            }
            None => false,
        },
        // Nothing nested promises a member, so an object is readable whatever it holds.
        (Kind::Object(model), JsonValue::Object(_)) => object(value, model).is_ok(),
        // All or nothing: half a list under the member's name would pass for the whole.
        (Kind::List(item), JsonValue::List(items)) => {
            items.iter().all(|value| readable(value, *item)) && items.iter_mut().all(|value| read(value, *item))
        }
        _ => false,
    }
}

fn readable(value: &JsonValue, kind: Kind) -> bool {
    match (kind, value) {
        (Kind::Int, JsonValue::Number(number)) => whole(number).is_some(),
        (Kind::Timestamp, JsonValue::Text(text)) => Timestamp::read(text).is_some(),
        (Kind::Bool, JsonValue::Bool(_))
        | (Kind::Number, JsonValue::Number(_))
        | (Kind::String | Kind::Enum(_) | Kind::Image, JsonValue::Text(_))
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
        let mut tree = JsonValue::from(value);
        object(&mut tree, model).map(|()| tree.into())
    }

    #[test]
    fn unknown_and_unreadable_members_are_kept_aside() {
        let given = json!({"name": "a", "is_active": true, "image": "", "create_time": "soon", "last_updated": null, "is_telemetry_agent_active": 1, "new": [1]});
        let expected = json!({
            "name": "a", "is_active": true, "image": "", "create_time": null, "last_updated": null, "is_telemetry_agent_active": null,
            "$extra": {"create_time": "soon", "is_telemetry_agent_active": 1, "new": [1]}
        });
        assert_eq!(canonical(given, Application::MODEL), Ok(expected));
    }

    #[test]
    fn what_is_known_by_another_name_is_known() {
        let read = |env: Value| {
            let version = json!({"name": "v", "req_cpu": 1, "req_memory": 1, "docker_repository": "", "docker_image": "", "docker_tag": "", "envs": [env]});
            canonical(version, Version::MODEL).unwrap()["envs"][0].clone()
        };
        assert_eq!(read(json!({"is_secret": true, "key": "K"})), json!({"is_hidden": true, "key": "K"}));
        assert_eq!(read(json!({"is_hidden": null, "is_secret": true})), json!({"is_hidden": true}));
        assert_eq!(
            read(json!({"is_hidden": false, "is_secret": true})),
            json!({"is_hidden": false, "$extra": {"is_secret": true}})
        );
    }

    #[test]
    fn a_promised_member_must_come() {
        let reason = canonical(json!({"name": "a"}), Application::MODEL).unwrap_err();
        assert!(reason.contains("is_active"), "{reason}");
    }

    #[test]
    fn lists_are_all_or_nothing_and_is_secret_is_read() {
        let version = |envs: Value| json!({"name": "v", "req_cpu": 1024.0, "req_memory": 1, "docker_repository": "", "docker_image": "", "docker_tag": "", "envs": envs});
        let read = canonical(version(json!([{"key": "K", "value": "v", "is_secret": true}])), Version::MODEL).unwrap();
        assert_eq!(read["envs"], json!([{"key": "K", "value": "v", "is_hidden": true}]));
        assert_eq!(read["req_cpu"], json!(1024));
        let read = canonical(version(json!([{"key": "K"}, 5])), Version::MODEL).unwrap();
        assert_eq!(read["envs"], Value::Null);
        assert_eq!(read["$extra"], json!({"envs": [{"key": "K"}, 5]}));
    }
}
