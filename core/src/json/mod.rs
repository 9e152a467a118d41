//! JSON of responses. [`Value`] keeps fields in a map that hashes every name and takes twice the
//! memory, which was half of the time of a list. Here fields are a plain list, and the names in
//! models are numbers. jiter has a similar type, but its names are strings, and normalization
//! compares numbers.

mod decode;
mod parse;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Number, Value};

pub use crate::schema::names::Name;
use crate::timestamp::Timestamp;
pub(crate) use parse::{MAX_DEPTH, parse};

/// JSON of a response, as [`Client::dispatch`](crate::Client::dispatch) returns it before the
/// conversion into a [`Value`]. Fields are in the order of the response, each name once. Serializes
/// as the same JSON.
#[derive(Clone, Default)]
pub enum JsonValue {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Box<str>),
    /// A string that is a timestamp: its field in the model says so, and it could be parsed.
    Timestamp(Timestamp),
    /// A list.
    List(Vec<JsonValue>),
    /// An object.
    Object(Vec<(Name, JsonValue)>),
}

impl JsonValue {
    /// The field with this name, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&JsonValue> {
        match self {
            Self::Object(fields) => fields.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut JsonValue> {
        match self {
            Self::Object(fields) => fields.iter_mut().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The string, if this is one, but no timestamp.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// True for `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// The type, for messages.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(number) => crate::violation::number_name(number),
            Self::String(_) | Self::Timestamp(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// Takes the value and leaves `null`.
    pub(crate) fn take(&mut self) -> JsonValue {
        std::mem::take(self)
    }
}

/// Shows only the type, because the value may contain secrets.
impl std::fmt::Debug for JsonValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.type_name())
    }
}

impl From<JsonValue> for Value {
    fn from(tree: JsonValue) -> Self {
        match tree {
            JsonValue::Null => Self::Null,
            JsonValue::Bool(truth) => Self::Bool(truth),
            JsonValue::Number(number) => Self::Number(number),
            JsonValue::String(text) => Self::String(text.into_string()),
            JsonValue::Timestamp(timestamp) => Self::String(timestamp.to_string()),
            JsonValue::List(items) => items.into_iter().map(Self::from).collect(),
            JsonValue::Object(fields) => Self::Object(map(fields)),
        }
    }
}

impl From<Value> for JsonValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Bool(truth),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::String(text.into()),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(map) => {
                Self::Object(map.into_iter().map(|(name, value)| (Name::from(&*name), value.into())).collect())
            }
        }
    }
}

/// The fields of an object as a map of [`Value`].
pub(crate) fn map(fields: Vec<(Name, JsonValue)>) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_string(), value.into())).collect()
}

impl Serialize for JsonValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Timestamp(timestamp) => timestamp.serialize(serializer),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Object(fields) => {
                let mut object = serializer.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(name, value)| object.serialize_entry(name.as_str(), value))?;
                object.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_serializes_as_the_same_json() {
        let given = json!({"name": "a", "new": [null, true, -1, 1.5, u64::MAX, "ö", {}], "$extra": {"b": []}});
        let tree = parse(given.to_string().as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&tree).unwrap(), given.to_string(), "in the order of the service");
        assert_eq!(Value::from(JsonValue::from(given.clone())), given);
        assert_eq!(Value::from(tree), given);
    }

    #[test]
    fn debug_shows_only_the_type() {
        assert_eq!(format!("{:?}", JsonValue::from(json!({"api_token": "canary"}))), "an object");
    }

    #[test]
    fn values_are_small() {
        assert_eq!((size_of::<JsonValue>(), size_of::<Name>()), (32, 16));
    }
}
