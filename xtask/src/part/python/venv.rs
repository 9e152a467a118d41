//! Virtual environments below the build folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::interpreter::Interpreter;
use crate::layout;
use crate::step::{self, Result, run};

/// A virtual environment.
pub(crate) struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// The environment of this name, with what these requirements files of the package ask for. It is kept until they change.
    pub(super) fn with(name: &str, python: &Interpreter, requirements: &[&str]) -> Result<Self> {
        let venv = Self { folder: layout::target().join("python").join(name) };
        let package = layout::root().join("bindings-python");
        let files: Vec<_> = requirements.iter().map(|file| package.join(file)).collect();
        let texts: Vec<_> = files.iter().map(|file| fs::read_to_string(file).unwrap_or_default()).collect();
        let wanted = format!("{}\n{}", python.program.display(), texts.concat());
        let stamp = venv.folder.join("requirements.stamp");
        if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
            return Ok(venv);
        }
        venv.make(python)?;
        for file in &files {
            run(&format!("packages for {name}"), venv.pip().arg("--requirement").arg(file))?;
        }
        fs::write(&stamp, wanted).map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
        Ok(venv)
    }

    /// A new environment with nothing in it.
    pub(super) fn fresh(name: &str, python: &Interpreter) -> Result<Self> {
        let venv = Self { folder: layout::target().join("python").join(name) };
        venv.make(python)?;
        Ok(venv)
    }

    fn make(&self, python: &Interpreter) -> Result {
        let mut command = Command::new(&python.program);
        command.args(["-m", "venv", "--clear"]).arg(&self.folder);
        run(&format!("virtual environment of Python {}", python.name()), &mut command).map_err(|error| {
            format!("{error}\nDebian has venv in a package of its own: sudo apt-get install python3-venv")
        })
    }

    /// `pip install`, quiet.
    pub(super) fn pip(&self) -> Command {
        self.python(&["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
    }

    /// Its Python, at the root of the repository.
    pub(super) fn python(&self, arguments: &[&str]) -> Command {
        step::command(self.program("python"), arguments)
    }

    /// One of its programs.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// The folder with its programs, for the path of others.
    pub(super) fn programs(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// Where it is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}
