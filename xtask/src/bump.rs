//! `cargo xtask bump`: sets the version of all packages, and begins a section in the changelogs.

use crate::file;
use crate::layout;
use crate::step::{Result, cargo, run};
use crate::target::VERSION;

/// Files with the version of the packages, and how often they have it. Further occurrences in a
/// lock file are those of others.
const FILES: [(&str, usize); 15] = [
    (".github/ISSUE_TEMPLATE/bug.yml", 1),
    ("Cargo.toml", 7),
    ("bindings-csharp/sdk/Edgegap.Sdk.csproj", 1),
    ("bindings-csharp/sdk/README.md", 2),
    ("bindings-csharp/sdk/package.json", 1),
    ("bindings-node/package-lock.json", 2),
    ("bindings-node/package.json", 1),
    ("bindings-node/ts/version.ts", 1),
    ("core/src/settings/source.rs", 1),
    ("emulator/README.md", 1),
    ("emulator/src/program/mod.rs", 1),
    ("emulator/tests/attach.rs", 3),
    ("fuzz/Cargo.toml", 1),
    ("tests/scripted-server/src/compare.rs", 1),
    ("xtask/src/readme/exempt.rs", 1),
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

/// Sets the version in all files, and renames what is not released yet to it. The present version
/// only begins its section.
pub(crate) fn run_for(version: &str) -> Result {
    if parts(version).is_none_or(|new| parts(VERSION).is_some_and(|old| new < old)) {
        return Err(format!("{version} is not a version from {VERSION} on, such as 1.2.3"));
    }
    let mut files = Vec::new();
    for (name, count) in FILES {
        let path = layout::root().join(name);
        let text = file::read(&path)?;
        files.push((path, replace(&text, version, count).map_err(|why| format!("{name}: {why}"))?));
    }
    let today = jiff::Timestamp::now().to_string();
    let date = today.split('T').next().unwrap_or_default();
    let section = format!("{UNRELEASED}\n## [{version}] - {date}\n");
    for name in CHANGELOGS {
        let path = layout::root().join(name);
        let text = file::read(&path)?;
        if !text.contains(&format!("## [{version}]")) {
            files.push((path, text.replacen(UNRELEASED, &section, 1)));
        }
    }
    // Nothing is written unless everything can be.
    files.iter().try_for_each(|(path, text)| file::write(path, text))?;
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let mut lock = cargo(&["update", "--workspace", "--offline", "--manifest-path", manifest]);
        run(&format!("lock file of {manifest}"), &mut lock)?;
    }
    // This program has the old version; cargo compiles it again.
    run("generated files", &mut cargo(&["run", "--quiet", "--package", "xtask", "--", "generate"]))?;
    eprintln!("\n{version}: read `git diff`, then go on with docs/releasing.md");
    Ok(())
}

/// The text with a new version in the first places that have the present one.
fn replace(text: &str, version: &str, count: usize) -> Result<String> {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
    let places = text.match_indices(VERSION).map(|(at, _)| at).filter(|at| {
        let (before, after) = (text.get(..*at), text.get(at + VERSION.len()..));
        let next = after.and_then(|after| after.chars().next());
        // A sentence may end behind a version.
        let is_longer = next.is_some_and(|next| next.is_ascii_digit());
        !is_part(before.and_then(|before| before.chars().next_back())) && !is_longer
    });
    let places: Vec<_> = places.take(count).collect();
    if places.len() < count {
        return Err(format!("has {VERSION} {} times, not {count}: correct xtask/src/bump.rs", places.len()));
    }
    let mut replaced = text.to_owned();
    for at in places.into_iter().rev() {
        replaced.replace_range(at..at + VERSION.len(), version);
    }
    Ok(replaced)
}

fn parts(version: &str) -> Option<[u64; 3]> {
    let parts = version.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<_>>>()?;
    parts.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::{command, output};

    #[test]
    fn every_file_with_the_version_is_known() {
        let found = output(&mut command("git", &["grep", "--files-with-matches", "--fixed-strings", VERSION])).unwrap();
        let is_known = |name: &&str| {
            FILES.iter().any(|(known, _)| known == name) || OTHERS.iter().any(|known| name.starts_with(known))
        };
        let unknown: Vec<_> = found.lines().filter(|name| !is_known(name)).collect();
        assert!(unknown.is_empty(), "add these to FILES or OTHERS: {unknown:?}");
        for (name, count) in FILES {
            let text = file::read(&layout::root().join(name)).unwrap();
            assert!(replace(&text, "9.9.9", count).is_ok(), "{name}");
            // All of them, but in a lock file.
            assert_eq!(replace(&text, "9.9.9", count + 1).is_ok(), name.ends_with("lock.json"), "{name}");
        }
    }

    #[test]
    fn longer_versions_are_others() {
        let text = format!("a {VERSION}, 2{VERSION}, {VERSION}1, 1.{VERSION} and {VERSION}.");
        let replaced = replace(&text, "9.9.9", 2).unwrap();
        assert_eq!(replaced, format!("a 9.9.9, 2{VERSION}, {VERSION}1, 1.{VERSION} and 9.9.9."));
        assert!(replace(&text, "9.9.9", 3).is_err());
    }

    #[test]
    fn versions_have_three_numbers() {
        assert_eq!(parts("1.20.3"), Some([1, 20, 3]));
        for wrong in ["1.2", "v1.2.3", "1.2.3-rc.1", "1.2.3.4", ""] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }
}
