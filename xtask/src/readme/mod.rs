//! The code in the documents of this repository, as their readers run it.
//!
//! One rule for every language: the blocks of one language in a document run in order, against an
//! empty emulator that `EDGEGAP_BASE_URL` and `EDGEGAP_TOKEN` name. A block that imports the SDK
//! begins a program. The blocks after it continue this program, with the names that it defined. A
//! `text` block that follows a block is its output; a block without one prints nothing. `...` in a
//! `text` block stands for a part of a line that is different in each run.
//!
//! The reference, `docs/api.md`, has one example for each operation. `reference.rs` runs each on an
//! account that has the objects which it needs.
//!
//! Blocks that are not run are in the table of `exempt.rs`, each with its reason. A block in no
//! table, of no language that a part runs, is an error.

mod block;
mod exempt;
mod language;
mod process;
mod program;
mod reference;

use std::path::Path;
use std::process::Command;

use self::block::Block;
use self::exempt::{Kind, TABLE};
pub(crate) use self::language::Language;
pub(crate) use self::program::Program;
use crate::emulator::Emulator;
use crate::file;
use crate::layout;
use crate::step::{Result, cargo, command, output, run};

/// The template of the reference, whose blocks are not code yet.
const TEMPLATE: &str = "xtask/templates/docs/api.md";

/// Variables that would change the output of a program.
const VARIABLES: [&str; 5] =
    ["EDGEGAP_API_TOKEN", "EDGEGAP_API_KEY", "EDGEGAP_API_URL", "EDGEGAP_LOG", "PYTHONDONTWRITEBYTECODE"];

/// The folder of a package, whose shell blocks its part runs. Those of all others are Rust's.
pub(crate) const PACKAGES: [&str; 3] = ["bindings-csharp/", "bindings-node/", "bindings-python/"];

/// Checks that every block of every document is run, or is an exception with a reason.
pub(crate) fn check() -> Result {
    let documents = documents()?;
    let mut errors = Vec::new();
    for (document, blocks) in &documents {
        for block in blocks {
            if Language::named(&block.language).is_none() && exception(document, block).is_none() {
                let place = format!("{document}:{}", block.line);
                errors.push(format!("{place}: nothing runs `{}`; xtask/src/readme has the rule", block.language));
            }
        }
    }
    for entry in TABLE {
        let named = |(document, blocks): &(String, Vec<Block>)| {
            blocks.iter().filter(|block| entry.names(document, block)).count()
        };
        let number: usize = documents.iter().map(named).sum();
        if number != 1 {
            errors.push(format!("exempt.rs: {number} blocks of {} begin `{}`", entry.document, entry.first_line));
        }
        if entry.reason.is_empty() {
            errors.push(format!("exempt.rs: `{}` has no reason", entry.first_line));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n")) }
}

/// Runs the programs of these languages in all documents, and the shell blocks of the documents
/// that `shell` names. `prepare` writes the sources of a program below the folder, compiles them,
/// and returns the command that runs it.
pub(crate) fn run_all(
    languages: &[Language],
    shell: impl Fn(&str) -> bool,
    prepare: impl Fn(&Program, &Path) -> Result<Command>,
) -> Result {
    check()?;
    let build = ["build", "--locked", "--package", "edgegap-emulator", "--package", "edgegap-cli", "--bins"];
    run("programs", &mut cargo(&build))?;
    let (mut number, mut errors) = (0, Vec::new());
    for (document, blocks) in documents()? {
        let shell = shell(&document).then_some(&Language::Shell);
        for language in languages.iter().chain(shell) {
            let programs = programs(&document, &blocks, *language);
            let emulator = if programs.is_empty() { None } else { Some(Emulator::start("debug", &[])?) };
            for (program, emulator) in programs.iter().zip(emulator.iter().cycle()) {
                number += 1;
                eprintln!("\n── {} in {language:?}", program.place());
                errors.extend(one(program, emulator, &prepare).err());
            }
        }
    }
    for language in languages {
        if let Some(program) = reference::program(*language)? {
            number += 1;
            eprintln!("\n── {} in {language:?}", program.place());
            errors.extend(one(&program, &Emulator::start("debug", &[])?, &prepare).err());
        }
    }
    if number == 0 {
        errors.push("no document has a program for this part".to_owned());
    }
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n\n")) }
}

fn one(program: &Program, emulator: &Emulator, prepare: impl Fn(&Program, &Path) -> Result<Command>) -> Result {
    let folder = layout::target().join("readme").join(&program.name);
    file::remove(&folder)?;
    file::create(&folder)?;
    let mut command = prepare(program, &folder)?;
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command.env("EDGEGAP_BASE_URL", &emulator.url).env("EDGEGAP_TOKEN", &emulator.token);
    program.check(&process::output(&program.place(), command)?)
}

/// A command that runs the blocks of a shell as one script, and ends at the first error.
pub(crate) fn shell(program: &Program, folder: &Path) -> Result<Command> {
    let script = folder.join("script.sh");
    file::write(&script, &format!("set -e\n{}", program.code()?))?;
    let mut shell = command("sh", &[]);
    // The commands of these documents are for the root of the repository.
    let documents = ["README.md", "CONTRIBUTING.md", "examples/space-arena/README.md"];
    let is_root = documents.contains(&program.document.as_str());
    shell.arg(script).current_dir(if is_root { layout::root() } else { folder.to_owned() });
    Ok(shell)
}

/// The programs of a document in a language.
fn programs(document: &str, blocks: &[Block], language: Language) -> Vec<Program> {
    let mut programs: Vec<Program> = Vec::new();
    for block in blocks.iter().filter(|block| Language::named(&block.language) == Some(language)) {
        let exception = exception(document, block);
        if exception == Some(Kind::NotRun) {
            continue;
        }
        if programs.is_empty() || language.begins(&block.code) {
            programs.push(Program::new(document, language, programs.len() + 1));
        }
        if let Some(program) = programs.last_mut() {
            program.push(block.clone(), exception == Some(Kind::NotCompared));
        }
    }
    programs
}

fn exception(document: &str, block: &Block) -> Option<Kind> {
    TABLE.iter().find(|entry| entry.names(document, block)).map(|entry| entry.kind)
}

/// All documents with their blocks.
fn documents() -> Result<Vec<(String, Vec<Block>)>> {
    let listed = output(&mut command("git", &["ls-files", "-z", "--", "*.md"]))?;
    let paths = listed.split_terminator('\0').filter(|path| ![reference::DOCUMENT, TEMPLATE].contains(path));
    paths
        .filter(|path| layout::root().join(path).is_file())
        .map(|path| Ok((path.to_owned(), block::read(path, &file::read(&layout::root().join(path))?)?)))
        .collect()
}
