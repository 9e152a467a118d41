//! The published tarballs: the package, and a package of the native part for each target.

use std::path::{Path, PathBuf};

use super::npm;
use crate::cross::Built;
use crate::generate::npm::SCOPE;
use crate::size::{MB, at_most};
use crate::step::{Result, run};
use crate::supply_chain::{NOTICES, PackageNotices, SBOM};
use crate::target::Target;
use crate::{file, layout};

const PACKAGE: &str = "edgegap-node";

/// Maximum size of the package and one native package together, in bytes.
const LARGEST_TARBALLS: u64 = 4 * MB;

/// Creates all tarballs in `dist/node`. If one is for this machine, it installs both into an empty
/// project and makes a call.
pub(crate) fn package(built: &[Built]) -> Result {
    npm::install()?;
    run("TypeScript", &mut npm::program("npm", &["run", "build:ts"]))?;
    file::remove(&dist())?;
    let libraries: Vec<_> = built.iter().map(|built| (built.target, built.library("edgegap_node"))).collect();
    pack(&dist(), &libraries)?;
    if built.iter().any(|built| Target::host().is_ok_and(|host| built.target == host)) {
        try_out()?;
    }
    check()
}

/// Packs the package with native parts.
pub(super) fn pack(folder: &Path, libraries: &[(&Target, PathBuf)]) -> Result {
    let notices = PackageNotices::write("pkg:npm/edgegap-sdk", PACKAGE)?;
    let mut command = npm::program("node", &["scripts/pack.mjs"]);
    command.arg(folder).arg(notices.folder());
    command.args(libraries.iter().map(|(target, library)| format!("{}={}", target.npm, library.display())));
    run("tarballs", &mut command)
}

/// The tarballs in a folder.
pub(super) fn tarballs(folder: &Path) -> Result<Vec<PathBuf>> {
    file::with_extension(folder, "tgz").map_err(|error| format!("{error}; run `cargo xtask package node`"))
}

/// Fails if a packaged file is too large.
pub(crate) fn check() -> Result {
    let tarballs = tarballs(&dist())?;
    let (native, main): (Vec<_>, Vec<_>) = tarballs.iter().partition(|path| is_native(path));
    let main = main.iter().map(|path| file::size(path)).sum::<Result<u64>>()?;
    for path in native {
        at_most(&format!("{} with edgegap-sdk", name(path)), file::size(path)? + main, LARGEST_TARBALLS)?;
    }
    Ok(())
}

/// npm names a tarball by scope and name.
fn is_native(path: &Path) -> bool {
    crate::target::TARGETS.iter().any(|target| name(path).contains(target.npm))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn try_out() -> Result {
    let (folder, host) = (npm::fresh("tried")?, Target::host()?);
    let tarballs = tarballs(&dist())?;
    // As optional ones: npm leaves out the packages of other platforms only then.
    let files: Vec<_> = tarballs.iter().map(PathBuf::as_path).collect();
    run("install the tarballs", npm::install_into(&folder, &files).args(["--offline", "--save-optional"]))?;
    let notices = PackageNotices::write("pkg:npm/edgegap-sdk", PACKAGE)?;
    for name in ["edgegap-sdk".to_owned(), format!("{SCOPE}/{}", host.npm)] {
        let installed = folder.join("node_modules").join(name);
        notices.compare(&installed.join(NOTICES), &installed.join(SBOM))?;
    }
    let script = folder.join("node.cjs");
    file::copy(&layout::root().join(".github/try-out/node.cjs"), &script)?;
    run("calls with the tarballs", npm::program("node", &["node.cjs"]).current_dir(folder))
}

fn dist() -> PathBuf {
    layout::root().join("dist/node")
}
