//! The Rust in the documents. It is compiled with the crates of this workspace.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::readme::{self, Language, PACKAGES, Program};
use crate::step::{Result, cargo, command, output, run};
use crate::{file, layout};

/// A crate of the tests that has all others as dependencies, with their features.
const PACKAGE: &str = "edgegap-tests";

/// The crates that an example may use.
const CRATES: [&str; 3] = ["edgegap_emulator", "edgegap_sdk", "tokio"];

/// Runs the Rust of all documents, and the shell blocks of those that belong to no other part.
pub(crate) fn run_all() -> Result {
    let libraries = libraries()?;
    let shell = |document: &str| !PACKAGES.iter().any(|package| document.starts_with(package));
    readme::run_all(&[Language::Rust], shell, |program, folder| match program.language {
        Language::Shell => {
            let mut shell = readme::shell(program, folder)?;
            shell.env("PATH", path()?);
            Ok(shell)
        }
        _ => compile(program, folder, &libraries),
    })
}

/// A `PATH` with the built programs first.
fn path() -> Result<std::ffi::OsString> {
    let others = env::var_os("PATH").unwrap_or_default();
    env::join_paths(std::iter::once(layout::target().join("debug")).chain(env::split_paths(&others)))
        .map_err(|error| format!("PATH has an invalid entry: {error}"))
}

fn compile(program: &Program, folder: &Path, libraries: &[(String, PathBuf)]) -> Result<Command> {
    let (source, built) = (folder.join("main.rs"), folder.join("main"));
    file::write(&source, &program.code()?)?;
    let mut rustc = command(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()), &[]);
    rustc.args(["--edition", "2024", "-D", "warnings", "-o"]).arg(&built).arg(&source);
    rustc.arg("-L").arg(format!("dependency={}", layout::target().join("debug/deps").display()));
    for (name, path) in libraries {
        rustc.arg("--extern").arg(format!("{name}={}", path.display()));
    }
    run(&format!("rustc for {}", program.place()), &mut rustc)?;
    let mut program = Command::new(built);
    program.current_dir(folder);
    Ok(program)
}

/// A line of `cargo build --message-format=json`.
#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// The crates with the paths of their libraries.
fn libraries() -> Result<Vec<(String, PathBuf)>> {
    let messages = output(&mut cargo(&["build", "--locked", "--package", PACKAGE, "--message-format=json"]))?;
    let messages: Vec<Message> = messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let library = |name: &str| {
        let own = messages.iter().filter(|message| message.target.as_ref().is_some_and(|target| target.name == name));
        let is_library = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "rlib");
        own.flat_map(|message| &message.filenames).find(is_library).cloned()
    };
    CRATES
        .iter()
        .map(|name| Ok(((*name).to_owned(), library(name).ok_or(format!("cargo has built no library of {name}"))?)))
        .collect()
}
