//! The masks of the header `X-Fields`: `{name,bucket}`, `name,pagination{number}`, `*`.

use serde_json::{Map, Value};

use crate::answer::{Answer, Result};

/// Deeper masks than any answer are a mistake.
const DEPTH: usize = 16;

/// Which members of an answer to keep.
#[derive(Debug, PartialEq)]
pub(crate) struct Fields {
    all: bool,
    named: Vec<(String, Option<Fields>)>,
}

impl Fields {
    /// Reads a mask; outer braces may be left out.
    pub(crate) fn parse(mask: &str) -> Result<Fields> {
        let bad = |why| Answer::message(400, format!("The header X-Fields is not a mask: {why}."));
        let mask = mask.trim();
        let inner = match mask.strip_prefix('{') {
            Some(inner) => inner.strip_suffix('}').ok_or_else(|| bad("a brace is not closed"))?,
            None => mask,
        };
        let mut rest = inner;
        let fields = Fields::list(&mut rest, 0).map_err(bad)?;
        if rest.is_empty() { Ok(fields) } else { Err(bad("a brace is closed that was not opened")) }
    }

    fn list(rest: &mut &str, depth: usize) -> Result<Fields, &'static str> {
        if depth > DEPTH {
            return Err("it nests too deep");
        }
        let mut fields = Fields { all: false, named: Vec::new() };
        loop {
            let end = rest.find(['{', '}', ',']).unwrap_or(rest.len());
            let name = rest[..end].trim();
            *rest = &rest[end..];
            let named = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
            let nested = match rest.strip_prefix('{') {
                Some(inner) if named => {
                    *rest = inner;
                    let nested = Fields::list(rest, depth + 1)?;
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
                _ => return Err("a name has characters that names do not have"),
            }
            match rest.strip_prefix(',') {
                Some(next) => *rest = next,
                None if rest.is_empty() || rest.starts_with('}') => return Ok(fields),
                None => return Err("a comma is missing"),
            }
        }
    }

    /// What is left of a value. A list is masked item by item; members that are not there are left out.
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
        Fields::parse(mask).unwrap().apply(json!({"a": [{"b": 1, "c": 2}], "d": {"e": 3, "f": 4}, "g": 5}))
    }

    #[test]
    fn masks_keep_what_they_name() {
        assert_eq!(masked("{a{b}, g}"), json!({"a": [{"b": 1}], "g": 5}));
        assert_eq!(masked("d{e,f},nothing"), json!({"d": {"e": 3, "f": 4}}));
        assert_eq!(masked("*,d{e}"), json!({"a": [{"b": 1, "c": 2}], "d": {"e": 3}, "g": 5}));
        assert_eq!(masked("{*}"), masked("*"));
    }

    #[test]
    fn bad_masks_are_refused() {
        for mask in ["", "{", "{a", "a}", "{a}}", "a,,b", "a{b", "{b}c", "a b", "a{}", "é", "a{b}c", &"a{".repeat(1000)]
        {
            assert!(Fields::parse(mask).is_err(), "{mask}");
        }
    }
}
