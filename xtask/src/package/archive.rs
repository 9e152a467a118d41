//! Archives with the programs, and their checksums.

use sha2::{Digest, Sha256};
use std::fs;

use crate::cross::{Built, PROGRAMS};
use crate::interpreter;
use crate::step::{Result, command, run};
use crate::supply_chain::{NOTICES, PackageNotices, SBOM};
use crate::target::{Os, Target, VERSION};
use crate::{file, layout};

const SUMS: &str = "SHA256SUMS";

/// Creates an archive for each target in `dist/cli`: `.zip` for Windows, `.tar.gz` for others. The
/// programs of this machine are run once.
pub(crate) fn package(built: &[Built]) -> Result {
    let dist = layout::root().join("dist/cli");
    file::remove(&dist)?;
    file::create(&dist)?;
    let notices = PackageNotices::write("pkg:cargo/edgegap-cli", "edgegap-cli")?;
    for built in built {
        let target = built.target;
        let name = format!("edgegap-{VERSION}-{}", target.triple);
        let folder = layout::target().join("archives").join(&name);
        file::remove(&folder)?;
        for (_, program) in PROGRAMS {
            let place = folder.join(target.program(program));
            file::copy(&built.program(program), &place)?;
            make_executable(&place)?;
        }
        for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
            file::copy(&layout::root().join(license), &folder.join(license))?;
        }
        file::copy(&layout::root().join("cli/README.md"), &folder.join("README.md"))?;
        for paper in [NOTICES, SBOM] {
            file::copy(&notices.folder().join(paper), &folder.join(paper))?;
        }
        let parent = folder.parent().unwrap_or(&folder);
        let mut pack = match target.os {
            Os::Windows => {
                let mut zip = interpreter::command(&["-m", "zipfile", "-c"]);
                zip.arg(dist.join(format!("{name}.zip"))).arg(&name).current_dir(parent);
                zip
            }
            _ => {
                let mut tar = command("tar", &["-czf"]);
                tar.arg(dist.join(format!("{name}.tar.gz"))).arg("-C").arg(parent).arg(&name);
                tar
            }
        };
        run(&format!("archive for {}", target.triple), &mut pack)?;
        if Target::host().is_ok_and(|host| host == target) {
            for (_, program) in PROGRAMS {
                run(program, &mut command(folder.join(target.program(program)), &["--version"]))?;
            }
        }
    }
    sums(&dist)
}

/// Artifacts of workflows lose the permission to be executed.
fn make_executable(program: &std::path::Path) -> Result {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let set = fs::set_permissions(program, fs::Permissions::from_mode(0o755));
        set.map_err(|error| format!("{}: {error}", program.display()))?;
    }
    let _ = program;
    Ok(())
}

/// Writes the checksums of all archives, in the form that `sha256sum --check` reads.
fn sums(dist: &std::path::Path) -> Result {
    let mut lines = String::new();
    for extension in ["gz", "zip"] {
        for path in file::with_extension(dist, extension)? {
            let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let sum: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            lines.push_str(&format!("{sum}  {}\n", path.file_name().unwrap_or_default().to_string_lossy()));
        }
    }
    file::write(&dist.join(SUMS), &lines)
}
