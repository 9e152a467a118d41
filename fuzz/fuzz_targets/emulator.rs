//! The target `emulator` of `tests/fuzz`.
#![no_main]

edgegap_cargo_fuzz::fuzz!("emulator");
