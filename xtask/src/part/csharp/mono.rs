//! Mono from Debian: the compiler mcs, the runtime and NUnit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::folder;
use crate::step::{Result, command, run};
use crate::{debian, file, layout};

/// The packages of Debian.
const PACKAGES: [&str; 6] =
    ["mono-mcs", "mono-runtime", "libmono-cil-dev", "nunit-console", "libnunit-cil-dev", "libnewtonsoft-json-cil-dev"];

/// Version of Json.NET in Debian.
pub(crate) const JSON_NET: &str = "5.0";

/// The folder of NUnit's console.
pub(crate) const NUNIT: &str = "/usr/lib/nunit";

/// Libraries that are copied beside the assemblies, where Mono looks for them.
const LIBRARIES: [(&str, &str); 2] = [
    ("Newtonsoft.Json", "/usr/lib/cli/Newtonsoft.Json-5.0/Newtonsoft.Json.dll"),
    ("nunit.framework", "/usr/lib/cli/nunit.framework-2.6.3/nunit.framework.dll"),
];

/// An installed Mono.
pub(super) struct Mono(());

/// An assembly for mcs to compile.
#[derive(Clone)]
pub(super) struct Assembly {
    name: &'static str,
    target: &'static str,
    references: Vec<&'static str>,
    options: Vec<String>,
}

impl Mono {
    /// Makes sure that Mono is installed, and copies its libraries. CI installs it; on other
    /// machines the error has the command that does.
    pub(super) fn find() -> Result<Self> {
        if !is_installed() {
            debian::install("Mono", &PACKAGES)?;
            if !is_installed() {
                return Err(format!("Mono was installed, but something is still missing: {}", PACKAGES.join(", ")));
            }
        }
        let folder = folder();
        for (name, path) in LIBRARIES {
            file::copy(Path::new(path), &folder.join(format!("{name}.dll")))?;
        }
        Ok(Self(()))
    }

    /// Compiles an assembly. Warnings are errors.
    pub(super) fn compile(&self, assembly: &Assembly, sources: &[PathBuf]) -> Result {
        if sources.is_empty() {
            return Err(format!("{} has no sources", assembly.name));
        }
        let mut mcs =
            command("mcs", &["-langversion:7.2", "-warn:4", "-warnaserror", "-debug", "-optimize+", "-nologo"]);
        mcs.arg(format!("-target:{}", assembly.target)).arg(format!("-out:{}", assembly.file().display()));
        for reference in &assembly.references {
            mcs.arg(format!("-r:{}", folder().join(format!("{reference}.dll")).display()));
        }
        run(&format!("compile {}", assembly.name), mcs.args(&assembly.options).args(sources))
    }

    /// A command that runs a compiled program.
    pub(super) fn run(&self, name: &str, arguments: &[&str]) -> Command {
        let mut mono = command("mono", &[]);
        mono.arg(folder().join(format!("{name}.exe"))).args(arguments);
        mono
    }

    /// A command that runs the tests in a compiled assembly.
    pub(super) fn nunit(&self, name: &str) -> Command {
        let mut nunit = command("nunit-console", &["-nologo", "-nodots"]);
        let folder = folder();
        nunit.arg(format!("-work={}", folder.display())).arg(format!("-xml={name}.xml"));
        nunit.arg(folder.join(format!("{name}.dll"))).current_dir(&folder);
        nunit
    }
}

impl Assembly {
    pub(super) fn library(name: &'static str) -> Self {
        Self { name, target: "library", references: Vec::new(), options: Vec::new() }
    }

    pub(super) fn program(name: &'static str) -> Self {
        Self { target: "exe", ..Self::library(name) }
    }

    /// Adds references to other assemblies of the build folder.
    pub(super) fn references(mut self, names: &[&'static str]) -> Self {
        self.references.extend(names);
        self
    }

    /// Adds a reference to an assembly of Mono.
    pub(super) fn framework(mut self, name: &str) -> Self {
        self.options.push(format!("-r:{name}.dll"));
        self
    }

    pub(super) fn define(mut self, symbol: &str) -> Self {
        self.options.push(format!("-define:{symbol}"));
        self
    }

    /// Compiles for the reference assemblies in a folder, instead of those of Mono.
    pub(super) fn api(mut self, folder: &Path) -> Self {
        self.options.push("-nostdlib".to_owned());
        for name in ["mscorlib", "System", "System.Core"] {
            self.options.push(format!("-r:{}", folder.join(format!("{name}.dll")).display()));
        }
        self
    }

    pub(super) fn without_warning(mut self, number: u16) -> Self {
        self.options.push(format!("-nowarn:{number}"));
        self
    }

    /// Checks the documentation comments too.
    pub(super) fn documented(mut self) -> Self {
        self.options.push(format!("-doc:{}", folder().join(format!("{}.xml", self.name)).display()));
        self
    }

    fn file(&self) -> PathBuf {
        folder().join(format!("{}.{}", self.name, if self.target == "exe" { "exe" } else { "dll" }))
    }
}

/// All C# files in a folder of the repository, at any depth.
pub(super) fn sources(folder: &Path) -> Vec<PathBuf> {
    fn search(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "obj" && name != "bin" {
                search(&path, found);
            } else if name.ends_with(".cs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    search(&layout::root().join(folder), &mut found);
    found.sort();
    found
}

fn is_installed() -> bool {
    let starts = |program: &str, argument: &str| {
        let mut command = Command::new(program);
        command.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok()
    };
    starts("mcs", "--version")
        && starts("mono", "--version")
        && starts("nunit-console", "-help")
        && LIBRARIES.iter().all(|(_, path)| Path::new(path).is_file())
}
