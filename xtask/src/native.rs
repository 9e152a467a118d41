//! The native libraries of the bindings. They come from one `cargo build` that names all of them: one build each would compile the core
//! each time, with the features of each.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::PathBuf;

use crate::layout;
use crate::step::{Result, cargo, run};

/// A library: its package, its name, and where its language looks for it.
struct Library {
    package: &'static str,
    name: &'static str,
    place: &'static str,
}

const LIBRARIES: [Library; 2] = [
    Library { package: "edgegap-python", name: "_native", place: "bindings-python/python/edgegap/_native.abi3.so" },
    Library { package: "edgegap-csharp", name: "edgegap_native", place: "target/csharp/libedgegap_native.so" },
];

/// Builds all of them with this profile, `debug` or `release`, and puts them where the tests find them.
pub(crate) fn build(profile: &str) -> Result {
    let mut command = cargo(&["build", "--locked", "--lib"]);
    for library in &LIBRARIES {
        command.args(["--package", library.package]);
    }
    if profile == "release" {
        command.arg("--release");
    }
    run("native libraries", &mut command)?;
    LIBRARIES.iter().try_for_each(|library| place(profile, library))
}

fn place(profile: &str, library: &Library) -> Result {
    let (from, to) = (built(profile, library.name), layout::root().join(library.place));
    // A file that a process has open is replaced, never written into.
    let beside = to.with_extension("new");
    fs::create_dir_all(to.parent().unwrap_or(&to))
        .and_then(|()| fs::copy(&from, &beside))
        .and_then(|_| fs::rename(&beside, &to))
        .map_err(|error| format!("cannot copy {} to {}: {error}", from.display(), to.display()))
}

/// Where cargo puts the library of this name.
pub(crate) fn built(profile: &str, name: &str) -> PathBuf {
    layout::target().join(profile).join(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}"))
}
