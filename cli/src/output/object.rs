//! One object for people: a line for each field.

use edgegap_sdk::model::{Kind, Model};
use serde_json::{Map, Value};

use super::{NAME, text};

/// What stands in place of a secret.
const HIDDEN: &str = "***";

/// The object without its secrets.
pub(crate) fn masked(value: Value, model: Option<&'static Model>) -> Value {
    let mask = |value: Value| match (value, model) {
        (Value::Object(mut object), Some(model)) => {
            edgegap_sdk::redact_secrets(&mut object, model);
            Value::Object(object)
        }
        (value, _) => value,
    };
    match value {
        Value::Array(items) => items.into_iter().map(mask).collect(),
        value => mask(value),
    }
}

/// The fields of an object, one or more lines each. Fields without a value are left out.
pub(crate) fn of_fields(object: &Map<String, Value>, model: Option<&Model>, has_color: bool) -> String {
    let mut rows: Vec<(String, String)> = Vec::new();
    let extra = object.get("$extra").and_then(Value::as_object);
    let fields = object.iter().filter(|(name, _)| *name != "$extra").chain(extra.into_iter().flatten());
    for (name, value) in fields {
        let lines = lines(value, model.and_then(|model| model.field(name)).map(|field| field.kind));
        let names = std::iter::once(name.clone()).chain(std::iter::repeat(String::new()));
        rows.extend(names.zip(lines));
    }
    of_rows(&rows, has_color)
}

/// Names and values in two columns.
pub(crate) fn of_rows(rows: &[(String, String)], has_color: bool) -> String {
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let line = |(name, value): &(String, String)| {
        let space = " ".repeat(width - name.chars().count() + 2);
        let name = if has_color && !name.is_empty() { format!("{NAME}{name}{NAME:#}") } else { name.clone() };
        format!("{}\n", format!("{name}{space}{value}").trim_end())
    };
    rows.iter().map(line).collect()
}

/// The lines of a value; none for one that is missing or empty.
fn lines(value: &Value, kind: Option<Kind>) -> Vec<String> {
    match (value, kind.and_then(|kind| kind.model())) {
        (Value::Null, _) => Vec::new(),
        (Value::String(text), _) if text.is_empty() => Vec::new(),
        (Value::Array(items), Some(model)) => items.iter().map(|item| of_item(item, model)).collect(),
        (Value::Array(items), None) => items.iter().map(text::of_value).collect(),
        (Value::Object(object), _) => {
            object.iter().map(|(name, value)| format!("{name} {}", text::of_value(value))).collect()
        }
        (value, _) => vec![text::of_value(value)],
    }
}

/// An item of a list on one line.
pub(crate) fn of_item(item: &Value, model: &Model) -> String {
    let part = |name: &str| item.get(name).map(text::of_value).unwrap_or_default();
    let is_true = |name: &str| item.get(name) == Some(&Value::Bool(true));
    match model.name {
        "Port" => {
            let tls = if is_true("tls_upgrade") { "with TLS" } else { "" };
            let check = if item.get("to_check") == Some(&Value::Bool(false)) { "not checked" } else { "" };
            let parts = [format!("{}/{}", part("port"), part("protocol")), part("name"), tls.into(), check.into()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        }
        "Env" if is_true("is_hidden") => format!("{}={HIDDEN}", part("key")),
        "Env" => format!("{}={}", part("key"), part("value")),
        _ => text::of_value(item),
    }
}
