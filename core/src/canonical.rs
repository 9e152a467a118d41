//! Brings what the service sent into the one form that all languages read: unwrapped, time stamps in one format, what is unknown or
//! unreadable kept aside in `$extra`.

use serde_json::{Map, Value};

use crate::model::{Field, Kind, Model, Promise};
use crate::timestamp::Timestamp;
use crate::walker::integer;

/// Deeper answers are refused: nothing of this API comes near it.
pub(crate) const MAX_DEPTH: usize = 64;

/// A value takes some seventy bytes of memory and as little as two of a body: without this bound, a body within its own would fill gigabytes.
const MAX_VALUES: usize = 1_000_000;

/// Parses a body. The error says what is wrong and where, and shows nothing of the body.
pub(crate) fn parse(body: &[u8]) -> Result<Value, String> {
    // Some services begin with a byte order mark, which JSON has no place for.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.len() / 2 > MAX_VALUES && values(body) > MAX_VALUES {
        return Err(format!("the body has more than {MAX_VALUES} values"));
    }
    let value: Value = serde_json::from_slice(body).map_err(|error| {
        let what = if error.is_eof() { "ends early" } else { "is no JSON" };
        format!("the body {what}, at line {} column {}", error.line(), error.column())
    })?;
    if deeper_than(&value, MAX_DEPTH) {
        return Err(format!("the body is nested deeper than {MAX_DEPTH} levels"));
    }
    Ok(value)
}

/// How many values a body has, give or take those that stand alone in what holds them; whether or not it is JSON.
fn values(body: &[u8]) -> usize {
    let (mut values, mut in_text, mut escaped) = (0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b',' | b'[' | b'{' if !in_text => values += 1,
            _ => {}
        }
    }
    values
}

pub(crate) fn deeper_than(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| deeper_than(item, levels - 1)),
        Value::Object(map) => levels == 0 || map.values().any(|item| deeper_than(item, levels - 1)),
        _ => false,
    }
}

/// Brings an object into canonical form, in place. The error names a promised member that is missing or cannot be read.
pub(crate) fn object(value: &mut Value, model: &'static Model) -> Result<(), String> {
    match value {
        Value::Object(map) => members(map, model),
        other => Err(format!("a {} should be an object and is {}", model.name, crate::violation::type_name(other))),
    }
}

/// The promised members that are missing; an update may be answered without them.
pub(crate) fn missing(value: &Value, model: &'static Model) -> Option<&'static str> {
    promised(model)
        .find(|field| value.get(field.name).is_none_or(|value| value.is_null() && !is_stamp(field)))
        .map(|field| field.name)
}

fn promised(model: &'static Model) -> impl Iterator<Item = &'static Field> {
    model.fields.iter().filter(|field| field.reply == Promise::Promised)
}

fn is_stamp(field: &Field) -> bool {
    matches!(field.kind, Kind::Stamp)
}

fn members(map: &mut Map<String, Value>, model: &'static Model) -> Result<(), String> {
    for field in model.fields {
        if let Some(alias) = field.alias
            && map.get(field.name).is_none_or(Value::is_null)
            && let Some(value) = map.shift_remove(alias)
        {
            map.insert(field.name.to_owned(), value);
        }
    }
    let (mut extra, mut unknown) = (Map::new(), Vec::new());
    let mut kept_promises = 0;
    for (name, value) in map.iter_mut() {
        match model.field(name) {
            Some(field) if field.reply != Promise::Absent => {
                kept_promises += usize::from(field.reply == Promise::Promised && (!value.is_null() || is_stamp(field)));
                if !value.is_null() && !read(value, field.kind) {
                    if field.reply == Promise::Promised && !is_stamp(field) {
                        return Err(format!(
                            "the member `{name}` of a {} cannot be read: it is {}",
                            model.name,
                            crate::violation::type_name(value)
                        ));
                    }
                    extra.insert(name.clone(), value.take());
                }
            }
            _ => unknown.push(name.clone()),
        }
    }
    for name in unknown {
        if let Some(value) = map.shift_remove(&name) {
            extra.insert(name, value);
        }
    }
    let broken = if promised(model).count() == kept_promises { None } else { Some(promised(model)) };
    for field in broken.into_iter().flatten() {
        match map.get(field.name) {
            None => return Err(format!("the member `{}` of a {} is missing", field.name, model.name)),
            Some(Value::Null) if !is_stamp(field) => {
                return Err(format!("the member `{}` of a {} is null", field.name, model.name));
            }
            Some(_) => {}
        }
    }
    if !extra.is_empty() {
        map.insert("$extra".to_owned(), Value::Object(extra));
    }
    Ok(())
}

/// Whether the value is one of this kind; it is brought into canonical form.
fn read(value: &mut Value, kind: Kind) -> bool {
    match kind {
        Kind::Bool => value.is_boolean(),
        Kind::Int => match integer(value) {
            Some(number) => {
                if !value.is_i64() {
                    *value = number.into();
                }
                true
            }
            None => false,
        },
        Kind::Number => value.is_number(),
        Kind::Text | Kind::Word(_) | Kind::Image => value.is_string(),
        Kind::Stamp => match value.as_str().and_then(Timestamp::read) {
            Some(stamp) => {
                *value = Value::String(stamp.to_text());
                true
            }
            None => false,
        },
        // Nothing nested promises a member, so an object is readable whatever it holds.
        Kind::Object(model) => object(value, model).is_ok(),
        Kind::List(item) => match value {
            // All or nothing: half a list under the member's name would pass for the whole.
            Value::Array(items) => {
                items.iter().all(|value| readable(value, *item)) && items.iter_mut().all(|value| read(value, *item))
            }
            _ => false,
        },
    }
}

fn readable(value: &Value, kind: Kind) -> bool {
    match kind {
        Kind::Object(_) => value.is_object(),
        Kind::List(_) => value.is_array(),
        Kind::Bool => value.is_boolean(),
        Kind::Int => integer(value).is_some(),
        Kind::Number => value.is_number(),
        Kind::Stamp => value.as_str().and_then(Timestamp::read).is_some(),
        Kind::Text | Kind::Word(_) | Kind::Image => value.is_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Described;
    use crate::{Application, Version};

    fn canonical(mut value: Value, model: &'static Model) -> Result<Value, String> {
        object(&mut value, model).map(|()| value)
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

    #[test]
    fn values_have_a_limit_and_texts_are_one_each() {
        let list = |item: &str, times: usize| format!("[{}]", vec![item; times].join(","));
        assert!(parse(list("1", 999_999).as_bytes()).is_ok());
        assert!(parse(list("1", 1_000_001).as_bytes()).unwrap_err().contains("1000000 values"));
        assert!(parse(list(r#""[\\\",{""#, 500_000).as_bytes()).is_ok());
    }

    #[test]
    fn depth_has_a_limit() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(nested(64).as_bytes()).is_ok());
        assert!(parse(nested(65).as_bytes()).is_err());
        assert!(parse(nested(100_000).as_bytes()).is_err());
    }
}
