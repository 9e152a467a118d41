//! Where things come from: what may come in (`deny.toml`), and what a published package says of what is in it: notices and a bill of materials.

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

/// Licences, versions and sources of all crates, and the lock files of npm and pip. No network is needed.
pub(crate) fn check() -> Result {
    eprintln!("\n── licences, versions, sources");
    let (metadata, policy) = (Metadata::read()?, Policy::read()?);
    let mut faults = policy.faults(&metadata);
    faults.extend(locks::faults(&policy)?);
    if !faults.is_empty() {
        return Err(format!(
            "what comes in is not what deny.toml and the lock files allow:\n  {}",
            faults.join("\n  ")
        ));
    }
    eprintln!(
        "{} crates are what deny.toml allows; npm and pip install what their lock files name",
        metadata.foreign().count()
    );
    Ok(())
}

/// Notices and bill of materials of a package of this name in another registry (`pkg:npm/...`), whose native library a crate makes; below the build folder.
pub(crate) struct PackageNotices {
    notices: PathBuf,
    sbom: PathBuf,
}

impl PackageNotices {
    /// Writes both.
    pub(crate) fn write(purl: &str, package: &str) -> Result<Self> {
        let folder = layout::target().join("notices").join(package);
        let package_notices = Self { notices: folder.join(NOTICES), sbom: folder.join(SBOM) };
        let head = "# Third party notices\n\nWhat this package consists of beside its own sources, which are MIT or Apache-2.0.\n";
        file::write(&package_notices.notices, &format!("{head}{}", notices(package)?))?;
        file::write(&package_notices.sbom, &bill(purl, package)?)?;
        Ok(package_notices)
    }

    /// Where both are.
    pub(crate) fn folder(&self) -> PathBuf {
        self.notices.parent().map(Path::to_owned).unwrap_or_default()
    }

    /// Fails unless these files, which somebody who installed the package has, are the same.
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

/// The bill of materials as JSON text.
pub(crate) fn bill(purl: &str, package: &str) -> Result<String> {
    let metadata = Metadata::read()?;
    let bill = sbom::of(purl, &metadata.linked(package)?, &Lock::read()?)?;
    serde_json::to_string_pretty(&bill).map(|text| text + "\n").map_err(|error| error.to_string())
}
