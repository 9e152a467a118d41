//! Debian's docker-registry, a real OCI registry. It is only unpacked below the build folder,
//! because installing it would start a system service.

use std::path::{Path, PathBuf};

use crate::step::{self, Result};
use crate::{file, layout};

/// The variable with the path of the program, for tests.
pub(crate) const VARIABLE: &str = "SDK_TEST_DOCKER_REGISTRY";

/// Unpacks the registry if needed, and returns the path of its program.
pub(crate) fn unpack() -> Result<PathBuf> {
    let folder = layout::target().join("docker-registry");
    let program = folder.join("usr/bin/docker-registry");
    if program.is_file() {
        return Ok(program);
    }
    let download = folder.join("download");
    file::create(&download)?;
    if fetch(&download).is_err() {
        // A fresh machine has no package lists; only root can fetch them.
        if !layout::is_ci() && !step::is_root() {
            return Err("docker-registry cannot be downloaded; run `sudo apt-get update` once and try again".to_owned());
        }
        step::run("package lists", &mut step::as_root("apt-get", &["update", "-qq"]))?;
        fetch(&download)?;
    }
    let package = file::with_extension(&download, "deb")?.pop().ok_or("apt-get downloaded no package")?;
    let mut unpack = step::command("dpkg-deb", &["-x"]);
    step::run("unpack docker-registry", unpack.arg(package).arg(&folder))?;
    if program.is_file() {
        Ok(program)
    } else {
        Err(format!("the package docker-registry has no {}", program.display()))
    }
}

fn fetch(folder: &Path) -> Result {
    let mut download = step::command("apt-get", &["download", "docker-registry"]);
    step::run("download docker-registry", download.current_dir(folder))
}
