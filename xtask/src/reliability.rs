//! `docs/reliability.md`: what became of every call under every fault, in every language. It is made of what the runs wrote and of nothing else,
//! so that it cannot promise what was not seen; a run that found something else than it says fails.

mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;

use crate::step::Result;
use crate::{file, layout};

/// Where a runner finds the path to write to.
pub(crate) const VARIABLE: &str = "SDK_TEST_RELIABILITY";
const DOCUMENT: &str = "docs/reliability.md";

/// The languages as runs and people call them, in the order of the document.
const LANGUAGES: [(&str, &str); 4] = [("rust", "Rust"), ("python", "Python"), ("node", "Node"), ("csharp", "C#")];

/// The faults, of `tests/faults/table.json`; the rest of it is for the fault server.
#[derive(Deserialize)]
struct Table {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    title: String,
    about: String,
    faults: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    name: String,
    label: String,
}

/// What one run found.
#[derive(Deserialize)]
struct Run {
    language: String,
    results: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    fault: String,
    operation: String,
    class: String,
    surface: String,
    outcome: String,
    passed: bool,
}

/// Where the run of a language writes what it found.
pub(crate) fn path(language: &str) -> PathBuf {
    layout::target().join("reliability").join(format!("{language}.json"))
}

/// Writes the document, if every language has run; else the one that there is stays.
pub(crate) fn write() -> Result {
    let table = table()?;
    let runs: Vec<_> = LANGUAGES.iter().filter_map(|(language, _)| run_of(language, &table).ok()).collect();
    if runs.len() < LANGUAGES.len() {
        eprintln!("{DOCUMENT} stays: it is written once all languages were tested, by `cargo xtask test`");
        return Ok(());
    }
    let document = layout::root().join(DOCUMENT);
    let content = page::whole(&table, &runs)?;
    if file::read(&document).is_ok_and(|old| old == content) {
        return Ok(());
    }
    file::write(&document, &content)?;
    eprintln!("wrote {DOCUMENT}");
    Ok(())
}

/// Fails if the document is not what the runs gave. Languages that did not run this time count if they ran before with the same faults; if
/// they did not, what is said of the others has to be there.
pub(crate) fn check(tested: &[&str]) -> Result {
    eprintln!("\n── {DOCUMENT}");
    let table = table()?;
    let mut runs = Vec::new();
    for (language, _) in LANGUAGES {
        match run_of(language, &table) {
            Ok(run) => runs.push(run),
            Err(reason) if tested.contains(&language) => return Err(reason),
            Err(_) => {}
        }
    }
    let document = file::read(&layout::root().join(DOCUMENT))?;
    match is_up_to_date(&document, &table, &runs)? {
        true => Ok(()),
        false => Err(format!(
            "{DOCUMENT} is not what the runs gave: run `cargo xtask test` and then `cargo xtask generate`, and look at what changes"
        )),
    }
}

/// Of some languages alone nothing is known but how much they ran: a class may go otherwise for an operation that they did not try.
fn is_up_to_date(document: &str, table: &Table, runs: &[Run]) -> Result<bool> {
    match runs.len() == LANGUAGES.len() {
        true => Ok(document == page::whole(table, runs)?),
        false => Ok(runs.iter().all(|run| document.contains(&page::line(run)))),
    }
}

fn table() -> Result<Table> {
    file::read_json(&layout::root().join("tests/faults/table.json"))
}

/// What a language found; an error if it has not tried exactly the faults that there are, or if one of them went otherwise than expected.
fn run_of(language: &str, table: &Table) -> Result<Run> {
    let run: Run = file::read_json(&path(language))?;
    let tried: BTreeSet<_> = run.results.iter().map(|entry| entry.fault.as_str()).collect();
    let known: BTreeSet<_> =
        table.groups.iter().flat_map(|group| &group.faults).map(|fault| fault.name.as_str()).collect();
    let mut cells: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for entry in &run.results {
        cells.entry((&entry.surface, &entry.operation)).or_default().insert(entry.fault.as_str());
    }
    if tried != known || cells.values().any(|faults| *faults != known) || run.language != language {
        return Err(format!("{language} has not tried every fault: run `cargo xtask test {language}`"));
    }
    match run.results.iter().find(|entry| !entry.passed) {
        Some(entry) => Err(format!("{language}: {}, {} went otherwise than expected", entry.fault, entry.operation)),
        None => Ok(run),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(language: &str, outcome: &str) -> Run {
        let entry = |class: &str| Entry {
            fault: "stall".into(),
            operation: format!("versions.{class}"),
            class: class.into(),
            surface: "typed".into(),
            outcome: outcome.into(),
            passed: true,
        };
        Run { language: language.into(), results: ["read", "create", "update", "delete"].map(entry).into() }
    }

    #[test]
    fn another_outcome_and_a_run_that_is_not_told_of_are_drift() {
        let fault = Fault { name: "stall".into(), label: "nothing comes".into() };
        let table =
            Table { groups: vec![Group { title: "Stalls".into(), about: "Wait.".into(), faults: vec![fault] }] };
        let runs = |outcome| LANGUAGES.map(|(language, _)| run(language, outcome));
        let document = page::whole(&table, &runs("`timeout`, at once")).unwrap();
        assert!(document.contains("| nothing comes | `timeout`, at once |"), "{document}");
        assert!(is_up_to_date(&document, &table, &runs("`timeout`, at once")).unwrap());
        assert!(!is_up_to_date(&document, &table, &runs("succeeds")).unwrap());
        assert!(is_up_to_date(&document, &table, &[run("node", "`timeout`, at once")]).unwrap());
        let mut less = run("node", "`timeout`, at once");
        less.results.pop();
        assert!(!is_up_to_date(&document, &table, &[less]).unwrap());
    }
}
