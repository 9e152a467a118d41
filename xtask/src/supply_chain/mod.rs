//! The supply chain: rules for dependencies (`deny.toml`, lock files), and the notices and the bill
//! of materials in published packages.

mod crates;
mod locks;
mod notices;
mod policy;
mod sbom;

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use self::notices::of as notices;

use self::crates::{Lock, Metadata};
use self::policy::Policy;
use crate::step::Result;
use crate::{file, layout};

/// Names of the files in a package.
pub(crate) const NOTICES: &str = "THIRD_PARTY_NOTICES";
pub(crate) const SBOM: &str = "sbom.cdx.json";

/// Checks licences, versions and sources of all crates, and the lock files of npm and pip, without
/// a network.
pub(crate) fn check() -> Result {
    eprintln!("\n── licences, versions, sources");
    let (metadata, policy) = (Metadata::read()?, Policy::read()?);
    let mut faults = policy.faults(&metadata);
    faults.extend(locks::faults(&policy)?);
    if !faults.is_empty() {
        return Err(format!(
            "dependencies break the rules of deny.toml and the lock files:\n  {}",
            faults.join("\n  ")
        ));
    }
    eprintln!("{} crates, and the lock files of npm and pip, follow the rules", metadata.foreign().count());
    Ok(())
}

/// Third-party notices and bill of materials of a published package, below the build folder.
pub(crate) struct PackageNotices {
    notices: PathBuf,
    sbom: PathBuf,
}

impl PackageNotices {
    /// Writes both files. `purl` is the published package (`pkg:npm/...`), `package` the crate of
    /// its native library.
    pub(crate) fn write(purl: &str, package: &str) -> Result<Self> {
        let folder = layout::target().join("notices").join(package);
        let package_notices = Self { notices: folder.join(NOTICES), sbom: folder.join(SBOM) };
        let head =
            "# Third party notices\n\nThird-party components of this package. Its own sources are MIT or Apache-2.0.\n";
        file::write(&package_notices.notices, &format!("{head}{}", notices(package)?))?;
        file::write(&package_notices.sbom, &bill(purl, package)?)?;
        Ok(package_notices)
    }

    /// The folder of both files.
    pub(crate) fn folder(&self) -> PathBuf {
        self.notices.parent().map(Path::to_owned).unwrap_or_default()
    }

    /// Fails unless the files of an installed package are the same.
    pub(crate) fn compare(&self, notices: &Path, sbom: &Path) -> Result {
        for (own, installed) in [(&self.notices, notices), (&self.sbom, sbom)] {
            let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
            if read(own)? != read(installed)? {
                return Err(format!("{} is not {}", installed.display(), own.display()));
            }
        }
        Ok(())
    }
}

/// The bill of materials as JSON.
pub(crate) fn bill(purl: &str, package: &str) -> Result<String> {
    let metadata = Metadata::read()?;
    let bill = sbom::of(purl, &metadata.linked(package)?, &Lock::read()?)?;
    serde_json::to_string_pretty(&bill).map(|text| text + "\n").map_err(|error| error.to_string())
}
