//! The platform of this machine, as the packages of native parts name it.

/// Ending of its package: `bindings-node/npm/<ending>`.
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

/// Where the package looks for a native part that was built here.
pub(crate) const PLACE: &str = if cfg!(all(target_os = "linux", target_arch = "aarch64")) {
    "bindings-node/edgegap-sdk.linux-arm64-gnu.node"
} else if cfg!(all(target_os = "macos", target_arch = "aarch64")) {
    "bindings-node/edgegap-sdk.darwin-arm64.node"
} else if cfg!(target_os = "macos") {
    "bindings-node/edgegap-sdk.darwin-x64.node"
} else if cfg!(windows) {
    "bindings-node/edgegap-sdk.win32-x64-msvc.node"
} else {
    "bindings-node/edgegap-sdk.linux-x64-gnu.node"
};
