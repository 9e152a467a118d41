//! Properties that hold for all generated inputs. A failure shows the smallest failing input and
//! the seed.
//!
//! By default there are few cases with a fixed seed. `SDK_TEST_LONG` in the environment makes many
//! cases with a new seed.

mod emulator;
mod model;
mod request;
mod round_trip;

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// Runs a property for this number of cases, or for forty times as many.
fn hold<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value) -> Result<(), TestCaseError>)
where
    S::Value: Debug,
{
    let is_long = std::env::var_os("SDK_TEST_LONG").is_some();
    let mut seed = [7; 32];
    if is_long {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        seed[..16].copy_from_slice(&now.as_nanos().to_le_bytes());
    }
    let cases = if is_long { cases * 40 } else { cases };
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    match runner.run(&strategy, property) {
        Ok(()) => {}
        Err(TestError::Fail(why, input)) => panic!("seed {seed:?}: {why}\nthe smallest input: {input:#?}"),
        Err(TestError::Abort(why)) => panic!("seed {seed:?}: {why}"),
    }
}
