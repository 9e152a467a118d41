//! npm and node in the folder of the package.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{self, Result, run};
use crate::{file, layout};

/// The folder of the package.
pub(super) fn folder() -> PathBuf {
    layout::root().join("bindings-node")
}

/// A Node program that runs in the folder of the package.
pub(super) fn program(name: &str, arguments: &[&str]) -> Command {
    // On Windows npm is a script, which cannot be started without its extension.
    let name = if cfg!(windows) && name == "npm" { "npm.cmd" } else { name };
    let mut command = step::command(name, arguments);
    command.current_dir(folder());
    command
}

/// Installs the tools in the lock file, unless they are installed already.
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

/// Creates an empty project below the build folder.
pub(super) fn fresh(name: &str) -> Result<PathBuf> {
    let folder = layout::target().join("node").join(name);
    file::remove(&folder)?;
    file::write(&folder.join("package.json"), "{ \"private\": true }\n")?;
    Ok(folder)
}

/// A command that installs packages into a project.
pub(super) fn install_into(folder: &Path, what: &[&Path]) -> Command {
    let mut command = program("npm", &["install", "--no-audit", "--no-fund", "--no-package-lock"]);
    command.args(what).current_dir(folder);
    command
}
