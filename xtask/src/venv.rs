//! Virtual environments below the build folder.

use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::interpreter::{self, Interpreter};
use crate::step::{self, Result, run};
use crate::{file, layout};

/// The folder of programs.
const PROGRAMS: &str = if cfg!(windows) { "Scripts" } else { "bin" };

/// A virtual environment.
pub(crate) struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// The environment of this name with the packages of a requirements file. It is kept until the
    /// file changes.
    pub(crate) fn with(name: &str, python: &Interpreter, requirements: &str) -> Result<Self> {
        let path = layout::root().join("bindings-python").join(requirements);
        let text = file::read(&path)?;
        let arguments = ["--require-hashes", "--requirement", &path.display().to_string()];
        Self::kept(name, python, &text, arguments.map(ToOwned::to_owned).to_vec())
    }

    /// The environment of this name with these packages.
    pub(crate) fn with_packages(name: &str, packages: &[&str]) -> Result<Self> {
        let packages: Vec<_> = packages.iter().map(|package| (*package).to_owned()).collect();
        Self::kept(name, &interpreter::usual()?, &packages.join("\n"), packages)
    }

    fn kept(name: &str, python: &Interpreter, wanted: &str, arguments: Vec<String>) -> Result<Self> {
        let venv = Self { folder: layout::target().join("python").join(name) };
        let wanted = format!("{}\n{wanted}", python.program.display());
        let stamp = venv.folder.join("requirements.stamp");
        if file::read(&stamp).is_ok_and(|made| made == wanted) {
            return Ok(venv);
        }
        venv.make(python)?;
        run(&format!("packages for {name}"), venv.pip().args(arguments))?;
        file::write(&stamp, &wanted)?;
        Ok(venv)
    }

    /// A new, empty environment.
    pub(crate) fn fresh(name: &str, python: &Interpreter) -> Result<Self> {
        let venv = Self { folder: layout::target().join("python").join(name) };
        venv.make(python)?;
        Ok(venv)
    }

    fn make(&self, python: &Interpreter) -> Result {
        let mut command = Command::new(&python.program);
        command.args(["-m", "venv", "--clear", "--without-pip"]).arg(&self.folder);
        run(&format!("virtual environment of Python {}", python.name()), &mut command)
    }

    /// A command that installs packages. It is the pip of the usual Python: on Debian, virtual
    /// environments have no pip without a further package.
    pub(crate) fn pip(&self) -> Command {
        let mut pip = interpreter::command(&["-m", "pip", "--python"]);
        pip.arg(self.program("python")).args(["install", "--quiet", "--disable-pip-version-check", "--no-input"]);
        pip
    }

    /// A command for the Python of the environment.
    pub(crate) fn python(&self, arguments: &[&str]) -> Command {
        step::command(self.program("python"), arguments)
    }

    /// The path of a program.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(PROGRAMS).join(format!("{name}{EXE_SUFFIX}"))
    }

    /// A `PATH` with the programs of the environment first.
    pub(crate) fn path(&self) -> Result<OsString> {
        let others = env::var_os("PATH").unwrap_or_default();
        env::join_paths(std::iter::once(self.folder.join(PROGRAMS)).chain(env::split_paths(&others)))
            .map_err(|error| format!("PATH has an invalid entry: {error}"))
    }

    /// The folder of the environment.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}
