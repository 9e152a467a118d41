//! Style of the hand-written sources: line widths, lengths of functions, sizes of folders, import
//! circles, links, spelling, and workflows. All of it takes seconds and needs no build.

mod circles;
mod folders;
mod functions;
mod imports;
mod links;
mod tools;
mod width;

use std::path::Path;

use crate::file;
use crate::layout;
use crate::readme;
use crate::step::{Result, command, output};

/// Endings of the files that are checked. JSON, lock files and drawings are data.
const ENDINGS: [&str; 12] = ["rs", "py", "pyi", "ts", "mts", "cts", "mjs", "cjs", "cs", "toml", "yml", "md"];

/// A tracked source file.
struct Source {
    /// Path below the root of the repository, with slashes.
    path: String,
    text: String,
    /// True if `.gitattributes` marks it `linguist-generated`.
    is_generated: bool,
}

impl Source {
    fn ending(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// True if the file belongs to tests, examples or benchmarks.
    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.starts_with("tests.") || self.path.split('/').any(|part| matches!(part, "tests" | "test" | "Tests"))
    }
}

/// Prints all findings and fails if there are any.
pub(crate) fn check() -> Result {
    tools::check()?;
    readme::check()?;
    eprintln!("\n── style");
    let sources = sources()?;
    let mut findings: Vec<String> = sources.iter().flat_map(width::check).collect();
    findings.extend(sources.iter().flat_map(functions::check));
    findings.extend(sources.iter().flat_map(links::check));
    findings.extend(folders::check(sources.iter().map(|source| source.path.as_str())));
    findings.extend(circles::check(&sources));
    match findings.len() {
        0 => Ok(()),
        number => Err(format!("{number} problems of style:\n{}", findings.join("\n"))),
    }
}

fn sources() -> Result<Vec<Source>> {
    let generated = tracked(":(attr:linguist-generated)")?;
    let known = tracked(".")?.into_iter().filter(|path| ENDINGS.iter().any(|ending| has_ending(path, ending)));
    known
        .filter(|path| layout::root().join(path).is_file())
        .map(|path| {
            let text = file::read(&layout::root().join(&path))?;
            Ok(Source { is_generated: generated.contains(&path), path, text })
        })
        .collect()
}

fn tracked(pattern: &str) -> Result<Vec<String>> {
    let listed = output(&mut command("git", &["ls-files", "-z", "--", pattern]))?;
    Ok(listed.split_terminator('\0').map(ToOwned::to_owned).collect())
}

fn has_ending(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|own| own == ending)
}
