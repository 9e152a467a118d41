//! Concurrent clients, and processes that are killed at any time: no object is created twice, no
//! success is false, and no acknowledged change is lost.
//!
//! `SDK_TEST_LONG` in the environment makes many kills with a new seed.
#![cfg(unix)]

mod killed_client;
mod killed_emulator;
mod process;
mod two_clients;

/// The number of rounds and the seed.
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
