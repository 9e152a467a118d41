//! The smallest input that still fails: members and items are left out, texts cut, values made plain, as long as that helps.

use serde_json::{Value, json};

use crate::mutate::{count, visit};

/// More tries than this nobody wants to wait for.
const MOST: usize = 20_000;

/// Shrinks an input under a test that says whether it still fails.
pub fn shrink(mut input: Value, mut fails: impl FnMut(&Value) -> bool) -> Value {
    let mut tries = 0;
    loop {
        let smaller = candidates(&input).find(|candidate| {
            tries += 1;
            tries <= MOST && fails(candidate)
        });
        match smaller {
            Some(smaller) => input = smaller,
            None => return input,
        }
    }
}

/// Inputs that are a step smaller, the largest step first.
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
        Value::Object(members) => members
            .keys()
            .map(|name| {
                let mut fewer = members.clone();
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
    fn what_does_not_matter_goes() {
        let input = json!({"a": [1, {"b": "some text with an x in it"}], "c": {"d": 5}});
        let small = shrink(input, |input| input.to_string().contains('x'));
        assert_eq!(small, json!({"a": {"b": "x"}}));
    }
}
