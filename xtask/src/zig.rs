//! Builds for old systems: zig links against the glibc of 2012. It is installed from PyPI, like
//! cargo-zigbuild.

use std::fs;
use std::path::{Path, PathBuf};

use crate::layout;
use crate::step::{Result, command, run};
use crate::venv::Venv;

/// The tools, in their own virtual environment.
const TOOLS: [&str; 2] = ["cargo-zigbuild==0.24.1", "ziglang==0.17.1"];
/// The oldest supported glibc.
const GLIBC: (u32, u32) = (2, 17);

/// Builds the shipped library of a package and returns its path.
pub(crate) fn build(package: &str, library: &str) -> Result<PathBuf> {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let tools = tools()?;
    let mut build = command(tools.program("cargo-zigbuild"), &["zigbuild", "--profile", "native", "--locked", "--lib"]);
    build.args(["--package", package, "--target", &format!("{target}.{}.{}", GLIBC.0, GLIBC.1)]);
    run(&format!("{package} for glibc {}.{}", GLIBC.0, GLIBC.1), build.env("PATH", tools.path()?))?;
    let file = layout::target().join(target).join("native").join(format!("lib{library}.so"));
    let needed = glibc(&file)?;
    eprintln!("{}: needs glibc {}.{}", file.display(), needed.0, needed.1);
    if needed > GLIBC { Err(format!("{} needs glibc {}.{}", file.display(), needed.0, needed.1)) } else { Ok(file) }
}

/// The virtual environment of the tools.
pub(crate) fn tools() -> Result<Venv> {
    Venv::with_packages("zig", &TOOLS)
}

/// The newest version of glibc that a library needs.
fn glibc(file: &Path) -> Result<(u32, u32)> {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(newest(&bytes))
}

fn newest(bytes: &[u8]) -> (u32, u32) {
    const NAME: &[u8] = b"GLIBC_";
    let names = bytes.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME);
    let versions = names.filter_map(|(at, _)| {
        let rest = bytes[at + NAME.len()..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.');
        let text: String = rest.map(|byte| char::from(*byte)).collect();
        let mut parts = text.split('.').map(|part| part.parse().ok());
        Some((parts.next()??, parts.next()??))
    });
    versions.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_counts() {
        assert_eq!(newest(b"\0GLIBC_2.2.5\0GLIBC_2.17\0GLIBC_2.4\0GLIBC_PRIVATE\0"), (2, 17));
        assert_eq!(newest(b"nothing"), (0, 0));
    }
}
