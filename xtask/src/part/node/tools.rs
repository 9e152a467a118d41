//! Tests inside the tools that people use the package with: test runners, bundlers, worker pools.
//! The package is packed, and installed from its tarballs beside the tools. The tools and the tests
//! are in `bindings-node/test/tools`.

use std::path::PathBuf;
use std::process::Command;

use super::{npm, tarball};
use crate::generate::npm::SCOPE;
use crate::step::{Result, run};
use crate::target::Target;
use crate::{file, layout, native};

/// What is run with Node in the folder of the tools.
const RUNS: [(&str, &[&str]); 8] = [
    ("Jest 30", &["node_modules/jest/bin/jest.js", "--env=node"]),
    ("Jest 30 with jsdom", &["node_modules/jest/bin/jest.js", "--env=jsdom"]),
    ("Jest 29", &["node_modules/jest-29/bin/jest.js", "--env=node"]),
    ("Vitest with forks", &["node_modules/vitest/vitest.mjs", "run", "--pool=forks"]),
    ("Vitest with threads", &["node_modules/vitest/vitest.mjs", "run", "--pool=threads"]),
    ("Vitest with vmThreads", &["node_modules/vitest/vitest.mjs", "run", "--pool=vmThreads"]),
    ("bundlers and pools", &["--test", "bundles.test.mjs", "pool.test.mjs"]),
    ("heap of Jest", &["--test", "heap.test.mjs"]),
];

/// Runs the tests of all tools.
pub(crate) fn test() -> Result {
    npm::install()?;
    run("TypeScript", &mut npm::program("npm", &["run", "build:ts"]))?;
    native::build("debug")?;
    install()?;
    RUNS.iter().try_for_each(|(name, arguments)| run(name, &mut in_folder("node", arguments)))
}

/// Installs the tools of the lock file, unless they are installed already, and the package.
fn install() -> Result {
    let from = npm::folder().join("test/tools");
    for name in [".npmrc", "package.json", "package-lock.json"] {
        file::copy(&from.join(name), &folder().join(name))?;
    }
    for extension in ["cjs", "mjs"] {
        for path in file::with_extension(&from, extension)? {
            file::copy(&path, &folder().join(path.file_name().unwrap_or_default()))?;
        }
    }
    let wanted = file::read(&folder().join("package-lock.json"))?;
    let stamp = folder().join("node_modules/lock.stamp");
    if file::read(&stamp).is_ok_and(|made| made == wanted) {
        // npm keeps a package of the same version.
        for name in ["edgegap-sdk", SCOPE] {
            file::remove(&folder().join("node_modules").join(name))?;
        }
    } else {
        run("tools of Node", &mut in_folder("npm", &["ci", "--no-audit", "--no-fund"]))?;
        file::write(&stamp, &wanted)?;
    }
    let packed = layout::target().join("node/tools-packed");
    file::remove(&packed)?;
    tarball::pack(&packed, &[(Target::host()?, native::stripped(&native::built("debug", "edgegap_node"))?)])?;
    let tarballs = tarball::tarballs(&packed)?;
    let files: Vec<_> = tarballs.iter().map(PathBuf::as_path).collect();
    run("install the tarballs", npm::install_into(&folder(), &files).arg("--no-save"))
}

fn in_folder(program: &str, arguments: &[&str]) -> Command {
    let mut command = npm::program(program, arguments);
    command.current_dir(folder());
    command
}

fn folder() -> PathBuf {
    layout::target().join("node/tools")
}
