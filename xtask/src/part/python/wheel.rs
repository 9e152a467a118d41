//! The published wheel, for Python 3.10 or newer and glibc 2.17 or newer, and the source
//! distribution.

use std::fs;
use std::path::{Path, PathBuf};

use crate::interpreter::{self, Interpreter};
use crate::size::{LARGEST_LIBRARY_WITH_PROGRAM, MB, at_most};
use crate::step::{Result, command, output, run};
use crate::supply_chain::{NOTICES, PackageNotices, SBOM};
use crate::venv::Venv;
use crate::{file, layout, zig};

/// Maximum size of the wheel, in bytes.
const LARGEST_WHEEL: u64 = 3 * MB;

/// Creates both in `dist/python`, installs each into a new environment and makes a call.
pub(crate) fn package() -> Result {
    let python = interpreter::usual()?;
    let tools = Venv::with("package", &python, "requirements-package.txt")?;
    let dist = layout::root().join("dist/python");
    file::remove(&dist)?;
    let notices = PackageNotices::write("pkg:pypi/edgegap-sdk", "edgegap-python")?;
    // maturin finds licence files in the folder of the package only.
    let beside = Beside::copy(&notices.folder().join(NOTICES))?;
    let mut build = command(tools.program("maturin"), &["build", "--profile", "native", "--strip", "--locked"]);
    build
        .args(["--zig", "--compatibility", "manylinux_2_17", "--manifest-path", "bindings-python/Cargo.toml", "--out"])
        .arg(&dist)
        .arg("--sbom-include")
        .arg(notices.folder().join(SBOM));
    run("wheel", build.env("PATH", zig::tools()?.path()?))?;
    let wheel = only(&dist, "whl")?;
    let shown = output(tools.python(&["-m", "auditwheel", "show"]).arg(&wheel))?;
    if !shown.contains("manylinux_2_17") {
        return Err(format!("{} needs more than manylinux_2_17:\n{shown}", wheel.display()));
    }
    // A test run may have left compiled modules beside the sources.
    if output(tools.python(&["-m", "zipfile", "-l"]).arg(&wheel))?.contains("__pycache__") {
        return Err(format!("{} contains compiled modules", wheel.display()));
    }
    let mut sources =
        tools.python(&["-m", "maturin", "sdist", "--manifest-path", "bindings-python/Cargo.toml", "--out"]);
    run("source distribution", sources.arg(&dist))?;
    drop(beside);
    try_out("wheel", &python, &wheel)?;
    let installed = layout::target().join("python/tried-wheel");
    let found = |name: &str| find(&installed, name).ok_or_else(|| format!("the wheel has no {name}"));
    notices.compare(&found(NOTICES)?, &found(SBOM)?)?;
    try_out("sdist", &python, &only(&dist, "gz")?)?;
    check()
}

/// Fails if a packaged file is too large.
pub(crate) fn check() -> Result {
    let wheel = only(&layout::root().join("dist/python"), "whl")?;
    let library = layout::target().join("python/tried-wheel");
    let library = find(&library, "_native.abi3.so").ok_or("no installed wheel: run `cargo xtask package python`")?;
    for (what, path, largest) in
        [("wheel", &wheel, LARGEST_WHEEL), ("native library of Python", &library, LARGEST_LIBRARY_WITH_PROGRAM)]
    {
        at_most(what, file::size(path)?, largest)?;
    }
    Ok(())
}

/// A copy of a file in the folder of the package, deleted on drop.
struct Beside(PathBuf);

impl Beside {
    fn copy(source: &Path) -> Result<Self> {
        let copy = layout::root().join("bindings-python").join(source.file_name().unwrap_or_default());
        file::copy(source, &copy)?;
        Ok(Self(copy))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn try_out(what: &str, python: &Interpreter, file: &Path) -> Result {
    let venv = Venv::fresh(&format!("tried-{what}"), python)?;
    let mut pip = venv.pip();
    // The profile of the tests is enough to see that it builds, and takes less time.
    pip.arg(file).env("CARGO_TARGET_DIR", layout::target()).env("MATURIN_PEP517_ARGS", "--profile=dev");
    run(&format!("install the {what}"), &mut pip)?;
    let script = "import edgegap\nwith edgegap.Emulator() as emulator:\n    \
        print(edgegap.__version__, emulator.client().applications.list().total())";
    let mut call = venv.python(&["-c", script]);
    run(&format!("a call with the {what}"), call.current_dir(venv.folder()).env_remove("PYTHONPATH"))
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
