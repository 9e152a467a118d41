//! `docs/reliability.md`: the outcome of every call under every fault, in every language. It is
//! written from the results of test runs only, and a run with other results fails.

mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;

use crate::step::Result;
use crate::{file, layout};

/// The variable with the path for the results of a runner.
pub(crate) const VARIABLE: &str = "SDK_TEST_RELIABILITY";
const DOCUMENT: &str = "docs/reliability.md";

/// The ids and names of the languages, in the order of the page.
const LANGUAGES: [(&str, &str); 4] = [("rust", "Rust"), ("python", "Python"), ("node", "Node"), ("csharp", "C#")];

/// The faults in `tests/faults/table.json`, without the fields for the fault server.
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

/// The results of one run.
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

/// The file for the results of a language.
pub(crate) fn path(language: &str) -> PathBuf {
    layout::target().join("reliability").join(format!("{language}.json"))
}

/// Writes the page if there are results of every language.
pub(crate) fn write() -> Result {
    let table = table()?;
    let runs: Vec<_> = LANGUAGES.iter().filter_map(|(language, _)| run_of(language, &table).ok()).collect();
    if runs.len() < LANGUAGES.len() {
        eprintln!("{DOCUMENT} is unchanged: not all languages were tested yet; run `cargo xtask test`");
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

/// Fails if the page differs from the results. Results of earlier runs are used for languages that
/// were not tested this time, if they have the same faults. Without them, only the rows of the
/// tested languages are compared.
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
            "{DOCUMENT} differs from the results: run `cargo xtask test` and `cargo xtask generate`, review the change"
        )),
    }
}

/// With results of some languages only, just the last table is compared: further operations may
/// have other outcomes.
fn is_up_to_date(document: &str, table: &Table, runs: &[Run]) -> Result<bool> {
    match runs.len() == LANGUAGES.len() {
        true => Ok(document == page::whole(table, runs)?),
        false => Ok(runs.iter().all(|run| document.contains(&page::line(run)))),
    }
}

fn table() -> Result<Table> {
    file::read_json(&layout::root().join("tests/faults/table.json"))
}

/// The results of a language. Fails if they are not of the current faults, or if one differs from
/// the expected outcome.
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
        return Err(format!("{language} has no results of every fault: run `cargo xtask test {language}`"));
    }
    match run.results.iter().find(|entry| !entry.passed) {
        Some(entry) => Err(format!("{language}: {}, {} had an unexpected outcome", entry.fault, entry.operation)),
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
    fn other_outcomes_and_missing_runs_are_drift() {
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
