//! The JavaScript and TypeScript in the documents. All of it is compiled as TypeScript with the
//! strictest settings; JavaScript runs as it is written.

use std::env;
use std::path::Path;
use std::process::Command;

use super::npm;
use crate::file;
use crate::readme::{self, Language, Program};
use crate::step::{Result, command, run};

/// Settings of a user who wants all checks. `%` is the folder with the tools of the package.
const SETTINGS: &str = r#"{
  "compilerOptions": {
    "strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true,
    "noImplicitReturns": true, "noFallthroughCasesInSwitch": true,
    "target": "es2022", "module": "node16",
    "lib": ["es2023", "esnext.disposable"], "types": ["node"], "typeRoots": ["%/@types"],
    "rootDir": ".", "outDir": "out"
  },
  "files": ["program.mts"]
}
"#;

/// Runs the programs of all documents, and the shell blocks of the package.
pub(super) fn run_all() -> Result {
    let languages = [Language::JavaScript, Language::TypeScript];
    readme::run_all(&languages, |document| document.starts_with("bindings-node/"), prepare)
}

fn prepare(program: &Program, folder: &Path) -> Result<Command> {
    install(folder)?;
    if program.language == Language::Shell {
        let mut shell = readme::shell(program, folder)?;
        let others = env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(folder.join("node_modules/.bin")).chain(env::split_paths(&others));
        shell.env("PATH", env::join_paths(path).map_err(|error| format!("PATH has an invalid entry: {error}"))?);
        return Ok(shell);
    }
    let code = program.code()?;
    file::write(&folder.join("program.mts"), &code)?;
    file::write(&folder.join("program.mjs"), &code)?;
    let tools = npm::folder().join("node_modules");
    let settings = SETTINGS.replace('%', &tools.to_string_lossy());
    file::write(&folder.join("tsconfig.json"), &settings)?;
    let mut tsc = command("node", &[]);
    tsc.arg(tools.join("typescript/bin/tsc")).arg("--project").arg(folder);
    run(&format!("tsc for {}", program.place()), &mut tsc)?;
    let mut node = command("node", &[]);
    let is_compiled = program.language == Language::TypeScript;
    node.arg(folder.join(if is_compiled { "out/program.mjs" } else { "program.mjs" })).current_dir(folder);
    Ok(node)
}

/// Makes the package of this repository the installed one of a folder.
fn install(folder: &Path) -> Result {
    let modules = folder.join("node_modules");
    file::write(&folder.join("package.json"), "{ \"private\": true }\n")?;
    file::create(&modules.join(".bin"))?;
    let program = npm::folder().join("dist/program.js");
    for (target, link) in [(npm::folder(), "edgegap-sdk"), (program, ".bin/edgegap-emulator")] {
        let link = modules.join(link);
        symlink(&target, &link).map_err(|error| format!("cannot create {}: {error}", link.display()))?;
    }
    Ok(())
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::Error::other("the documents are tested on Linux and macOS only"))
}
