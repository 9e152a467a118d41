//! The published Unity package: a folder and a tarball of it, with the native library of this
//! platform.

use std::fs;
use std::path::{Path, PathBuf};

use super::mono::Mono;
use super::{SDK, folder, stock_uniffi_with};
use crate::file::{self, copy, write};
use crate::generate::meta;
use crate::size::{LARGEST_LIBRARY, at_most};
use crate::step::{Result, command, run};
use crate::{layout, native, supply_chain, zig};

const PACKAGE: &str = "com.edgegap-sdk.sdk";

/// Folder and file name of each supported platform.
const PLATFORMS: [(&str, &str); 4] = [
    ("linux-x64", "libedgegap_native.so"),
    ("osx-arm64", "libedgegap_native.dylib"),
    ("osx-x64", "libedgegap_native.dylib"),
    ("win-x64", "edgegap_native.dll"),
];

/// Creates folder and tarball in `dist/csharp`, and makes a call with the packaged library.
pub(crate) fn package() -> Result {
    let mono = Mono::find()?;
    let library = zig::build("edgegap-csharp", "edgegap_native")?;
    let dist = layout::root().join("dist/csharp");
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
    let (rid, name) = PLATFORMS[0];
    let plugin = package.join("Plugins").join(rid).join(name);
    copy(&native::stripped(&library)?, &plugin)?;
    // UniFFI's generator needs symbols: it reads the library of the tests, and the call uses the
    // stripped one.
    native::build("debug")?;
    stock_uniffi_with(&plugin)?;
    write(&package.join("Plugins.meta"), &meta::of_folder("Plugins"))?;
    write(&package.join(format!("Plugins/{rid}.meta")), &meta::of_folder(&format!("Plugins/{rid}")))?;
    write(&package.join(format!("Plugins/{rid}/{name}.meta")), &meta::of_file(&format!("Plugins/{rid}/{name}")))?;
    let without: Vec<_> = PLATFORMS[1..].iter().map(|(rid, _)| *rid).collect();
    let platforms = format!(
        "# Platforms\n\nThis build of the package contains the native library for {rid} (glibc 2.17 or newer) only.\n\
         On {} the SDK reports that its library is missing.\n",
        without.join(", ")
    );
    write(&package.join("PLATFORMS.md"), &platforms)?;
    write(&package.join("PLATFORMS.md.meta"), &meta::of_file("PLATFORMS.md"))?;
    let tarball = dist.join(format!("{PACKAGE}-{}.tgz", env!("CARGO_PKG_VERSION")));
    // Unity and npm expect all files below `package`.
    let mut tar =
        command("tar", &["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "--transform"]);
    tar.arg(format!("s,^{PACKAGE},package,")).arg("--directory").arg(&dist).arg("-czf").arg(&tarball).arg(PACKAGE);
    run("tarball", &mut tar)?;
    eprintln!("{platforms}");
    try_out(&mono, &package.join("Runtime"), &plugin)?;
    check()
}

/// Fails if the packaged library is too large.
pub(crate) fn check() -> Result {
    let (rid, name) = PLATFORMS[0];
    let plugin = layout::root().join("dist/csharp").join(PACKAGE).join("Plugins").join(rid).join(name);
    let size = file::size(&plugin).map_err(|error| format!("{error}; run `cargo xtask package csharp`"))?;
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
