//! The program `edgegap`.

fn main() {}
