//! Fuzz targets that need nothing but stable Rust. An input is JSON, made from what the vectors hold by random changes; bytes are text with one
//! character of Latin-1 for each. What an execution does is a function of seed and number, so a failure is shown with both, and with
//! the smallest input that fails in the same way.
//!
//! `cargo run --profile fuzz -p edgegap-fuzz -- --help` says how to run one.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod corpus;
pub mod mutate;
pub mod run;
pub mod shrink;
pub mod target;
