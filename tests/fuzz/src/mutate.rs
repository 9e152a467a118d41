//! Random changes to JSON and to text.

use fastrand::Rng;
use serde_json::{Map, Value};

use crate::corpus::{STRINGS, number};

/// Changes some parts of a value at any depth.
pub fn json(value: &mut Value, donor: &Value, rng: &mut Rng) {
    for _ in 0..rng.u8(1..5) {
        let nodes = count(value);
        let at = rng.usize(0..nodes);
        visit(value, at, &mut |node| change(node, donor, rng));
    }
}

/// Changes some parts of a string. Latin-1 characters stay Latin-1.
pub fn text(text: &mut String, rng: &mut Rng) {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..rng.u8(1..6) {
        let length = characters.len();
        let at = rng.usize(0..=length);
        match rng.u8(0..9) {
            0 if length > 0 => characters[at.min(length - 1)] = char::from(rng.u8(..)),
            1 if length > 0 => drop(characters.remove(at.min(length - 1))),
            2 => characters.insert(at, char::from(rng.u8(..))),
            3 => drop(characters.splice(at..at, rng.choice(STRINGS).unwrap_or(&"").chars())),
            4 => characters.truncate(at),
            5 if length > 0 => {
                let end = rng.usize(at..=length);
                characters.drain(at..end);
            }
            6 if length > 0 => {
                let end = at + rng.usize(0..=(length - at).min(64));
                let again: Vec<char> = characters[at..end].to_vec();
                for _ in 0..rng.u8(1..8) {
                    characters.splice(at..at, again.iter().copied());
                }
            }
            7 if length > 1 => characters.swap(at.min(length - 1), rng.usize(0..length)),
            _ => {
                let byte = char::from(*b"{}[]\",:\\0-e.\r\n \0".get(rng.usize(0..16)).unwrap_or(&b'x'));
                characters.insert(at, byte);
            }
        }
    }
    *text = characters.into_iter().collect();
}

/// The number of values in a value, including itself.
pub fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// Calls a function with the value of this number in depth-first order.
pub fn visit(value: &mut Value, at: usize, act: &mut dyn FnMut(&mut Value)) {
    fn walk(value: &mut Value, left: &mut usize, act: &mut dyn FnMut(&mut Value)) -> bool {
        if *left == 0 {
            act(value);
            return true;
        }
        *left -= 1;
        match value {
            Value::Array(items) => items.iter_mut().any(|item| walk(item, left, act)),
            Value::Object(fields) => fields.values_mut().any(|item| walk(item, left, act)),
            _ => false,
        }
    }
    let mut left = at;
    walk(value, &mut left, act);
}

fn change(node: &mut Value, donor: &Value, rng: &mut Rng) {
    match (rng.u8(0..12), &mut *node) {
        (0..=3, Value::String(content)) => text(content, rng),
        (0..=2, Value::Number(_)) => *node = number(rng),
        (0, Value::Object(fields)) => {
            if let Some(name) = any_name(fields, rng) {
                fields.shift_remove(&name);
            }
        }
        (1, Value::Object(fields)) => {
            let value = any_name(fields, rng).and_then(|name| fields.shift_remove(&name)).unwrap_or(Value::Null);
            fields.insert((*rng.choice(STRINGS).unwrap_or(&"")).to_owned(), value);
        }
        (2, Value::Object(fields)) => {
            fields.insert((*rng.choice(STRINGS).unwrap_or(&"")).to_owned(), scalar(rng));
        }
        (3, Value::Object(fields)) => {
            fields.insert("$extra".to_owned(), part(donor, rng));
        }
        (0, Value::Array(items)) if !items.is_empty() => drop(items.remove(rng.usize(0..items.len()))),
        (1, Value::Array(items)) if !items.is_empty() => items.extend_from_within(0..rng.usize(0..=items.len())),
        (2, Value::Array(items)) => items.push(part(donor, rng)),
        (4, _) => *node = Value::Null,
        (5, _) => *node = scalar(rng),
        (6, _) => *node = part(donor, rng),
        (7, _) => *node = vec![node.take(); rng.usize(0..4)].into(),
        (8, _) => *node = nested(node.take(), rng),
        (9, _) => *node = serde_json::json!({"$unsendable": "a thing"}),
        (10, _) => *node = rng.choice(STRINGS).unwrap_or(&"").repeat(rng.usize(0..300)).into(),
        _ => *node = (*rng.choice(STRINGS).unwrap_or(&"")).into(),
    }
}

fn any_name(fields: &Map<String, Value>, rng: &mut Rng) -> Option<String> {
    (!fields.is_empty()).then(|| fields.keys().nth(rng.usize(0..fields.len())).cloned()).flatten()
}

fn scalar(rng: &mut Rng) -> Value {
    match rng.u8(0..5) {
        0 => Value::Null,
        1 => rng.bool().into(),
        2 | 3 => number(rng),
        _ => (*rng.choice(STRINGS).unwrap_or(&"")).into(),
    }
}

/// A random part of another input.
fn part(donor: &Value, rng: &mut Rng) -> Value {
    let mut found = Value::Null;
    let mut copy = donor.clone();
    visit(&mut copy, rng.usize(0..count(donor)), &mut |node| found = node.take());
    found
}

fn nested(mut value: Value, rng: &mut Rng) -> Value {
    // Sometimes deeper than the limit.
    let levels = if rng.u8(..) == 0 { rng.usize(50..120) } else { rng.usize(1..4) };
    for _ in 0..levels {
        value = if rng.bool() { vec![value].into() } else { serde_json::json!({"a": value}) };
    }
    value
}
