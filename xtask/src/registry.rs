//! Debian's docker-registry, a real OCI registry. It is only unpacked below the build folder,
//! because installing it would start a system service.

use std::path::PathBuf;

use crate::step::Result;
use crate::{debian, layout};

/// The variable with the path of the program, for tests.
pub(crate) const VARIABLE: &str = "SDK_TEST_DOCKER_REGISTRY";

/// Unpacks the registry if needed, and returns the path of its program.
pub(crate) fn unpack() -> Result<PathBuf> {
    let folder = layout::target().join("docker-registry");
    debian::unpack("docker-registry", &["docker-registry"], &folder)?;
    let program = folder.join("usr/bin/docker-registry");
    if program.is_file() {
        Ok(program)
    } else {
        Err(format!("the package docker-registry has no {}", program.display()))
    }
}
