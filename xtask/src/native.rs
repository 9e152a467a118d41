//! The native libraries of the bindings, and the servers for their tests. One `cargo build` makes
//! all libraries: separate builds would compile the core once for each, with different features.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cross::LIBRARIES;
use crate::step::{Result, cargo, command, run};
use crate::target::Target;
use crate::{file, layout};

/// Builds all libraries with a profile, `debug` for tests or `native` for release, and copies them
/// to the places where their languages look for them.
pub(crate) fn build(profile: &str) -> Result {
    let mut command = build_command();
    if profile != "debug" {
        command.args(["--profile", profile]);
    }
    run("native libraries", &mut command)?;
    let host = Target::host()?;
    LIBRARIES.iter().zip(places(host)).try_for_each(|((_, name), place)| file::copy(&built(profile, name), &place))
}

/// The places of the libraries of a target, in the order of [`LIBRARIES`].
pub(crate) fn places(target: &Target) -> [PathBuf; 3] {
    [
        format!("bindings-python/python/edgegap/{}", target.python_module()),
        format!("bindings-node/{}", target.addon()),
        format!("target/csharp/{}", target.library("edgegap_native")),
    ]
    .map(|place| layout::root().join(place))
}

fn build_command() -> Command {
    let mut command = cargo(&["build", "--locked", "--lib"]);
    for (package, _) in LIBRARIES {
        command.args(["--package", package]);
    }
    command
}

/// Builds the scripted server and the fault server.
pub(crate) fn build_servers() -> Result {
    let mut command = cargo(&["build", "--locked"]);
    for package in ["edgegap-scripted-server", "edgegap-fault-server"] {
        command.args(["--package", package]);
    }
    run("servers of the tests", &mut command)
}

/// Copies a library and strips its symbols, as for release.
pub(crate) fn stripped(library: &Path) -> Result<PathBuf> {
    let folder = layout::target().join("stripped");
    let copy = folder.join(library.file_name().unwrap_or_default());
    file::copy(library, &copy)?;
    // The linker of Windows keeps symbols in a file of their own.
    match std::env::consts::OS {
        "windows" => {}
        "macos" => run("strip", command("strip", &["-x"]).arg(&copy))?,
        _ => run("strip", command("strip", &["-s"]).arg(&copy))?,
    }
    Ok(copy)
}

/// The size of a shipped library, in bytes.
pub(crate) fn shipped_size(name: &str) -> Result<u64> {
    stripped_size(&built("native", name))
}

/// The size of a shipped library without the emulator, in bytes. Builds it for this figure only.
pub(crate) fn size_without_emulator(name: &str) -> Result<u64> {
    let folder = layout::target().join("bench").join("without-emulator");
    let mut command = build_command();
    command.args(["--profile", "native", "--no-default-features", "--target-dir"]).arg(&folder);
    run("native libraries without the emulator", &mut command)?;
    stripped_size(&folder.join("native").join(file_name(name)))
}

fn stripped_size(library: &Path) -> Result<u64> {
    file::size(&stripped(library)?)
}

/// The path of a built library.
pub(crate) fn built(profile: &str, name: &str) -> PathBuf {
    layout::target().join(profile).join(file_name(name))
}

fn file_name(name: &str) -> String {
    format!("{DLL_PREFIX}{name}{DLL_SUFFIX}")
}
