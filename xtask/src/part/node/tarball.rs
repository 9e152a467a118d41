//! The published tarballs: the package, and the package of the native part for this platform. On
//! Linux the native part works with glibc 2.17 or newer.

use std::path::{Path, PathBuf};

use super::npm;
use crate::native::{built, stripped};
use crate::platform::ENDING;
use crate::size::{LARGEST_LIBRARY_WITH_PROGRAM, MB, at_most};
use crate::step::{Result, cargo, run};
use crate::supply_chain::{NOTICES, PackageNotices, SBOM};
use crate::{file, layout, zig};

const PACKAGE: &str = "edgegap-node";
const LIBRARY: &str = "edgegap_node";

/// Maximum size of both tarballs together, in bytes.
const LARGEST_TARBALLS: u64 = 3 * MB;

/// Creates both tarballs in `dist/node`, installs them into an empty project and makes a call.
pub(crate) fn package() -> Result {
    npm::install()?;
    run("TypeScript", &mut npm::program("npm", &["run", "build:ts"]))?;
    let library = if cfg!(target_os = "linux") {
        zig::build(PACKAGE, LIBRARY)?
    } else {
        run("native part", &mut cargo(&["build", "--profile", "native", "--locked", "--lib", "--package", PACKAGE]))?;
        built("native", LIBRARY)
    };
    file::remove(&dist())?;
    pack(&dist(), &stripped(&library)?)?;
    try_out()?;
    check()
}

/// Packs the package with a native part.
pub(super) fn pack(folder: &Path, library: &Path) -> Result {
    let notices = PackageNotices::write("pkg:npm/edgegap-sdk", PACKAGE)?;
    let mut command = npm::program("node", &["scripts/pack.mjs"]);
    command.arg(folder).arg(notices.folder());
    run("tarballs", command.arg(format!("{ENDING}={}", library.display())))
}

/// The tarballs in a folder.
pub(super) fn tarballs(folder: &Path) -> Result<Vec<PathBuf>> {
    file::with_extension(folder, "tgz").map_err(|error| format!("{error}; run `cargo xtask package node`"))
}

/// Fails if a packaged file is too large.
pub(crate) fn check() -> Result {
    let tarballs = tarballs(&dist())?;
    let library = tried().join(format!("node_modules/edgegap-sdk-{ENDING}/edgegap-sdk.{ENDING}.node"));
    let packed = tarballs.iter().map(|path| file::size(path)).sum::<Result<u64>>()?;
    for (what, bytes, largest) in [
        ("tarballs of Node", packed, LARGEST_TARBALLS),
        ("native part of Node", file::size(&library)?, LARGEST_LIBRARY_WITH_PROGRAM),
    ] {
        at_most(what, bytes, largest)?;
    }
    Ok(())
}

fn try_out() -> Result {
    let folder = npm::fresh("tried")?;
    let tarballs = tarballs(&dist())?;
    let files: Vec<_> = tarballs.iter().map(PathBuf::as_path).collect();
    run("install the tarballs", npm::install_into(&folder, &files).arg("--offline"))?;
    let notices = PackageNotices::write("pkg:npm/edgegap-sdk", PACKAGE)?;
    for name in ["edgegap-sdk".to_owned(), format!("edgegap-sdk-{ENDING}")] {
        let installed = folder.join("node_modules").join(name);
        notices.compare(&installed.join(NOTICES), &installed.join(SBOM))?;
    }
    let script = "const { Emulator, VERSION } = require('edgegap-sdk'); \
        Emulator.start()\
        .then(async (emulator) => console.log(VERSION, await emulator.client().applications.list().total()))";
    run("a call with the tarballs", npm::program("node", &["-e", script]).current_dir(folder))
}

fn dist() -> PathBuf {
    layout::root().join("dist/node")
}

fn tried() -> PathBuf {
    layout::target().join("node/tried")
}
