//! The standard library of Rust for a target: the installed one, one that rustup installs, or,
//! where rustup is not there or cannot reach its server, a compiler of Debian's, which is only
//! unpacked below the build folder, and which builds the standard library itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Result, command, output, run};
use crate::target::Target;
use crate::{debian, layout};

/// Debian's packages. `rust-web-src` has the sources of the standard library.
const PACKAGES: [&str; 4] = ["rustc-web", "libstd-rust-web-1.96", "libstd-rust-web-dev", "rust-web-src"];
/// What the compiler links to and other machines do not have.
const LIBRARIES: [&str; 1] = ["libllvm22"];

/// A compiler that can build for a target.
pub(super) enum Toolchain {
    /// The one of this machine, with a standard library for the target.
    Own,
    /// Debian's, in this folder.
    Debian(PathBuf),
}

impl Toolchain {
    pub(super) fn with(triple: &str) -> Result<Self> {
        if is_installed(triple) {
            return Ok(Self::Own);
        }
        let mut add = command("rustup", &["target", "add", triple]);
        match run(&format!("standard library for {triple}"), &mut add) {
            Ok(()) if is_installed(triple) => Ok(Self::Own),
            _ if Path::new("/usr/bin/dpkg-deb").exists() => {
                let folder = layout::target().join("debian-rust");
                debian::unpack("Debian's Rust", &[&PACKAGES[..], &LIBRARIES].concat(), &folder)?;
                Ok(Self::Debian(folder))
            }
            _ => Err(format!("there is no standard library for {triple}: run `rustup target add {triple}`")),
        }
    }

    /// Flags that this compiler needs for a target.
    pub(super) fn flags(&self, target: &Target) -> Vec<String> {
        match self {
            // It has no start files of musl. Those of zig are linked anyway.
            Self::Debian(_) if target.is_musl() => vec!["-Clink-self-contained=no".to_owned()],
            _ => Vec::new(),
        }
    }

    /// Makes cargo use this compiler.
    pub(super) fn set(&self, cargo: &mut Command) {
        if let Self::Debian(folder) = self {
            let libraries = folder.join("usr/lib");
            let architecture = libraries.join(format!("{}-linux-gnu", std::env::consts::ARCH));
            let path = [architecture, libraries].map(|path| path.display().to_string()).join(":");
            cargo.env("RUSTC", folder.join("usr/bin/rustc")).env("LD_LIBRARY_PATH", path);
            cargo.env("RUSTC_BOOTSTRAP", "1").env("CARGO_UNSTABLE_BUILD_STD", "std,panic_unwind");
        }
    }
}

/// True if the compiler of this machine has the standard library for a target.
fn is_installed(triple: &str) -> bool {
    let folder = output(&mut command("rustc", &["--print", "target-libdir", "--target", triple]));
    folder.is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}
