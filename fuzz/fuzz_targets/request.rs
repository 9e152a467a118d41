//! The target `request` of `tests/fuzz`.
#![no_main]

edgegap_cargo_fuzz::fuzz!("request");
