//! The target `reply` of `tests/fuzz`.
#![no_main]

edgegap_cargo_fuzz::fuzz!("reply");
