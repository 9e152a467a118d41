//! The platform of this machine, as in the names of the native npm packages.

/// Ending of the name of the package: `bindings-node/npm/<ending>`.
pub(crate) const ENDING: &str = if cfg!(all(target_os = "linux", target_arch = "aarch64")) {
    "linux-arm64-gnu"
} else if cfg!(all(target_os = "macos", target_arch = "aarch64")) {
    "darwin-arm64"
} else if cfg!(target_os = "macos") {
    "darwin-x64"
} else if cfg!(windows) {
    "win32-x64-msvc"
} else {
    "linux-x64-gnu"
};
