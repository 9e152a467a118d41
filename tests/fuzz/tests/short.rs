//! Runs each target for some thousand executions with constant seeds.
#![allow(missing_docs)]

use std::time::Duration;

use edgegap_fuzz::run::{Bounds, run};
use edgegap_fuzz::target::{Target, find};
use edgegap_fuzz::{corpus, target};
use serde_json::{Value, json};

fn fuzz(name: &str, executions: u64) {
    let bounds = Bounds { executions, time: Duration::from_secs(60) };
    let mut target = find(name).unwrap();
    for seed in [1, 2] {
        run(&mut *target, &corpus::read(), seed, bounds).unwrap_or_else(|failure| panic!("{name}: {failure}"));
    }
}

#[test]
fn replies() {
    fuzz("reply", 1500);
}

#[test]
fn dispatched_calls() {
    fuzz("dispatch", 1000);
}

#[test]
fn requests() {
    fuzz("request", 1500);
}

#[test]
fn requests_to_the_emulator() {
    fuzz("emulator", 1000);
}

/// Fails for a string with an `x`, and panics for one with a `y`.
struct Fragile;

impl Target for Fragile {
    fn input(&self, _: &[corpus::Seed], rng: &mut fastrand::Rng) -> Value {
        json!({"a": [rng.u8(..)], "text": format!("{}", rng.alphabetic())})
    }

    fn execute(&mut self, input: &Value) -> Result<(), String> {
        let text = input["text"].as_str().unwrap_or_default();
        assert!(!text.contains('y'), "a panic");
        if text.contains('x') { Err("an x".to_owned()) } else { Ok(()) }
    }
}

#[test]
fn a_failure_is_reported_with_its_smallest_input() {
    let bounds = Bounds { executions: 100_000, time: Duration::from_secs(60) };
    let failure = run(&mut Fragile, &[], 1, bounds).unwrap_err();
    assert!(failure.contains("seed 1, execution "), "{failure}");
    assert!(failure.contains(r#"{"text":"x"}"#) || failure.contains(r#"{"text":"y"}"#), "{failure}");
    assert!(target::attempt(&mut Fragile, &json!({"text": "y"})).unwrap_err().contains("a panic"));
}
