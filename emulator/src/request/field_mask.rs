//! Field masks, the values of the header `X-Fields`: `{name,bucket}`, `name,pagination{number}`,
//! `*`.

use serde_json::{Map, Value};

use crate::response::{HttpResponse, Result};

/// Maximum nesting depth of a mask. No response is nested deeper.
const MAX_DEPTH: usize = 16;

/// The fields of a response to keep.
#[derive(Debug, PartialEq)]
pub(crate) struct FieldMask {
    all: bool,
    named: Vec<(String, Option<FieldMask>)>,
}

impl FieldMask {
    /// Parses a mask. The outer braces are optional.
    pub(crate) fn parse(mask: &str) -> Result<FieldMask> {
        let bad = |why| HttpResponse::message(400, format!("The header X-Fields is not a valid field mask: {why}."));
        let mask = mask.trim();
        let inner = match mask.strip_prefix('{') {
            Some(inner) => inner.strip_suffix('}').ok_or_else(|| bad("a brace is not closed"))?,
            None => mask,
        };
        let mut rest = inner;
        let fields = FieldMask::parse_list(&mut rest, 0).map_err(bad)?;
        if rest.is_empty() { Ok(fields) } else { Err(bad("a closing brace has no opening brace")) }
    }

    fn parse_list(rest: &mut &str, depth: usize) -> Result<FieldMask, &'static str> {
        if depth > MAX_DEPTH {
            return Err("it is nested too deep");
        }
        let mut fields = FieldMask { all: false, named: Vec::new() };
        loop {
            let end = rest.find(['{', '}', ',']).unwrap_or(rest.len());
            let name = rest[..end].trim();
            *rest = &rest[end..];
            let named = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
            let nested = match rest.strip_prefix('{') {
                Some(inner) if named => {
                    *rest = inner;
                    let nested = FieldMask::parse_list(rest, depth + 1)?;
                    *rest = rest.strip_prefix('}').ok_or("a brace is not closed")?.trim_start();
                    Some(nested)
                }
                Some(_) => return Err("a brace has no name before it"),
                None => None,
            };
            match name {
                "*" => fields.all = true,
                _ if named => fields.named.push((name.to_owned(), nested)),
                "" => return Err("a name is empty"),
                _ => return Err("a name contains an invalid character"),
            }
            match rest.strip_prefix(',') {
                Some(next) => *rest = next,
                None if rest.is_empty() || rest.starts_with('}') => return Ok(fields),
                None => return Err("a comma is missing"),
            }
        }
    }

    /// Removes all other fields from a value. The mask applies to each item of a list; a field that
    /// does not exist is ignored.
    pub(crate) fn apply(&self, value: Value) -> Value {
        match value {
            Value::Array(items) => items.into_iter().map(|item| self.apply(item)).collect(),
            Value::Object(object) => {
                let mut kept = Map::new();
                for (name, value) in object {
                    match self.named.iter().find(|(named, _)| *named == name) {
                        Some((_, Some(nested))) => kept.insert(name, nested.apply(value)),
                        Some((_, None)) => kept.insert(name, value),
                        None if self.all => kept.insert(name, value),
                        None => None,
                    };
                }
                Value::Object(kept)
            }
            value => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn masked(mask: &str) -> Value {
        FieldMask::parse(mask).unwrap().apply(json!({"a": [{"b": 1, "c": 2}], "d": {"e": 3, "f": 4}, "g": 5}))
    }

    #[test]
    fn masks_keep_the_fields_they_name() {
        assert_eq!(masked("{a{b}, g}"), json!({"a": [{"b": 1}], "g": 5}));
        assert_eq!(masked("d{e,f},nothing"), json!({"d": {"e": 3, "f": 4}}));
        assert_eq!(masked("*,d{e}"), json!({"a": [{"b": 1, "c": 2}], "d": {"e": 3}, "g": 5}));
        assert_eq!(masked("{*}"), masked("*"));
    }

    #[test]
    fn invalid_masks_are_refused() {
        let deep = "a{".repeat(1000);
        for mask in ["", "{", "{a", "a}", "{a}}", "a,,b", "a{b", "{b}c", "a b", "a{}", "é", "a{b}c", &deep] {
            assert!(FieldMask::parse(mask).is_err(), "{mask}");
        }
    }
}
