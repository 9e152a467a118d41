//! Shrinks a failing input: it removes fields and items, shortens strings and simplifies values as
//! long as the input still fails.

use serde_json::{Value, json};

use crate::mutate::{count, visit};

/// Maximum number of attempts.
const MAX_ATTEMPTS: usize = 20_000;

/// Shrinks an input. `fails` returns true for an input that still fails.
pub fn shrink(mut input: Value, mut fails: impl FnMut(&Value) -> bool) -> Value {
    let mut attempts = 0;
    loop {
        let smaller = candidates(&input).find(|candidate| {
            attempts += 1;
            attempts <= MAX_ATTEMPTS && fails(candidate)
        });
        match smaller {
            Some(smaller) => input = smaller,
            None => return input,
        }
    }
}

/// Inputs that are one step smaller, the largest step first.
fn candidates(input: &Value) -> impl Iterator<Item = Value> {
    let simpler = (0..count(input)).flat_map(|at| {
        let mut found = Vec::new();
        visit(&mut input.clone(), at, &mut |node| found = steps(node));
        found.into_iter().map(move |step| (at, step))
    });
    simpler.map(|(at, step)| {
        let mut smaller = input.clone();
        visit(&mut smaller, at, &mut |node| *node = step.clone());
        smaller
    })
}

fn steps(node: &Value) -> Vec<Value> {
    match node {
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Number(_) => {
            if *node == json!(0) {
                Vec::new()
            } else {
                vec![json!(0)]
            }
        }
        Value::String(text) => {
            let characters: Vec<char> = text.chars().collect();
            let mut steps = Vec::new();
            let mut size = characters.len();
            while size > 0 {
                for start in (0..characters.len()).step_by(size) {
                    let end = (start + size).min(characters.len());
                    let rest: String = characters[..start].iter().chain(&characters[end..]).collect();
                    steps.push(rest.into());
                }
                size /= 2;
            }
            steps
        }
        Value::Array(items) => {
            let without = (0..items.len()).map(|at| items[..at].iter().chain(&items[at + 1..]).cloned().collect());
            items.iter().cloned().chain(without).collect()
        }
        Value::Object(fields) => fields
            .keys()
            .map(|name| {
                let mut fewer = fields.clone();
                fewer.shift_remove(name);
                fewer.into()
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn irrelevant_parts_are_removed() {
        let input = json!({"a": [1, {"b": "some text with an x in it"}], "c": {"d": 5}});
        let small = shrink(input, |input| input.to_string().contains('x'));
        assert_eq!(small, json!({"a": {"b": "x"}}));
    }
}
