//! The installed versions of Python.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::step::{self, Result};

/// The oldest supported version.
const OLDEST: (u32, u32) = (3, 10);
/// The newest minor version to look for.
const NEWEST: u32 = 20;

/// An installed Python.
#[derive(Clone, Debug)]
pub(crate) struct Interpreter {
    pub(crate) version: (u32, u32),
    pub(crate) program: PathBuf,
}

impl Interpreter {
    /// The version, such as `3.11`.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.version.0, self.version.1)
    }
}

/// The name of the usual Python.
pub(crate) const NAME: &str = if cfg!(windows) { "python" } else { "python3" };

/// A command for the usual Python.
pub(crate) fn command(arguments: &[&str]) -> Command {
    step::command(NAME, arguments)
}

/// The usual Python.
pub(crate) fn usual() -> Result<Interpreter> {
    let found = ask(Path::new(NAME)).filter(|python| python.version >= OLDEST);
    let install = if cfg!(target_os = "linux") { ": sudo apt-get install python3 python3-venv" } else { "" };
    found.ok_or_else(|| format!("{NAME} must be Python 3.10 or newer, with venv{install}"))
}

/// One Python for each supported version, the usual one first.
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

/// Versions of pyenv, which are not in the path.
fn pyenv_versions() -> Vec<PathBuf> {
    let root = env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".pyenv")));
    let entries = root.and_then(|root| root.join("versions").read_dir().ok());
    entries.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// Runs a program to get its version. `None` if it fails, as the shims of pyenv do.
fn ask(program: &Path) -> Option<Interpreter> {
    let script = "import sys, venv; print(*sys.version_info[:2])";
    let output = Command::new(program).args(["-c", script]).stderr(Stdio::null()).output().ok()?;
    let said = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    let (major, minor) = said.trim().split_once(' ')?;
    Some(Interpreter { version: (major.parse().ok()?, minor.parse().ok()?), program: program.to_owned() })
}
