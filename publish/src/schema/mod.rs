//! JSON Schemas for editors and other tools: of the manifest, of the bodies of all operations, of
//! plans and of events. The first two are made from the tables of the SDK, from which calls are
//! validated too. Rules between fields and the formats of names are not part of them.

mod body;
mod document;
mod manifest;

use edgegap_sdk::model::{Bounds, Enum, Field, Kind};
use edgegap_sdk::paragraph;
use serde_json::{Map, Value, json};

pub use self::body::body_schemas;
#[cfg(feature = "schema")]
pub use self::document::made_schemas;
pub use self::document::{event_schema, plan_schema};
pub use self::manifest::manifest_schema;

/// The version of JSON Schema of all schemas.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// An object with exactly these fields.
fn object(properties: Map<String, Value>, required: &[&str]) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), properties.into());
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema.insert("additionalProperties".to_owned(), false.into());
    schema
}

/// A schema with a description in front.
fn described(doc: &str, schema: Value) -> Value {
    with(json!({"description": paragraph(doc)}), schema.as_object().cloned().unwrap_or_default())
}

/// The description of a field, with its default.
fn describe(field: &Field, schema: Value) -> Value {
    with(described(field.doc, schema), field.default_value().map(|default| ("default".to_owned(), default)))
}

/// A schema with further keywords.
fn with(mut schema: Value, keywords: impl IntoIterator<Item = (String, Value)>) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.extend(keywords);
    }
    schema
}

/// The bounds that are set, under these keywords.
fn bounds(min: &str, max: &str, bounds: Bounds) -> impl Iterator<Item = (String, Value)> {
    let named = [(min.to_owned(), bounds.min), (max.to_owned(), bounds.max)];
    named.into_iter().filter_map(|(keyword, bound)| Some((keyword, bound?.into())))
}

/// A number with its bounds.
fn number(name: &str, within: Bounds) -> Value {
    with(json!({"type": name}), bounds("minimum", "maximum", within))
}

/// A string with the bounds of its length.
fn string(length: Bounds) -> Value {
    with(json!({"type": "string"}), bounds("minLength", "maxLength", length))
}

/// The values of an enumeration. An open one accepts any string, but editors suggest the values.
fn enumeration(values: &Enum) -> Value {
    let values: Vec<_> = values.values.iter().map(|(value, _)| *value).collect();
    json!({"enum": values})
}

/// A field of a body with one value, without its description; `None` for objects and lists.
fn scalar(kind: Kind, bounds: Bounds) -> Option<Value> {
    Some(match kind {
        Kind::Bool => json!({"type": "boolean"}),
        Kind::Int => number("integer", bounds),
        Kind::Number => number("number", bounds),
        Kind::String | Kind::Timestamp => string(bounds),
        Kind::Enum(values) if values.open => json!({"anyOf": [enumeration(values), {"type": "string"}]}),
        Kind::Enum(values) => enumeration(values),
        Kind::Image | Kind::Object(_) | Kind::List(_) => return None,
    })
}
