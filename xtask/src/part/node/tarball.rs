//! What is published: the package, and the package of the native part for this platform, on Linux for every system with glibc 2.17 or newer.

use std::fs;
use std::path::{Path, PathBuf};

use super::npm;
use super::platform::ENDING;
use crate::native::{built, stripped};
use crate::size::{LARGEST_LIBRARY, MB, at_most};
use crate::step::{Result, cargo, run};
use crate::supply::{NOTICES, Papers, SBOM};
use crate::{layout, zig};

const PACKAGE: &str = "edgegap-node";
const LIBRARY: &str = "edgegap_node";

/// The most that both tarballs may have together. Bytes.
const LARGEST_TARBALLS: u64 = 3 * MB;

/// Makes both below `dist/node`, installs them into an empty folder and makes a call with them.
pub(crate) fn package() -> Result {
    npm::install()?;
    run("TypeScript", &mut npm::program("npm", &["run", "build:ts"]))?;
    let library = if cfg!(target_os = "linux") {
        zig::build(PACKAGE, LIBRARY)?
    } else {
        run("native part", &mut cargo(&["build", "--profile", "native", "--locked", "--lib", "--package", PACKAGE]))?;
        built("native", LIBRARY)
    };
    if dist().exists() {
        fs::remove_dir_all(dist()).map_err(|error| format!("cannot empty {}: {error}", dist().display()))?;
    }
    pack(&dist(), &stripped(&library)?)?;
    try_out()?;
    check()
}

/// Packs the package with this native part.
pub(super) fn pack(folder: &Path, library: &Path) -> Result {
    let papers = Papers::write("pkg:npm/edgegap-sdk", PACKAGE)?;
    let mut command = npm::program("node", &["scripts/pack.mjs"]);
    command.arg(folder).arg(papers.folder());
    run("tarballs", command.arg(format!("{ENDING}={}", library.display())))
}

/// The tarballs in a folder.
pub(super) fn tarballs(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        folder.read_dir().map_err(|error| format!("{}: {error}; run `cargo xtask package node`", folder.display()))?;
    let mut found: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .collect();
    found.sort();
    Ok(found)
}

/// Fails if what was packaged is too large.
pub(crate) fn check() -> Result {
    let tarballs = tarballs(&dist())?;
    let library = tried().join(format!("node_modules/edgegap-sdk-{ENDING}/edgegap-sdk.{ENDING}.node"));
    let packed = tarballs.iter().map(|path| size(path)).sum::<Result<u64>>()?;
    for (what, bytes, largest) in
        [("tarballs of Node", packed, LARGEST_TARBALLS), ("native part of Node", size(&library)?, LARGEST_LIBRARY)]
    {
        at_most(what, bytes, largest)?;
    }
    Ok(())
}

fn try_out() -> Result {
    let folder = npm::fresh("tried")?;
    let tarballs = tarballs(&dist())?;
    let files: Vec<_> = tarballs.iter().map(PathBuf::as_path).collect();
    run("install the tarballs", npm::install_into(&folder, &files).arg("--offline"))?;
    let papers = Papers::write("pkg:npm/edgegap-sdk", PACKAGE)?;
    for name in ["edgegap-sdk".to_owned(), format!("edgegap-sdk-{ENDING}")] {
        let installed = folder.join("node_modules").join(name);
        papers.compare(&installed.join(NOTICES), &installed.join(SBOM))?;
    }
    let script = "const { Emulator, VERSION } = require('edgegap-sdk'); \
        Emulator.start().then(async (emulator) => console.log(VERSION, await emulator.client().applications.list().total()))";
    run("a call with the tarballs", npm::program("node", &["-e", script]).current_dir(folder))
}

fn dist() -> PathBuf {
    layout::root().join("dist/node")
}

fn tried() -> PathBuf {
    layout::target().join("node/tried")
}

fn size(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|data| data.len()).map_err(|error| format!("{}: {error}", path.display()))
}
