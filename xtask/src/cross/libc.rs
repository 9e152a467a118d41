//! The library of C that a library needs.

use std::fs;
use std::path::Path;

use crate::step::{Result, command, output};

/// The oldest supported glibc.
pub(super) const GLIBC: (u32, u32) = (2, 17);

/// Fails if a library needs a newer glibc than the supported one.
pub(super) fn check_glibc(library: &Path) -> Result {
    let bytes = fs::read(library).map_err(|error| format!("{}: {error}", library.display()))?;
    let needed = newest(&bytes);
    eprintln!("{}: needs glibc {}.{}", library.display(), needed.0, needed.1);
    if needed > GLIBC { Err(format!("{} needs glibc {}.{}", library.display(), needed.0, needed.1)) } else { Ok(()) }
}

/// Fails if a library needs another one than musl.
pub(super) fn check_musl(library: &Path) -> Result {
    let dynamic = output(command("readelf", &["--dynamic", "--wide"]).arg(library))?;
    let needed: Vec<_> = dynamic.lines().filter(|line| line.contains("(NEEDED)")).collect();
    match needed.iter().find(|line| !line.contains("[libc.so]")) {
        Some(line) => Err(format!("{} needs more than musl: {line}", library.display())),
        None => Ok(()),
    }
}

/// The newest version of glibc among the names of symbol versions.
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
