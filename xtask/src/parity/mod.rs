//! `docs/parity.md`: the vectors that passed by operation, and the hosting tests that passed, in
//! every language. It is written from the results that the test runners leave in `target/parity`.

mod report;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;

use crate::step::Result;
use crate::{file, layout};

pub(crate) use self::report::Report;

/// Languages in the order of the columns: their ids and names.
const LANGUAGES: [(&str, &str); 4] = [("rust", "Rust"), ("python", "Python"), ("node", "Node"), ("csharp", "C#")];
const DOCUMENT: &str = "docs/parity.md";

const HEAD: &str = "\
# Parity

<!-- Written by `cargo xtask parity` from the results of `cargo xtask test`; do not edit. -->

All languages share one Rust core and run the same tests. These are the results of the last full
run of `cargo xtask test`, which fails if they differ from this page.

## Vectors

The [vectors](../tests/vectors) are the executable contract of the SDK. Each cell has the number of
vectors that passed and the number that apply to the language. Rust and C# also play the vectors
through the untyped call, which can express a few more cases.

";
const HOSTING: &str = "
## Hosting

Tests of the process that hosts the SDK: threads, event loops, signals, forks and shutdown. A row is
one property, and a tick says that the test of it passed. An empty cell means that the property
does not apply to the language, or that it is tested in the shared core. The names of the tests are in
[`tests/hosting.json`](../tests/hosting.json).

";

/// The results of one language.
#[derive(Debug, Default)]
struct Ran {
    /// Vectors by operation: true if a vector passed on every surface.
    vectors: BTreeMap<String, BTreeMap<String, bool>>,
    /// Names of passed tests.
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

/// The file for the vector results of a language, written by its runner.
pub(crate) fn vectors_of(language: &str) -> PathBuf {
    layout::target().join(format!("parity/{language}.json"))
}

/// Writes the page, or with `check` fails if it is out of date.
pub(crate) fn run(check: bool) -> Result {
    let path = layout::root().join(DOCUMENT);
    let wanted = page()?;
    if file::read(&path).is_ok_and(|text| text == wanted) {
        return Ok(());
    }
    if check {
        return Err(format!("{DOCUMENT} differs from the results of the last run: run `cargo xtask parity`"));
    }
    file::write(&path, &wanted)
}

/// The page for the results of the last runs.
fn page() -> Result<String> {
    let runs: Vec<Ran> = LANGUAGES.iter().map(|(language, _)| Ran::read(language)).collect::<Result<_>>()?;
    let rows: Vec<Hosting> = file::read_json(&layout::root().join("tests/hosting.json"))?;
    Ok(format!("{HEAD}{}{HOSTING}{}", table::vectors(&runs)?, table::hosting(&runs, &rows)?))
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
        let file: File = file::read_json(&vectors_of(language))
            .map_err(|error| format!("{error}; run `cargo xtask test {language}`"))?;
        let mut ran = Self { tests: Report::read(language)?, ..Self::default() };
        for entry in file.results {
            let vectors = ran.vectors.entry(entry.operation).or_default();
            // A vector that is played on several surfaces has to pass on each.
            *vectors.entry(entry.vector).or_insert(true) &= entry.passed;
        }
        Ok(ran)
    }
}
