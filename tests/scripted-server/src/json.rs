//! Compares JSON values and names each difference by its path.

use std::fmt::Display;

use serde_json::{Number, Value};

/// Adds every difference between two values, each with its path below `path`. Numbers are compared
/// by value, so that `1` equals `1.0`.
pub(crate) fn compare(path: &str, expected: &Value, got: &Value, found: &mut Vec<String>) {
    match (expected, got) {
        (Value::Number(left), Value::Number(right)) if same_number(left, right) => {}
        (Value::Array(left), Value::Array(right)) => {
            for (index, pair) in left.iter().zip(right).enumerate() {
                compare(&format!("{path}[{index}]"), pair.0, pair.1, found);
            }
            for (index, value) in left.iter().enumerate().skip(right.len()) {
                note(&format!("{path}[{index}]"), value, "nothing", found);
            }
            for (index, value) in right.iter().enumerate().skip(left.len()) {
                note(&format!("{path}[{index}]"), "nothing", value, found);
            }
        }
        (Value::Object(left), Value::Object(right)) => {
            for (name, value) in left {
                match right.get(name) {
                    Some(other) => compare(&format!("{path}.{name}"), value, other, found),
                    None => note(&format!("{path}.{name}"), value, "nothing", found),
                }
            }
            for (name, value) in right.iter().filter(|(name, _)| !left.contains_key(*name)) {
                note(&format!("{path}.{name}"), "nothing", value, found);
            }
        }
        _ if expected == got => {}
        _ => note(path, expected, got, found),
    }
}

/// Adds one difference.
pub(crate) fn note(path: &str, expected: impl Display, got: impl Display, found: &mut Vec<String>) {
    found.push(format!("{path}: expected {expected}, got {got}"));
}

/// The value without null fields. `$extra` stays as it is.
pub(crate) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(_, value)| !value.is_null());
            let plain = |name: &str, value: &Value| if name == "$extra" { value.clone() } else { without_nulls(value) };
            Value::Object(kept.map(|(name, value)| (name.clone(), plain(name, value))).collect())
        }
        other => other.clone(),
    }
}

/// Adds every string and every name of a field in a value, with its path.
pub(crate) fn strings(path: &str, value: &Value, texts: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => texts.push((path.to_owned(), text.clone())),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| strings(&format!("{path}[{index}]"), item, texts));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            texts.push((format!("a name in {path}"), name.clone()));
            strings(&format!("{path}.{name}"), value, texts);
        }),
        _ => {}
    }
}

/// True if both are the same number. Integers are not rounded.
fn same_number(left: &Number, right: &Number) -> bool {
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => left == right,
        (None, None) => left.as_f64() == right.as_f64(),
        _ => false,
    }
}

/// The exact value of a number without a fraction.
fn integer(number: &Number) -> Option<i128> {
    let whole = |float: f64| (float.fract() == 0.0 && float.abs() < 1e30).then_some(float as i128);
    number.as_i128().or_else(|| number.as_f64().and_then(whole))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(expected: Value, got: Value) -> Vec<String> {
        let mut found = Vec::new();
        compare("value", &expected, &got, &mut found);
        found
    }

    #[test]
    fn every_difference_is_named_by_its_path() {
        let expected = json!({"name": "a", "ports": [{"port": 7777}, {"port": 1}], "gone": null, "same": [1]});
        let got = json!({"name": "a", "ports": [{"port": 7778}], "new": {"b": 1}, "same": [1.0, 2]});
        assert_eq!(
            found(expected, got),
            [
                "value.ports[0].port: expected 7777, got 7778",
                r#"value.ports[1]: expected {"port":1}, got nothing"#,
                "value.gone: expected null, got nothing",
                "value.same[1]: expected nothing, got 2",
                r#"value.new: expected nothing, got {"b":1}"#,
            ]
        );
        assert_eq!(found(json!({}), json!([])), ["value: expected {}, got []"]);
        assert_eq!(found(json!(true), json!(1)), ["value: expected true, got 1"]);
    }

    #[test]
    fn numbers_are_compared_by_value_and_not_rounded() {
        assert_eq!(found(json!([1, 0.5, -0.0, u64::MAX]), json!([1.0, 0.5, 0, u64::MAX])), Vec::<String>::new());
        assert_eq!(found(json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992_u64)).len(), 1);
        assert_eq!(found(json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992.0)).len(), 1);
        assert_eq!(found(json!(1), json!("1")).len(), 1);
        assert_eq!(found(json!(1e300), json!(1e299)).len(), 1);
    }

    #[test]
    fn nulls_are_dropped_outside_of_extra_fields() {
        let value = json!([{"a": null, "b": {"c": null}, "$extra": {"d": null}}]);
        assert_eq!(without_nulls(&value), json!([{"b": {}, "$extra": {"d": null}}]));
    }
}
