//! The target `dispatch` of `tests/fuzz`.
#![no_main]

edgegap_cargo_fuzz::fuzz!("dispatch");
