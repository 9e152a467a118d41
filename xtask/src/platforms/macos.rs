//! macOS on Apple silicon: nothing here can run it, so the libraries are linked and looked at.

use std::fs;

use crate::cross::{self, LIBRARIES, Profile};
use crate::step::Result;
use crate::target::Target;

pub(super) const TARGET: &str = "aarch64-apple-darwin";
/// The start of a code signature: without one, no process may load a library.
const SIGNATURE: [u8; 4] = [0xfa, 0xde, 0x0c, 0xc0];
/// The start of a library for 64 bits.
const HEADER: [u8; 4] = [0xcf, 0xfa, 0xed, 0xfe];

pub(super) fn test() -> Result {
    let target = Target::parse(TARGET)?;
    let built = cross::libraries(target, Profile::Test)?;
    for (_, name) in LIBRARIES {
        let path = built.library(name);
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        if !bytes.starts_with(&HEADER) {
            return Err(format!("{} is not a library of macOS", path.display()));
        }
        // Programs look for it by this name, in their own folder.
        let own = if name == "_native" { "_native.abi3.so".to_owned() } else { target.library(name) };
        if !has(format!("@rpath/{own}\0").as_bytes()) {
            return Err(format!("{} is not named @rpath/{own}", path.display()));
        }
        if !has(&SIGNATURE) {
            return Err(format!("{} has no signature", path.display()));
        }
        eprintln!("{}: linked, named @rpath/{own}, signed", path.display());
    }
    Ok(())
}
