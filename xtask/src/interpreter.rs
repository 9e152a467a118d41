//! The Pythons of this machine.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::step::Result;

/// The oldest that the package supports.
const OLDEST: (u32, u32) = (3, 10);
/// The newest that is looked for.
const NEWEST: u32 = 20;

/// A Python: its version, and its program.
#[derive(Clone, Debug)]
pub(crate) struct Interpreter {
    pub(crate) version: (u32, u32),
    pub(crate) program: PathBuf,
}

impl Interpreter {
    /// `3.11`.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.version.0, self.version.1)
    }
}

/// The Python that people mean by `python3`.
pub(crate) fn usual() -> Result<Interpreter> {
    let found = ask(Path::new("python3")).filter(|python| python.version >= OLDEST);
    found.ok_or_else(|| "python3 must be Python 3.10 or newer: sudo apt-get install python3 python3-venv".to_owned())
}

/// One for each version that is supported, the usual one first.
pub(crate) fn all() -> Result<Vec<Interpreter>> {
    let usual = usual()?;
    let mut others = BTreeMap::new();
    for minor in OLDEST.1..=NEWEST {
        let name = format!("python3.{minor}");
        let of_pyenv = pyenv_versions().into_iter().map(|folder| folder.join("bin").join(&name));
        if let Some(python) = std::iter::once(PathBuf::from(&name)).chain(of_pyenv).find_map(|program| ask(&program)) {
            others.entry(python.version).or_insert(python);
        }
    }
    others.remove(&usual.version);
    Ok(std::iter::once(usual).chain(others.into_values()).collect())
}

/// Versions that pyenv keeps without putting them into the path.
fn pyenv_versions() -> Vec<PathBuf> {
    let root = env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".pyenv")));
    let entries = root.and_then(|root| root.join("versions").read_dir().ok());
    entries.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// Asks a program which Python it is; shims that only complain are none.
fn ask(program: &Path) -> Option<Interpreter> {
    let script = "import sys, venv; print(*sys.version_info[:2])";
    let output = Command::new(program).args(["-c", script]).stderr(Stdio::null()).output().ok()?;
    let said = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    let (major, minor) = said.trim().split_once(' ')?;
    Some(Interpreter { version: (major.parse().ok()?, minor.parse().ok()?), program: program.to_owned() })
}
