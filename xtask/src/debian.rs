//! Packages of Debian and Ubuntu: CI installs what is missing, and a person gets the command.

use std::process::Stdio;

use crate::layout;
use crate::step::{Result, as_root, run};

/// Installs packages in CI. On other machines, the error has the command that does.
pub(crate) fn install(what: &str, packages: &[&str]) -> Result {
    let install = ["apt-get", "install", "--yes", "--no-install-recommends"];
    if !layout::is_ci() {
        let (install, packages) = (install.join(" "), packages.join(" "));
        return Err(format!("{what} is missing: sudo apt-get update && sudo {install} {packages}"));
    }
    run("package lists", &mut as_root("apt-get", &["update", "-qq"]))?;
    let mut command = as_root("env", &["DEBIAN_FRONTEND=noninteractive"]);
    run(what, command.args(install).args(packages).stdout(Stdio::null()))
}
