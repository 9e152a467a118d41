//! npm and node, in the folder of the package.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{self, Result, run};
use crate::{file, layout};

/// The folder of the package.
pub(super) fn folder() -> PathBuf {
    layout::root().join("bindings-node")
}

/// A program of Node's, in the folder of the package.
pub(super) fn program(name: &str, arguments: &[&str]) -> Command {
    // On Windows npm is a script, which is not started by its bare name.
    let name = if cfg!(windows) && name == "npm" { "npm.cmd" } else { name };
    let mut command = step::command(name, arguments);
    command.current_dir(folder());
    command
}

/// Installs the tools that the lock file names. They are kept until it changes.
pub(super) fn install() -> Result {
    let wanted = file::read(&folder().join("package-lock.json"))?;
    let stamp = folder().join("node_modules/lock.stamp");
    if file::read(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    run("npm ci", &mut program("npm", &["ci", "--no-audit", "--no-fund"])).map_err(|error| {
        format!("{error}\nNode 20 or newer with npm is needed: sudo apt-get install nodejs npm, or from its own site")
    })?;
    file::write(&stamp, &wanted)
}

/// Makes a folder below the build folder in which there is nothing but a project without dependencies.
pub(super) fn fresh(name: &str) -> Result<PathBuf> {
    let folder = layout::target().join("node").join(name);
    file::remove(&folder)?;
    file::write(&folder.join("package.json"), "{ \"private\": true }\n")?;
    Ok(folder)
}

/// npm install in such a folder.
pub(super) fn install_into(folder: &Path, what: &[&Path]) -> Command {
    let mut command = program("npm", &["install", "--no-audit", "--no-fund", "--no-package-lock"]);
    command.args(what).current_dir(folder);
    command
}
