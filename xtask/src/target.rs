//! The platforms that packages exist for, with the names that Rust and each ecosystem have for
//! them.

use std::env::consts::{ARCH, OS};

use crate::step::Result;

/// A platform.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// Name in Rust.
    pub(crate) triple: &'static str,
    pub(crate) os: Os,
    /// Processor, as Node names it.
    pub(crate) cpu: &'static str,
    /// Library of C, as npm names it; only Linux has more than one.
    pub(crate) libc: Option<&'static str>,
    /// Name of the npm package within its scope, with which napi-rs and others name it too.
    pub(crate) npm: &'static str,
    /// Platform tag of the wheel.
    pub(crate) wheel: &'static str,
    /// Folder below `Plugins` of the Unity package, which is the runtime identifier of .NET too.
    /// `None` if there is no package for C#.
    pub(crate) csharp: Option<&'static str>,
    /// Name for people.
    pub(crate) title: &'static str,
}

/// An operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Os {
    Linux,
    Mac,
    Windows,
}

/// All targets. The folders of `bindings-node/npm` are generated from here, and the release
/// workflow is compared with it.
pub(crate) static TARGETS: [Target; 8] = [
    Target {
        triple: "x86_64-unknown-linux-gnu",
        os: Os::Linux,
        cpu: "x64",
        libc: Some("glibc"),
        npm: "linux-x64-gnu",
        wheel: "manylinux_2_17_x86_64",
        csharp: Some("linux-x64"),
        title: "Linux x64, glibc 2.17 or newer",
    },
    Target {
        triple: "aarch64-unknown-linux-gnu",
        os: Os::Linux,
        cpu: "arm64",
        libc: Some("glibc"),
        npm: "linux-arm64-gnu",
        wheel: "manylinux_2_17_aarch64",
        csharp: Some("linux-arm64"),
        title: "Linux arm64, glibc 2.17 or newer",
    },
    Target {
        triple: "x86_64-unknown-linux-musl",
        os: Os::Linux,
        cpu: "x64",
        libc: Some("musl"),
        npm: "linux-x64-musl",
        wheel: "musllinux_1_2_x86_64",
        csharp: Some("linux-musl-x64"),
        title: "Linux x64, musl",
    },
    Target {
        triple: "aarch64-unknown-linux-musl",
        os: Os::Linux,
        cpu: "arm64",
        libc: Some("musl"),
        npm: "linux-arm64-musl",
        wheel: "musllinux_1_2_aarch64",
        csharp: None,
        title: "Linux arm64, musl",
    },
    Target {
        triple: "x86_64-apple-darwin",
        os: Os::Mac,
        cpu: "x64",
        libc: None,
        npm: "darwin-x64",
        wheel: "macosx_10_12_x86_64",
        csharp: Some("osx"),
        title: "macOS 10.12 or newer, Intel",
    },
    Target {
        triple: "aarch64-apple-darwin",
        os: Os::Mac,
        cpu: "arm64",
        libc: None,
        npm: "darwin-arm64",
        wheel: "macosx_11_0_arm64",
        csharp: Some("osx"),
        title: "macOS 11 or newer, Apple silicon",
    },
    Target {
        triple: "x86_64-pc-windows-msvc",
        os: Os::Windows,
        cpu: "x64",
        libc: None,
        npm: "win32-x64-msvc",
        wheel: "win_amd64",
        csharp: Some("win-x64"),
        title: "Windows x64",
    },
    Target {
        triple: "aarch64-pc-windows-msvc",
        os: Os::Windows,
        cpu: "arm64",
        libc: None,
        npm: "win32-arm64-msvc",
        wheel: "win_arm64",
        csharp: Some("win-arm64"),
        title: "Windows arm64",
    },
];

impl Target {
    /// The target with this name in Rust, for arguments.
    pub(crate) fn parse(triple: &str) -> Result<&'static Self> {
        let known: Vec<_> = TARGETS.iter().map(|target| target.triple).collect();
        let found = TARGETS.iter().find(|target| target.triple == triple);
        found.ok_or_else(|| format!("there are packages for {}", known.join(", ")))
    }

    /// The target of this machine.
    pub(crate) fn host() -> Result<&'static Self> {
        let cpu = if ARCH == "aarch64" { "arm64" } else { "x64" };
        let os = match OS {
            "macos" => Os::Mac,
            "windows" => Os::Windows,
            _ => Os::Linux,
        };
        let libc = (os == Os::Linux).then_some(if cfg!(target_env = "musl") { "musl" } else { "glibc" });
        let is_host = |target: &&Self| target.os == os && target.cpu == cpu && target.libc == libc;
        let known = matches!(ARCH, "aarch64" | "x86_64");
        TARGETS.iter().find(is_host).filter(|_| known).ok_or_else(|| format!("there is no package for {OS} {ARCH}"))
    }

    /// The operating system, as Node names it.
    pub(crate) fn node_os(&self) -> &'static str {
        match self.os {
            Os::Linux => "linux",
            Os::Mac => "darwin",
            Os::Windows => "win32",
        }
    }

    /// Operating system, processor and library of C, with which the npm package looks for itself.
    pub(crate) fn node_key(&self) -> String {
        let parts = [Some(self.node_os()), Some(self.cpu), self.libc];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn is_musl(&self) -> bool {
        self.libc == Some("musl")
    }

    /// File name of a library as cargo builds it, and as C# looks for it.
    pub(crate) fn library(&self, name: &str) -> String {
        match self.os {
            Os::Linux => format!("lib{name}.so"),
            Os::Mac => format!("lib{name}.dylib"),
            Os::Windows => format!("{name}.dll"),
        }
    }

    /// File name of the module of Python.
    pub(crate) fn python_module(&self) -> &'static str {
        if self.os == Os::Windows { "_native.pyd" } else { "_native.abi3.so" }
    }

    /// File name of a program.
    pub(crate) fn program(&self, name: &str) -> String {
        if self.os == Os::Windows { format!("{name}.exe") } else { name.to_owned() }
    }

    /// File name of the addon of Node.
    pub(crate) fn addon(&self) -> String {
        format!("edgegap-sdk.{}.node", self.npm)
    }
}

/// The version of this repository's packages.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_has_all_targets() {
        let workflow = crate::file::read(&crate::layout::root().join(".github/workflows/release.yml")).unwrap();
        for target in &TARGETS {
            assert!(workflow.contains(&format!("--target {}", target.triple)), "{}", target.triple);
        }
    }

    #[test]
    fn names_are_unique_and_the_host_is_one_of_them() {
        for (index, target) in TARGETS.iter().enumerate() {
            for other in &TARGETS[index + 1..] {
                assert!(target.triple != other.triple && target.npm != other.npm && target.wheel != other.wheel);
            }
            assert_eq!(Target::parse(target.triple).unwrap(), target);
        }
        assert!(Target::parse("i686-pc-windows-msvc").unwrap_err().contains("x86_64-pc-windows-msvc"));
        assert!(TARGETS.contains(Target::host().unwrap()));
    }
}
