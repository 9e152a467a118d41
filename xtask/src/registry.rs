//! Debian's docker-registry, a real OCI registry, unpacked below the build folder: installing it would start a system service.

use std::path::{Path, PathBuf};

use crate::step::{self, Result};
use crate::{file, layout};

/// The variable that tests find the program by.
pub(crate) const VARIABLE: &str = "SDK_TEST_DOCKER_REGISTRY";

/// Unpacks the registry unless it is there, and gives its program.
pub(crate) fn unpack() -> Result<PathBuf> {
    let folder = layout::target().join("docker-registry");
    let program = folder.join("usr/bin/docker-registry");
    if program.is_file() {
        return Ok(program);
    }
    let download = folder.join("download");
    file::create(&download)?;
    if fetch(&download).is_err() {
        // A fresh machine has no package lists; making them takes root.
        if !layout::is_ci() && !is_root() {
            return Err("docker-registry cannot be downloaded; run `sudo apt-get update` once and try again".to_owned());
        }
        step::run("package lists", &mut step::command("apt-get", &["update", "-qq"]))?;
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

fn is_root() -> bool {
    step::output(&mut step::command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}
