//! Tests on other platforms, emulated on a Linux machine: Windows under wine, arm64 under qemu, and
//! musl with its own loader. The native libraries are built for each, and the suites of the
//! languages run with the interpreters of the platform. The servers of the tests run natively.

mod arm64;
mod macos;
mod musl;
mod server;
mod suite;
mod windows;

use std::path::PathBuf;

use clap::ValueEnum;

use self::server::Server;
use crate::step::Result;
use crate::target::Target;
use crate::{cross, debian, layout, native};

/// A platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Platform {
    /// Linux x64 with musl.
    Musl,
    /// Linux arm64.
    Arm64,
    /// Windows x64.
    Windows,
    /// macOS on Apple silicon, which is only linked.
    Macos,
}

impl Platform {
    fn target(self) -> &'static str {
        match self {
            Platform::Musl => musl::TARGET,
            Platform::Arm64 => arm64::TARGET,
            Platform::Windows => windows::TARGET,
            Platform::Macos => macos::TARGET,
        }
    }
}

/// Runs the tests of these platforms, or of all.
pub(crate) fn test(names: &[Platform]) -> Result {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err("platforms are emulated on Linux x64 only; the other systems are runners of ci.yml".to_owned());
    }
    native::build_servers()?;
    let servers = Servers {
        scripted: Server::start("edgegap-scripted-server", "SDK_TEST_SCRIPTED_SERVER")?,
        faults: Server::start("edgegap-fault-server", "SDK_TEST_FAULT_SERVER")?,
    };
    let names = match names {
        [] if debian::is_debian() => Platform::value_variants(),
        // Other systems have the packages for arm64 on another server, and an older musl.
        [] => {
            eprintln!("musl and arm64 are left out: their packages are Debian's");
            &[Platform::Windows, Platform::Macos]
        }
        names => names,
    };
    for name in names {
        match name {
            Platform::Musl => musl::test(&servers)?,
            Platform::Arm64 => arm64::test(&servers)?,
            Platform::Windows => windows::test(&servers)?,
            Platform::Macos => macos::test()?,
        }
        if layout::is_ci() {
            // Runners have little disk, and the next platform builds everything again.
            cross::remove_built(Target::parse(name.target())?)?;
        }
    }
    eprintln!("\nPlatforms passed: {names:?}");
    Ok(())
}

/// The servers of the tests.
struct Servers {
    scripted: Server,
    faults: Server,
}

/// A folder for what a platform needs.
fn folder(name: &str) -> PathBuf {
    layout::target().join("platforms").join(name)
}
