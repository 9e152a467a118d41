//! Runs the targets of `tests/fuzz` under libFuzzer. An input is the same JSON as there. libFuzzer
//! chooses which inputs to keep by coverage; the changes to them, and the first inputs, are those
//! of `tests/fuzz`.

use std::cell::RefCell;

use edgegap_fuzz::corpus::{self, Seed};
use edgegap_fuzz::mutate;
use edgegap_fuzz::target::{self, Target};
use fastrand::Rng;
use serde_json::Value;

/// A target with the seeds of its inputs.
struct Fuzzer {
    target: Box<dyn Target>,
    seeds: Vec<Seed>,
}

thread_local! {
    static FUZZER: RefCell<Option<Fuzzer>> = const { RefCell::new(None) };
}

fn with<T>(name: &str, act: impl FnOnce(&mut Fuzzer) -> T) -> T {
    FUZZER.with_borrow_mut(|fuzzer| {
        act(fuzzer.get_or_insert_with(|| Fuzzer {
            target: target::find(name).unwrap_or_else(|| panic!("unknown target {name}")),
            seeds: corpus::read(),
        }))
    })
}

/// Executes one input. Bytes that are not JSON have no meaning for a target and are ignored.
///
/// # Panics
/// If the target reports a failure.
pub fn execute(name: &str, data: &[u8]) {
    let Ok(input) = serde_json::from_slice::<Value>(data) else { return };
    with(name, |fuzzer| {
        // Every input starts from the same state, so that a failure can be reproduced from its
        // input alone.
        fuzzer.target.reset();
        if let Err(failure) = target::attempt(&mut *fuzzer.target, &input) {
            panic!("{name}: {failure}");
        }
    });
}

/// Changes an input in place, or replaces it by a new one from the seeds, and returns its size.
pub fn change(name: &str, data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut rng = Rng::with_seed(seed.into());
    let changed = with(name, |fuzzer| {
        let fresh = fuzzer.target.input(&fuzzer.seeds, &mut rng);
        match serde_json::from_slice(&data[..size]) {
            Ok(mut input) if rng.u8(..) > 0 => {
                mutate::json(&mut input, &fresh, &mut rng);
                input
            }
            _ => fresh,
        }
    });
    let bytes = changed.to_string().into_bytes();
    if bytes.len() > max_size.min(data.len()) {
        return size;
    }
    data[..bytes.len()].copy_from_slice(&bytes);
    bytes.len()
}

/// Defines the entry points of a target.
#[macro_export]
macro_rules! fuzz {
    ($name:literal) => {
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $crate::execute($name, data));
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::change($name, data, size, max_size, seed)
        });
    };
}
