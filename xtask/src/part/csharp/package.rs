//! The published Unity package, as a folder and as a tarball, and the NuGet package, with the
//! native libraries of the built targets. The folder is also the content of the branch `upm`, from
//! which Unity installs with a git URL.

mod nuget;

use std::fs;
use std::path::{Path, PathBuf};

use super::mono::Mono;
use super::{SDK, folder, stock_uniffi_with};
use crate::cross::Built;
use crate::file::{self, copy, write};
use crate::generate::meta;
use crate::step::{Result, command, output, run};
use crate::target::{Os, TARGETS, Target, VERSION};
use crate::{layout, native, supply_chain};

const PACKAGE: &str = "com.edgegap-sdk.sdk";
const LIBRARY: &str = "edgegap_native";

/// Creates folder, tarball and NuGet package in `dist/csharp`. If a library is for this machine, it
/// makes a call with it.
pub(crate) fn package(built: &[Built]) -> Result {
    let mono = Mono::find()?;
    let dist = dist();
    let package = dist.join(PACKAGE);
    file::remove(&dist)?;
    copy_tree(&layout::root().join(SDK), &package)?;
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&layout::root().join(name), &package.join(name))?;
        write(&package.join(format!("{name}.meta")), &meta::of_file(name))?;
    }
    let notices = package.join("Third Party Notices.md");
    let head = file::read(&notices)?;
    write(&notices, &(head + &supply_chain::notices("edgegap-csharp")?))?;
    write(&package.join(supply_chain::SBOM), &supply_chain::bill("pkg:npm/com.edgegap-sdk.sdk", "edgegap-csharp")?)?;
    write(&package.join(format!("{}.meta", supply_chain::SBOM)), &meta::of_file(supply_chain::SBOM))?;
    let plugins = plugins(built)?;
    write(&package.join("Plugins.meta"), &meta::of_folder("Plugins"))?;
    // Unity has no editor for musl; NuGet has a folder for it.
    for Plugin { folder, name, content, .. } in plugins.iter().filter(|plugin| !plugin.is_musl) {
        let place = package.join("Plugins").join(folder);
        file::create(&place)?;
        fs::write(place.join(name), content).map_err(|error| format!("{}: {error}", place.display()))?;
        write(&package.join(format!("Plugins/{folder}.meta")), &meta::of_folder(&format!("Plugins/{folder}")))?;
        write(&place.join(format!("{name}.meta")), &meta::of_file(&format!("Plugins/{folder}/{name}")))?;
    }
    write(&package.join("PLATFORMS.md"), &platforms(&plugins))?;
    write(&package.join("PLATFORMS.md.meta"), &meta::of_file("PLATFORMS.md"))?;
    check_metas(&package, &package)?;
    let tarball = dist.join(format!("{PACKAGE}-{VERSION}.tgz"));
    // Unity and npm expect all files below `package`.
    let packed = layout::target().join("csharp-packed").join("package");
    file::remove(&packed)?;
    copy_tree_with(&package, &packed, &|_| true)?;
    let mut tar = command("tar", &["-czf"]);
    tar.arg(&tarball).arg("-C").arg(packed.parent().unwrap_or(&packed)).arg("package");
    run("tarball", &mut tar)?;
    nuget::pack(&mono, &plugins, &package, &dist)?;
    try_branch(&package, &plugins)?;
    if let Some(own) = built.iter().find(|built| Target::host().is_ok_and(|host| built.target == host)) {
        // UniFFI's generator needs symbols: it reads the library of the tests, and the call uses
        // the shipped one.
        native::build("debug")?;
        stock_uniffi_with(&own.library(LIBRARY))?;
        try_out(&mono, &package.join("Runtime"), &own.library(LIBRARY))?;
    }
    Ok(())
}

/// Makes the branch for Unity's git URLs in a clone, as a release does.
fn try_branch(package: &Path, plugins: &[Plugin]) -> Result {
    let clone = layout::target().join("upm");
    file::remove(&clone)?;
    let source = format!("file://{}", layout::root().display());
    run("clone", command("git", &["clone", "--quiet", "--depth", "1", &source]).arg(&clone))?;
    let script = layout::root().join(".github/upm.sh");
    copy(&script, &clone.join(".github/upm.sh"))?;
    let mut commit = command("bash", &[".github/upm.sh"]);
    run("branch upm", commit.arg(package).arg(format!("v{VERSION}")).current_dir(&clone).env_remove("GH_TOKEN"))?;
    let files = output(command("git", &["ls-tree", "-r", "--name-only", "upm"]).current_dir(&clone))?;
    let files: Vec<_> = files.lines().collect();
    let wanted = plugins.iter().filter(|plugin| !plugin.is_musl).map(|Plugin { folder, name, .. }| {
        let path = format!("Plugins/{folder}/{name}");
        [format!("{path}.meta"), path]
    });
    let missing = wanted.flatten().chain(["package.json".to_owned()]).find(|path| !files.contains(&path.as_str()));
    missing.map_or(Ok(()), |path| Err(format!("the branch upm lacks {path}")))
}

/// A native library of the package.
struct Plugin {
    /// Folder below `Plugins`, and runtime identifier of .NET.
    folder: &'static str,
    name: String,
    content: Vec<u8>,
    is_musl: bool,
}

/// The libraries of the built targets; those of macOS as one for both processors.
fn plugins(built: &[Built]) -> Result<Vec<Plugin>> {
    let mut plugins: Vec<Plugin> = Vec::new();
    let mut macos = Vec::new();
    for built in built {
        let Some(folder) = built.target.csharp else { continue };
        let path = built.library(LIBRARY);
        let content = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        if built.target.os == Os::Mac {
            macos.push(content);
        } else {
            let (name, is_musl) = (built.target.library(LIBRARY), built.target.is_musl());
            plugins.push(Plugin { folder, name, content, is_musl });
        }
    }
    if let Some(target) = TARGETS.iter().find(|target| target.os == Os::Mac && !macos.is_empty()) {
        let mut fat = fat_macho::FatWriter::new();
        for content in macos {
            fat.add(content).map_err(|error| format!("universal library of macOS: {error}"))?;
        }
        let mut content = Vec::new();
        fat.write_to(&mut content).map_err(|error| format!("universal library of macOS: {error}"))?;
        let (folder, name) = (target.csharp.unwrap_or_default(), target.library(LIBRARY));
        plugins.push(Plugin { folder, name, content, is_musl: false });
    }
    Ok(plugins)
}

/// What the package says about the platforms that it has.
fn platforms(plugins: &[Plugin]) -> String {
    let mut text = "# Platforms\n\nThis build of the package contains the native library for:\n\n".to_owned();
    for target in &TARGETS {
        let is_there = |plugin: &&Plugin| Some(plugin.folder) == target.csharp && !plugin.is_musl;
        if plugins.iter().any(|plugin| is_there(&plugin)) {
            text.push_str(&format!("- {}\n", target.title));
        }
    }
    text.push_str("\nOn other platforms the SDK reports that its library is missing.\n");
    text
}

/// Fails if a file or a folder has no `.meta`: Unity would not import it from a git URL.
fn check_metas(folder: &Path, package: &Path) -> Result {
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?.flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.ends_with(".meta") || name.ends_with('~') {
            continue;
        }
        if !path.with_file_name(format!("{name}.meta")).is_file() {
            let path = path.strip_prefix(package).unwrap_or(&path);
            return Err(format!("the Unity package has {} without a .meta", path.display()));
        }
        if path.is_dir() {
            check_metas(&path, package)?;
        }
    }
    Ok(())
}

/// Compiles the sources of the package and makes a call with its library.
fn try_out(mono: &Mono, sources: &Path, library: &Path) -> Result {
    use super::mono::{Assembly, sources as files};

    let own = ["Edgegap.Sdk", "Newtonsoft.Json"];
    let sdk = Assembly::library("Edgegap.Sdk").references(&own[1..]).define("NETSTANDARD2_1");
    mono.compile(&sdk, &files(sources))?;
    let host = Assembly::program("Edgegap.Sdk.Tests.Host").references(&own);
    mono.compile(&host, &files(Path::new("bindings-csharp/tests/Host")))?;
    copy(library, &folder().join(Target::host()?.library(LIBRARY)))?;
    run("a call with the packaged library", &mut mono.run("Edgegap.Sdk.Tests.Host", &["call"]))
}

fn dist() -> PathBuf {
    layout::root().join("dist/csharp")
}

/// Copies the sources of the package.
fn copy_tree(from: &Path, to: &Path) -> Result {
    copy_tree_with(from, to, &|name| !name.starts_with('.') && !["bin", "obj", "Plugins"].contains(&name))
}

fn copy_tree_with(from: &Path, to: &Path, is_wanted: &dyn Fn(&str) -> bool) -> Result {
    for entry in fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !is_wanted(&name) {
            continue;
        }
        let target: PathBuf = to.join(&name);
        if entry.path().is_dir() {
            copy_tree_with(&entry.path(), &target, is_wanted)?;
        } else {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}
