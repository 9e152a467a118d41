//! Crates, as `cargo metadata`, `cargo tree` and the lock file describe them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;

use crate::step::{Result, cargo, output};
use crate::target::TARGETS;
use crate::{file, layout};

/// All crates in the lock file.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    packages: Vec<Package>,
}

/// A crate.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) license: Option<String>,
    pub(super) repository: Option<String>,
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) authors: Vec<String>,
    /// `None` for crates of this repository.
    pub(super) source: Option<String>,
    manifest_path: PathBuf,
}

/// The crates in a library, and its dependencies as pairs of indexes. The first crate is the
/// library itself.
pub(super) struct Linked {
    pub(super) crates: Vec<Package>,
    pub(super) edges: BTreeSet<(usize, usize)>,
}

/// Checksums of the lock file, by name and version.
pub(super) struct Lock(BTreeMap<(String, String), String>);

impl Metadata {
    pub(super) fn read() -> Result<Self> {
        let text = output(&mut cargo(&["metadata", "--locked", "--format-version", "1"]))?;
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))
    }

    /// The crates of others.
    pub(super) fn foreign(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.source.is_some())
    }

    /// The crates that are linked into the library of a package on any target, without procedural
    /// macros and build dependencies.
    pub(super) fn linked(&self, package: &str) -> Result<Linked> {
        let edges = ["--edges", "normal,no-proc-macro", "--prefix", "depth", "--format", " {p}"];
        let targets = TARGETS.iter().flat_map(|target| ["--target", target.triple]);
        self.read_tree(&output(cargo(&["tree", "--locked", "--package", package]).args(edges).args(targets))?)
    }

    /// Reads lines of depth, name and version. A crate that occurs again is listed without its
    /// dependencies.
    fn read_tree(&self, tree: &str) -> Result<Linked> {
        let mut linked = Linked { crates: Vec::new(), edges: BTreeSet::new() };
        let (mut places, mut above): (BTreeMap<(String, String), usize>, Vec<usize>) = Default::default();
        for line in tree.lines().filter(|line| !line.trim().is_empty()) {
            let mut words = line.split(' ');
            let (depth, name, version) = (words.next(), words.next(), words.next());
            let (Some(depth), Some(name), Some(version)) =
                (depth.and_then(|depth| depth.parse::<usize>().ok()), name, version)
            else {
                return Err(format!("cargo tree printed an unexpected line: {line}"));
            };
            let version = version.trim_start_matches('v');
            let found = self.packages.iter().find(|package| package.name == name && package.version == version);
            let found = found.ok_or_else(|| format!("cargo metadata has no {name} {version}"))?;
            let next = places.len();
            let place = *places.entry((name.to_owned(), version.to_owned())).or_insert(next);
            if place == next {
                linked.crates.push(found.clone());
            }
            above.truncate(depth);
            linked.edges.extend(above.last().map(|parent| (*parent, place)));
            above.push(place);
        }
        Ok(linked)
    }
}

impl Package {
    /// The folder of the sources.
    pub(super) fn folder(&self) -> PathBuf {
        self.manifest_path.parent().map(ToOwned::to_owned).unwrap_or_default()
    }

    /// The package URL.
    pub(super) fn purl(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

impl Lock {
    pub(super) fn read() -> Result<Self> {
        #[derive(Deserialize)]
        struct File {
            package: Vec<Entry>,
        }
        #[derive(Deserialize)]
        struct Entry {
            name: String,
            version: String,
            checksum: Option<String>,
        }
        let text = file::read(&layout::root().join("Cargo.lock"))?;
        let file: File = toml::from_str(&text).map_err(|error| format!("Cargo.lock: {error}"))?;
        Ok(Self(
            file.package.into_iter().filter_map(|entry| Some(((entry.name, entry.version), entry.checksum?))).collect(),
        ))
    }

    /// SHA-256 of the downloaded package.
    pub(super) fn checksum(&self, package: &Package) -> Option<&str> {
        self.0.get(&(package.name.clone(), package.version.clone())).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read() {
        let metadata = Metadata::read().unwrap();
        let version =
            |name: &str| metadata.packages.iter().find(|package| package.name == name).unwrap().version.clone();
        let (sdk, bytes, serde) = (version("edgegap-sdk"), version("bytes"), version("serde"));
        let tree =
            format!("0 edgegap-sdk v{sdk} (/somewhere)\n1 bytes v{bytes}\n2 serde v{serde}\n1 serde v{serde} (*)\n");
        let linked = metadata.read_tree(&tree).unwrap();
        let names: Vec<_> = linked.crates.iter().map(|package| package.name.as_str()).collect();
        assert_eq!(names, ["edgegap-sdk", "bytes", "serde"]);
        assert_eq!(linked.edges, BTreeSet::from([(0, 1), (1, 2), (0, 2)]));
        assert!(metadata.read_tree("0 nobody v1.0.0").is_err() && metadata.read_tree("nonsense").is_err());
    }
}
