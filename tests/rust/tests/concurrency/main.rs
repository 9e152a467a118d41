//! Several at once, and processes that end anywhere: no object twice, no false success, nothing acknowledged lost.
//!
//! `SDK_TEST_LONG` in the environment makes the kills many, with a seed of their own.
#![cfg(unix)]

mod killed_client;
mod killed_emulator;
mod process;
mod two_clients;

/// How often, and from which seed.
fn rounds(short: usize, long: usize) -> (usize, u64) {
    match std::env::var_os("SDK_TEST_LONG") {
        Some(_) => {
            let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64;
            println!("seed {seed}");
            (long, seed)
        }
        None => (short, 11),
    }
}
