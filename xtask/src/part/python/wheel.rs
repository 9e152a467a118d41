//! The published wheels, for Python 3.10 or newer, and the source distribution. maturin writes the
//! metadata and the source distribution; a wheel is made of them, of the sources, and of the
//! library that was built for its target.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cross::Built;
use crate::interpreter::{self, Interpreter};
use crate::size::{MB, at_most};
use crate::step::{Result, command, output, run};
use crate::supply_chain::{NOTICES, PackageNotices, SBOM};
use crate::target::{Target, VERSION};
use crate::venv::Venv;
use crate::{file, layout};

const PACKAGE: &str = "bindings-python";
/// Maximum size of a wheel, in bytes.
const LARGEST_WHEEL: u64 = 4 * MB;

/// Creates wheels and source distribution in `dist/python`, installs the source distribution and
/// the wheel of this machine, each into a new environment, and makes a call.
pub(crate) fn package(built: &[Built]) -> Result {
    let python = interpreter::usual()?;
    let tools = Venv::with("package", &python, "requirements-package.txt")?;
    file::remove(&dist())?;
    file::create(&dist())?;
    let notices = PackageNotices::write("pkg:pypi/edgegap-sdk", "edgegap-python")?;
    for built in built {
        wheel(built, &tools, &notices)?;
    }
    let mut sources =
        tools.python(&["-m", "maturin", "sdist", "--manifest-path", "bindings-python/Cargo.toml", "--out"]);
    run("source distribution", sources.arg(dist()))?;
    if let Some(own) = built.iter().find(|built| Target::host().is_ok_and(|host| built.target == host)) {
        try_out("wheel", &python, &of_target(own.target)?)?;
        let installed = layout::target().join("python/tried-wheel");
        let found = |name: &str| find(&installed, name).ok_or_else(|| format!("the wheel has no {name}"));
        notices.compare(&found(NOTICES)?, &found(SBOM)?)?;
    }
    try_out("sdist", &python, &only(&dist(), "gz")?)?;
    for built in built {
        refuse(built.target, &python)?;
    }
    check()
}

/// Packs a wheel, and checks that its platform tag is true.
fn wheel(built: &Built, tools: &Venv, notices: &PackageNotices) -> Result {
    let target = built.target;
    let folder = layout::target().join("python/wheel").join(target.wheel);
    file::remove(&folder)?;
    let info = folder.join(format!("edgegap_sdk-{VERSION}.dist-info"));
    let mut metadata = command(tools.program("maturin"), &["pep517", "write-dist-info", "--metadata-directory"]);
    metadata.arg(&folder).current_dir(layout::root().join(PACKAGE));
    output(metadata.arg("--interpreter").arg(tools.program("python")))?;
    let path = info.join("WHEEL");
    let lines: Vec<_> =
        file::read(&path)?.lines().filter(|line| !line.starts_with("Tag: ")).map(str::to_owned).collect();
    file::write(&path, &format!("{}\nTag: cp310-abi3-{}\n", lines.join("\n").trim(), target.wheel))?;
    file::copy(&notices.folder().join(NOTICES), &info.join("licenses").join(NOTICES))?;
    file::copy(&notices.folder().join(SBOM), &info.join("sboms").join(SBOM))?;
    let metadata = info.join("METADATA");
    let licensed = file::read(&metadata)?.replacen(
        "License-File: LICENSE-MIT\n",
        &format!("License-File: LICENSE-MIT\nLicense-File: {NOTICES}\n"),
        1,
    );
    file::write(&metadata, &licensed)?;
    for package in ["edgegap", "edgegap_pytest"] {
        copy_sources(&layout::root().join(PACKAGE).join("python").join(package), &folder.join(package))?;
    }
    file::copy(&built.library("_native"), &folder.join("edgegap").join(target.python_module()))?;
    let mut pack = tools.python(&["-m", "wheel", "pack", "--dest-dir"]);
    run(&format!("wheel for {}", target.wheel), pack.arg(dist()).arg(&folder))?;
    // auditwheel takes the libraries of this machine for those of musl; cross.rs checks those.
    if target.libc == Some("glibc") && cfg!(target_os = "linux") {
        let shown = output(tools.python(&["-m", "auditwheel", "show"]).arg(of_target(target)?))?;
        let policy = target.wheel.rsplit_once("_x86_64").or(target.wheel.rsplit_once("_aarch64"));
        let policy = policy.map_or(target.wheel, |(policy, _)| policy);
        if !shown.contains(policy) {
            return Err(format!("{} needs more than {policy}:\n{shown}", target.wheel));
        }
    }
    Ok(())
}

/// Copies the Python of the package, without compiled modules and without native libraries.
fn copy_sources(from: &Path, to: &Path) -> Result {
    for entry in fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let is_source = path.extension().is_some_and(|own| ["py", "pyi", "typed"].iter().any(|known| own == *known));
        if path.is_dir() && name != "__pycache__" {
            copy_sources(&path, &to.join(&name))?;
        } else if is_source {
            file::copy(&path, &to.join(&name))?;
        }
    }
    Ok(())
}

/// Fails if a packaged file is too large.
pub(crate) fn check() -> Result {
    for wheel in file::with_extension(&dist(), "whl")? {
        let name = wheel.file_name().unwrap_or_default().to_string_lossy().into_owned();
        at_most(&name, file::size(&wheel)?, LARGEST_WHEEL)?;
    }
    Ok(())
}

fn try_out(what: &str, python: &Interpreter, file: &Path) -> Result {
    let venv = Venv::fresh(&format!("tried-{what}"), python)?;
    let mut pip = venv.pip();
    // The profile of the tests is enough to see that it builds, and takes less time.
    pip.arg(file).env("CARGO_TARGET_DIR", layout::target()).env("MATURIN_PEP517_ARGS", "--profile=dev");
    run(&format!("install the {what}"), &mut pip)?;
    let mut calls = venv.python(&[]);
    calls.arg(layout::root().join(".github/try-out/python.py")).current_dir(venv.folder());
    run(&format!("calls with the {what}"), calls.env_remove("PYTHONPATH"))
}

/// Fails if pip installs a wheel of another target: it must be refused before an import.
fn refuse(target: &Target, python: &Interpreter) -> Result {
    if Target::host().is_ok_and(|host| host == target) {
        return Ok(());
    }
    let venv = Venv::fresh("refusing", python)?;
    let mut pip = venv.pip();
    let done = pip.args(["--no-index", "--no-deps"]).arg(of_target(target)?).output();
    let done = done.map_err(|error| format!("pip: {error}"))?;
    let said = String::from_utf8_lossy(&done.stderr);
    if done.status.success() || !said.contains("is not a supported wheel on this platform") {
        return Err(format!("pip does not refuse the wheel for {}: {said}", target.wheel));
    }
    Ok(())
}

fn dist() -> PathBuf {
    layout::root().join("dist/python")
}

/// The wheel for a target.
pub(crate) fn of_target(target: &Target) -> Result<PathBuf> {
    let path = dist().join(format!("edgegap_sdk-{VERSION}-cp310-abi3-{}.whl", target.wheel));
    if path.exists() {
        Ok(path)
    } else {
        Err(format!("{} does not exist: run `cargo xtask package python`", path.display()))
    }
}

fn only(folder: &Path, extension: &str) -> Result<PathBuf> {
    let found = file::with_extension(folder, extension).map(|found| found.into_iter().next());
    found?.ok_or_else(|| format!("{} has no .{extension}: run `cargo xtask package python`", folder.display()))
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries = folder.read_dir().ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    entries.into_iter().find_map(|path| match path.is_dir() && !path.is_symlink() {
        true => find(&path, name),
        false => Some(path).filter(|path| path.file_name().is_some_and(|own| own == name)),
    })
}
