//! Builds for every target that this machine can build for. On Linux, zig links for other
//! processors, for musl, for Windows, and for the glibc of 2012; it is installed from PyPI, like
//! cargo-zigbuild. macOS and Windows build for both of their processors.

mod libc;
mod toolchain;

use std::path::{Path, PathBuf};
use std::process::Command;

use self::toolchain::Toolchain;
use crate::step::{Result, cargo, command, run};
use crate::target::{Os, Target};
use crate::venv::Venv;
use crate::{file, layout};

/// The tools, in their own virtual environment.
const TOOLS: [&str; 2] = ["cargo-zigbuild==0.24.1", "ziglang==0.17.1"];

/// The packages of the native libraries with the names of these.
pub(crate) const LIBRARIES: [(&str, &str); 3] =
    [("edgegap-python", "_native"), ("edgegap-node", "edgegap_node"), ("edgegap-csharp", "edgegap_native")];
/// The packages of the programs with the names of these.
pub(crate) const PROGRAMS: [(&str, &str); 2] = [("edgegap-cli", "edgegap"), ("edgegap-emulator", "edgegap-emulator")];

/// How something is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As the tests are: quickly.
    Test,
    /// As it is shipped: small, and without symbols.
    Shipped,
}

impl Profile {
    /// The folder of cargo for it.
    fn folder(self) -> &'static str {
        match self {
            Self::Test => "debug",
            Self::Shipped => "native",
        }
    }
}

/// What was built for a target.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) target: &'static Target,
    folder: PathBuf,
}

impl Built {
    /// What is in a folder.
    pub(crate) fn in_folder(target: &'static Target, folder: PathBuf) -> Self {
        Self { target, folder }
    }

    /// The path of a library, by its name in [`LIBRARIES`].
    pub(crate) fn library(&self, name: &str) -> PathBuf {
        self.folder.join(self.target.library(name))
    }

    /// The path of a program, by its name in [`PROGRAMS`].
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(self.target.program(name))
    }
}

/// Builds all native libraries for a target, with one run of cargo.
pub(crate) fn libraries(target: &'static Target, profile: Profile) -> Result<Built> {
    let mut arguments = vec!["--lib"];
    arguments.extend(LIBRARIES.iter().flat_map(|(package, _)| ["--package", *package]));
    let built = build(target, profile, &arguments, "-crt-static")?;
    for (_, name) in LIBRARIES {
        match target.libc {
            Some("glibc") if cfg!(target_os = "linux") => libc::check_glibc(&built.library(name))?,
            Some("musl") => libc::check_musl(&built.library(name))?,
            _ => {}
        }
    }
    Ok(built)
}

/// Builds the programs for a target. With musl they need no library at all.
pub(crate) fn programs(target: &'static Target, profile: Profile) -> Result<Built> {
    let mut arguments = vec!["--bins"];
    arguments.extend(PROGRAMS.iter().flat_map(|(package, _)| ["--package", *package]));
    build(target, profile, &arguments, "+crt-static")
}

/// Removes what was built for a target, with any profile that this machine has for it.
pub(crate) fn remove_built(target: &'static Target) -> Result {
    for profile in [Profile::Test, Profile::Shipped] {
        if let Ok(triple) = buildable(target, profile) {
            file::remove(&layout::target().join(triple))?;
        }
    }
    Ok(())
}

/// Runs cargo for a target. `crt` says if musl is a part of the result.
fn build(target: &'static Target, profile: Profile, arguments: &[&str], crt: &str) -> Result<Built> {
    let triple = buildable(target, profile)?;
    let toolchain = Toolchain::with(&triple)?;
    let mut command = if cfg!(target_os = "linux") { zigbuild(&triple)? } else { plain(&triple) };
    command.args(arguments);
    if profile == Profile::Shipped {
        // rustc removes symbols in a way that keeps the signature that macOS asks for.
        command.args(["--profile", profile.folder(), "--config", "profile.native.strip=true"]);
    }
    let variable = format!("CARGO_TARGET_{}_RUSTFLAGS", triple.to_uppercase().replace('-', "_"));
    // Those of the user would replace these.
    let flags = [flags(target, profile, crt)?, toolchain.flags(target)].concat();
    command.env(variable, flags.join(" ")).env_remove("RUSTFLAGS");
    if triple.ends_with("-windows-gnu") {
        // The header of mimalloc has the time of the build, which zig refuses. Without the second
        // flag, no memory of a thread that ends would be freed.
        command.env(format!("CFLAGS_{}", triple.replace('-', "_")), "-Wno-error=date-time -DMI_WIN_INIT_USE_FLS");
        command.env("LIBNODE_PATH", libnode()?);
    }
    toolchain.set(&mut command);
    run(&format!("build for {triple}"), &mut command)?;
    Ok(Built { target, folder: layout::target().join(triple).join(profile.folder()) })
}

/// Flags of the compiler.
fn flags(target: &Target, profile: Profile, crt: &str) -> Result<Vec<String>> {
    let mut flags = Vec::new();
    if target.is_musl() {
        flags.push(format!("-Ctarget-feature={crt}"));
    }
    if target.os == Os::Windows && cfg!(windows) {
        // A clean Windows does not have the library of C that msvc links to.
        flags.push("-Ctarget-feature=+crt-static".to_owned());
    }
    if target.os == Os::Mac && cfg!(target_os = "linux") {
        let arguments = [format!("-F{}", frameworks()?.display()), "-undefined".into(), "dynamic_lookup".into()];
        flags.extend(arguments.map(|argument| format!("-Clink-arg={argument}")));
    }
    if profile == Profile::Shipped {
        let folders = builder_folders();
        // Flags are separated by spaces, so a path with one cannot be one.
        let folders = folders.iter().map(|path| path.display().to_string()).filter(|path| !path.contains(' '));
        flags.extend(folders.map(|path| format!("--remap-path-prefix={path}=")));
    }
    Ok(flags)
}

/// A folder with the frameworks of macOS that crates link to, without their functions.
fn frameworks() -> Result<PathBuf> {
    let folder = layout::target().join("frameworks");
    for name in ["CoreFoundation", "Security", "SystemConfiguration"] {
        let text = format!(
            "--- !tapi-tbd\ntbd-version: 4\ntargets: [ x86_64-macos, arm64-macos ]\ninstall-name: \
             '/System/Library/Frameworks/{name}.framework/Versions/A/{name}'\n...\n"
        );
        file::write(&folder.join(format!("{name}.framework")).join(format!("{name}.tbd")), &text)?;
    }
    Ok(folder)
}

/// The folders of the sources on this machine. Messages of panics have the paths of sources, and
/// those of a builder say nothing to others.
fn builder_folders() -> Vec<PathBuf> {
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    std::iter::once(layout::root()).chain(cargo.map(|home| home.join("registry").join("src"))).collect()
}

/// Fails if a file has the path of a folder of this machine.
pub(crate) fn check_paths(path: &Path) -> Result {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let has = |folder: &PathBuf| {
        let name = folder.display().to_string().into_bytes();
        bytes.windows(name.len()).any(|window| window == name)
    };
    match builder_folders().iter().find(|folder| has(folder)) {
        Some(folder) => Err(format!("{} contains the path {}", path.display(), folder.display())),
        None => Ok(()),
    }
}

/// The name in Rust of what this machine builds for a target.
///
/// # Errors
/// If another machine is needed.
fn buildable(target: &Target, profile: Profile) -> Result<String> {
    let (triple, own) = (target.triple, Target::host()?.os);
    match (target.os, own) {
        (Os::Linux, Os::Linux) => Ok(triple.to_owned()),
        (os, own) if os == own => Ok(triple.to_owned()),
        // The libraries of msvc are Microsoft's. These are for tests: the name of the package says
        // msvc, and a release has it.
        (Os::Windows, Os::Linux) if target.cpu == "x64" => Ok(triple.replace("msvc", "gnu")),
        // Without Apple's frameworks: it links, and cannot run.
        (Os::Mac, Os::Linux) if profile == Profile::Test => Ok(triple.to_owned()),
        (os, _) => Err(format!(
            "{triple} can be built on {} only; this machine builds for {}",
            match os {
                Os::Linux => "Linux",
                Os::Mac => "macOS",
                Os::Windows => "Windows",
            },
            buildable_here().iter().map(|target| target.triple).collect::<Vec<_>>().join(", ")
        )),
    }
}

/// The targets with these names; `all` is every one that this machine can build for.
pub(crate) fn chosen(names: &[String]) -> Result<Vec<&'static Target>> {
    if names.iter().any(|name| name == "all") {
        return Ok(buildable_here());
    }
    names.iter().map(|name| Target::parse(name)).collect()
}

/// The targets that this machine can build for.
pub(crate) fn buildable_here() -> Vec<&'static Target> {
    let Ok(own) = Target::host() else { return Vec::new() };
    let is_buildable = |target: &&Target| {
        target.os == own.os || own.os == Os::Linux && target.os == Os::Windows && target.cpu == "x64"
    };
    crate::target::TARGETS.iter().filter(is_buildable).collect()
}

fn plain(triple: &str) -> Command {
    cargo(&["build", "--locked", "--target", triple])
}

fn zigbuild(triple: &str) -> Result<Command> {
    let tools = tools()?;
    let (major, minor) = libc::GLIBC;
    let triple = if triple.ends_with("-gnu") && triple.contains("linux") {
        format!("{triple}.{major}.{minor}")
    } else {
        triple.to_owned()
    };
    let mut build = command(tools.program("cargo-zigbuild"), &["zigbuild", "--locked", "--target", &triple]);
    build.env("PATH", tools.path()?);
    Ok(build)
}

/// A folder with an empty library of Node: napi-rs insists on one for this linker, but its
/// functions are looked up in the running Node.
fn libnode() -> Result<PathBuf> {
    let folder = layout::target().join("libnode");
    for name in ["libnode.dll", "libnode.a"] {
        file::write(&folder.join(name), "!<arch>\n")?;
    }
    Ok(folder)
}

/// The virtual environment of the tools.
pub(crate) fn tools() -> Result<Venv> {
    Venv::with_packages("zig", &TOOLS)
}

/// A command for zig, which compiles C for every target.
pub(crate) fn zig(arguments: &[&str]) -> Result<Command> {
    Ok(command(tools()?.program("python-zig"), arguments))
}
