//! The table in the README that shows the same promises in every language: vectors that passed by operation, and hosting tests by name. It comes from the runs
//! alone: runners leave their results below `target/parity`.

mod report;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use crate::layout;
use crate::step::Result;

pub(crate) use self::report::Report;

/// Languages in the order of the columns: their names in files, and for people.
const LANGUAGES: [(&str, &str); 4] = [("rust", "Rust"), ("python", "Python"), ("node", "Node"), ("csharp", "C#")];
const DOCUMENT: &str = "README.md";
const BEGIN: &str = "<!-- parity: written by `cargo xtask parity` from the runs of `cargo xtask test` -->";
const END: &str = "<!-- end of parity -->";

/// The results of one language.
#[derive(Debug, Default)]
struct Ran {
    /// Vectors by operation: each with whether it passed on every surface.
    vectors: BTreeMap<String, BTreeMap<String, bool>>,
    /// Names of tests that passed.
    tests: BTreeSet<String>,
}

/// A row of `tests/hosting.json`.
#[derive(Debug, Deserialize)]
struct Hosting {
    what: String,
    /// Names of tests by language.
    #[serde(flatten)]
    tests: BTreeMap<String, String>,
}

/// Where a runner writes what came of the vectors.
pub(crate) fn vectors_of(language: &str) -> PathBuf {
    layout::target().join(format!("parity/{language}.json"))
}

/// Writes the table of the last runs, or fails if the README has another.
pub(crate) fn run(check: bool) -> Result {
    let path = layout::root().join(DOCUMENT);
    let text = fs::read_to_string(&path).map_err(|error| format!("{DOCUMENT}: {error}"))?;
    let wanted = replaced(&text, &written()?)?;
    if text == wanted {
        return Ok(());
    }
    if check {
        return Err(format!("the table in {DOCUMENT} is not that of the runs: run `cargo xtask parity`"));
    }
    fs::write(&path, wanted).map_err(|error| format!("{DOCUMENT}: {error}"))
}

/// The table of the last runs.
fn written() -> Result<String> {
    let runs: Vec<Ran> = LANGUAGES.iter().map(|(language, _)| Ran::read(language)).collect::<Result<_>>()?;
    let file = layout::root().join("tests/hosting.json");
    let rows = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let rows: Vec<Hosting> = serde_json::from_str(&rows).map_err(|error| format!("{}: {error}", file.display()))?;
    table::render(&runs, &rows)
}

fn replaced(text: &str, table: &str) -> Result<String> {
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("{DOCUMENT} has no place for the table: {BEGIN} and {END}"))?;
    Ok(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

impl Ran {
    fn read(language: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct File {
            results: Vec<Entry>,
        }
        #[derive(Deserialize)]
        struct Entry {
            operation: String,
            vector: String,
            passed: bool,
        }
        let path = vectors_of(language);
        let missing =
            |error: &dyn std::fmt::Display| format!("{}: {error}; run `cargo xtask test {language}`", path.display());
        let text = fs::read_to_string(&path).map_err(|error| missing(&error))?;
        let file: File = serde_json::from_str(&text).map_err(|error| missing(&error))?;
        let mut ran = Self { tests: Report::read(language)?, ..Self::default() };
        for entry in file.results {
            let vectors = ran.vectors.entry(entry.operation).or_default();
            // One that is played on several surfaces has to pass on each.
            *vectors.entry(entry.vector).or_insert(true) &= entry.passed;
        }
        Ok(ran)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_put_between_its_marks() {
        let text = format!("a\n{BEGIN}\nold\n{END}\nb");
        assert_eq!(replaced(&text, "new\n").unwrap(), format!("a\n{BEGIN}\nnew\n{END}\nb"));
        assert!(replaced("nothing", "new").is_err());
    }
}
