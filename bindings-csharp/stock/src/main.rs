//! `edgegap-stock-uniffi <library> <folder>`: writes the Python binding of a library with UniFFI's
//! own generator.
#![forbid(unsafe_code)]

use std::env;
use std::process::ExitCode;

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (Some(library), Some(folder)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: edgegap-stock-uniffi <library> <folder>");
        return ExitCode::FAILURE;
    };
    let options = GenerateOptions {
        languages: vec![TargetLanguage::Python],
        source: library.into(),
        out_dir: folder.into(),
        ..GenerateOptions::default()
    };
    match generate(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("edgegap-stock-uniffi: {error:#}");
            ExitCode::FAILURE
        }
    }
}
