//! `cargo xtask bump`: sets the version of all packages, and begins a section in the changelogs.

use crate::file;
use crate::layout;
use crate::step::{Result, cargo, command, output, run};
use crate::target::VERSION;

/// Files in which every occurrence of the version is that of the packages.
const FILES: [&str; 15] = [
    ".github/ISSUE_TEMPLATE/bug.yml",
    "Cargo.toml",
    "bindings-csharp/sdk/Edgegap.Sdk.csproj",
    "bindings-csharp/sdk/README.md",
    "bindings-csharp/sdk/package.json",
    "bindings-node/package-lock.json",
    "bindings-node/package.json",
    "bindings-node/ts/version.ts",
    "core/src/settings/source.rs",
    "emulator/README.md",
    "emulator/src/program/mod.rs",
    "emulator/tests/attach.rs",
    "fuzz/Cargo.toml",
    "tests/scripted-server/src/compare.rs",
    "xtask/src/readme/exempt.rs",
];
/// Files that are made by other commands, or in which it is the version of something else.
#[cfg(test)]
const OTHERS: [&str; 12] = [
    "CHANGELOG.md",
    "Cargo.lock",
    "bindings-csharp/sdk/CHANGELOG.md",
    "bindings-csharp/sdk/Runtime/Generated/Contract.cs",
    "bindings-node/npm/",
    "bindings-node/test/tools/package-lock.json",
    "docs/performance.",
    "fuzz/Cargo.lock",
    "publish/tests/",
    "tests/",
    "xtask/src/bench/",
    "xtask/src/bump.rs",
];
const CHANGELOGS: [&str; 2] = ["CHANGELOG.md", "bindings-csharp/sdk/CHANGELOG.md"];
const UNRELEASED: &str = "## [Unreleased]\n";

/// Sets the version in all files, and renames what is not released yet to it.
pub(crate) fn run_for(version: &str) -> Result {
    if parts(version).is_none_or(|new| parts(VERSION).is_some_and(|old| new <= old)) {
        return Err(format!("{version} is not a version above {VERSION}, such as 1.2.3"));
    }
    for name in FILES {
        let path = layout::root().join(name);
        let text = file::read(&path)?;
        if !text.contains(VERSION) {
            return Err(format!("{name} does not contain {VERSION}: correct the list in xtask/src/bump.rs"));
        }
        file::write(&path, &text.replace(VERSION, version))?;
    }
    let date = output(&mut command("date", &["-u", "+%Y-%m-%d"]))?;
    for name in CHANGELOGS {
        let path = layout::root().join(name);
        let text = file::read(&path)?;
        let section = format!("{UNRELEASED}\n## [{version}] - {}\n", date.trim());
        file::write(&path, &text.replacen(UNRELEASED, &section, 1))?;
    }
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let mut lock = cargo(&["update", "--workspace", "--offline", "--manifest-path", manifest]);
        run(&format!("lock file of {manifest}"), &mut lock)?;
    }
    // This program has the old version; cargo compiles it again.
    run("generated files", &mut cargo(&["run", "--quiet", "--package", "xtask", "--", "generate"]))?;
    eprintln!("\n{version}: read `git diff`, then go on with docs/releasing.md");
    Ok(())
}

fn parts(version: &str) -> Option<[u64; 3]> {
    let parts = version.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<_>>>()?;
    parts.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_with_the_version_is_known() {
        let found = output(&mut command("git", &["grep", "--files-with-matches", "--fixed-strings", VERSION])).unwrap();
        let is_known = |name: &&str| FILES.contains(name) || OTHERS.iter().any(|known| name.starts_with(known));
        let unknown: Vec<_> = found.lines().filter(|name| !is_known(name)).collect();
        assert!(unknown.is_empty(), "add these to FILES or OTHERS: {unknown:?}");
        for name in FILES {
            assert!(file::read(&layout::root().join(name)).unwrap().contains(VERSION), "{name}");
        }
    }

    #[test]
    fn versions_have_three_numbers() {
        assert_eq!(parts("1.20.3"), Some([1, 20, 3]));
        for wrong in ["1.2", "v1.2.3", "1.2.3-rc.1", "1.2.3.4", ""] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }
}
