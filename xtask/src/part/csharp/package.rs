//! What is published: the folder of the Unity package and a tarball of it, with the native library of each platform that this machine can build.

use std::fs;
use std::path::{Path, PathBuf};

use super::mono::Mono;
use super::{SDK, folder, stock_uniffi_with};
use crate::generate::meta;
use crate::size::{LARGEST_LIBRARY, at_most};
use crate::step::{Result, command, run};
use crate::{layout, native, supply, zig};

const PACKAGE: &str = "com.edgegap-sdk.sdk";

/// Folder and file name of every platform that the package knows.
const PLATFORMS: [(&str, &str); 4] = [
    ("linux-x64", "libedgegap_native.so"),
    ("osx-arm64", "libedgegap_native.dylib"),
    ("osx-x64", "libedgegap_native.dylib"),
    ("win-x64", "edgegap_native.dll"),
];

/// Makes folder and tarball below `dist/csharp`, and makes a call with what is in them.
pub(crate) fn package() -> Result {
    let mono = Mono::find()?;
    let library = zig::build("edgegap-csharp", "edgegap_native")?;
    let dist = layout::root().join("dist/csharp");
    let package = dist.join(PACKAGE);
    if dist.exists() {
        fs::remove_dir_all(&dist).map_err(|error| format!("cannot empty {}: {error}", dist.display()))?;
    }
    copy_tree(&layout::root().join(SDK), &package)?;
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&layout::root().join(name), &package.join(name))?;
        write(&package.join(format!("{name}.meta")), &meta::of_file(name))?;
    }
    let notices = package.join("Third Party Notices.md");
    let head = fs::read_to_string(&notices).map_err(|error| format!("{}: {error}", notices.display()))?;
    write(&notices, &(head + &supply::notices("edgegap-csharp")?))?;
    write(&package.join(supply::SBOM), &supply::bill("pkg:npm/com.edgegap-sdk.sdk", "edgegap-csharp")?)?;
    write(&package.join(format!("{}.meta", supply::SBOM)), &meta::of_file(supply::SBOM))?;
    let (rid, name) = PLATFORMS[0];
    let plugin = package.join("Plugins").join(rid).join(name);
    copy(&native::stripped(&library)?, &plugin)?;
    // What UniFFI's generator reads is not in a stripped library: it reads the one of the tests, and the call is made with what is shipped.
    native::build("debug")?;
    stock_uniffi_with(&plugin)?;
    write(&package.join("Plugins.meta"), &meta::of_folder("Plugins"))?;
    write(&package.join(format!("Plugins/{rid}.meta")), &meta::of_folder(&format!("Plugins/{rid}")))?;
    write(&package.join(format!("Plugins/{rid}/{name}.meta")), &meta::of_file(&format!("Plugins/{rid}/{name}")))?;
    let without: Vec<_> = PLATFORMS[1..].iter().map(|(rid, _)| *rid).collect();
    let platforms = format!(
        "# Platforms\n\nThis package was built with the native library of {rid} (glibc 2.17 or newer) alone. The ones of {} need a build on, or a tool chain for,\nthose systems, which this build had not: there the SDK says that its library is missing.\n",
        without.join(", ")
    );
    write(&package.join("PLATFORMS.md"), &platforms)?;
    write(&package.join("PLATFORMS.md.meta"), &meta::of_file("PLATFORMS.md"))?;
    let tarball = dist.join(format!("{PACKAGE}-{}.tgz", env!("CARGO_PKG_VERSION")));
    // Unity and npm expect everything below `package`.
    let mut tar =
        command("tar", &["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "--transform"]);
    tar.arg(format!("s,^{PACKAGE},package,")).arg("--directory").arg(&dist).arg("-czf").arg(&tarball).arg(PACKAGE);
    run("tarball", &mut tar)?;
    eprintln!("{platforms}");
    try_out(&mono, &package.join("Runtime"), &plugin)?;
    check()
}

/// Fails if what was packaged is too large.
pub(crate) fn check() -> Result {
    let (rid, name) = PLATFORMS[0];
    let plugin = layout::root().join("dist/csharp").join(PACKAGE).join("Plugins").join(rid).join(name);
    let size = fs::metadata(&plugin)
        .map_err(|error| format!("{}: {error}; run `cargo xtask package csharp`", plugin.display()))?
        .len();
    at_most("native library of C#", size, LARGEST_LIBRARY)
}

/// Compiles the sources of the package and makes a call with its library.
fn try_out(mono: &Mono, sources: &Path, library: &Path) -> Result {
    use super::mono::{Assembly, sources as files};

    let own = ["Edgegap.Sdk", "Newtonsoft.Json"];
    let sdk = Assembly::library("Edgegap.Sdk").references(&own[1..]).define("NETSTANDARD2_1");
    mono.compile(&sdk, &files(sources))?;
    let host = Assembly::program("Edgegap.Sdk.Tests.Host").references(&own);
    mono.compile(&host, &files(Path::new("bindings-csharp/tests/Host")))?;
    copy(library, &folder().join("libedgegap_native.so"))?;
    run("a call with the packaged library", &mut mono.run("Edgegap.Sdk.Tests.Host", &["call"]))
}

fn copy_tree(from: &Path, to: &Path) -> Result {
    for entry in fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || ["bin", "obj", "Plugins"].contains(&name.as_str()) {
            continue;
        }
        let target: PathBuf = to.join(&name);
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Copies a file; one that a process has open is replaced, never written into.
fn copy(from: &Path, to: &Path) -> Result {
    let beside = to.with_extension("new");
    fs::create_dir_all(to.parent().unwrap_or(to))
        .and_then(|()| fs::copy(from, &beside))
        .and_then(|_| fs::rename(&beside, to))
        .map_err(|error| format!("cannot copy {} to {}: {error}", from.display(), to.display()))
}

fn write(file: &Path, text: &str) -> Result {
    fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}
