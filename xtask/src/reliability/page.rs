//! The document's text.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, LANGUAGES, Run, Table};
use crate::step::Result;

const HEAD: &str = "\
# Reliability

<!-- Written by `cargo xtask generate` from what the tests found; do not edit. `cargo xtask test` fails if it is not what they find. -->

What becomes of a call when something goes wrong, and what you see of it. Each cell below was run, in every language, against an emulator with a faulty port in front of it,
and afterwards the emulator's state was looked at. Three promises were checked in every run:

* **Nothing is created twice**, however often a create is sent.
* **What is reported as done is done**, and is what was answered.
* **What happened is not reported as failed** unless the error says `maybe_applied`: the service may have carried the call out all the same. Look before you try again.

A call is tried three times in all (`max_retries` 2) with growing waits between. An error names its kind, the class of the exception (`connection` is `ConnectionFailedError` in
Python and Node), and says with `retryable` whether the same call can succeed later. *It was* and *it was not* below say whether the service had carried it out: the caller
cannot know that, the test does.
";

const COLUMNS: [(&str, &str); 4] =
    [("read", "get, list"), ("create", "create"), ("update", "update, link"), ("delete", "delete, unlink")];

const TAIL: &str = "\
The faults and the expected outcomes are in [`tests/faults`](../tests/faults), one table for all languages; what spoils and judges is
[`tests/fault-server`](../tests/fault-server). Waits between attempts are shortened by the option for it, time limits of an attempt are 2 s where one is reached.
";

/// The whole document.
pub(super) fn whole(table: &Table, runs: &[Run]) -> Result<String> {
    let mut text = HEAD.to_owned();
    for group in &table.groups {
        text.push_str(&format!("\n## {}\n{}\n\n| what goes wrong |", group.title, group.about));
        text.push_str(&COLUMNS.map(|(_, title)| format!(" {title} |")).concat());
        text.push_str(&format!("\n|{}\n", " --- |".repeat(1 + COLUMNS.len())));
        for fault in &group.faults {
            let cells = COLUMNS.iter().map(|(class, _)| Ok(format!(" {} |", cell(runs, &fault.name, class)?)));
            text.push_str(&format!("| {} |{}\n", fault.label, cells.collect::<Result<String>>()?));
        }
    }
    text.push_str("\n## Where this was run\n| language | through | operations | faults | calls | differences |\n");
    text.push_str(&format!("|{}\n", " --- |".repeat(6)));
    text.extend(runs.iter().map(line));
    text.push('\n');
    text.push_str(TAIL);
    Ok(text)
}

/// The line that says how much a language has run.
pub(super) fn line(run: &Run) -> String {
    let count = |pick: fn(&Entry) -> &str| run.results.iter().map(pick).collect::<BTreeSet<_>>();
    let name = LANGUAGES.iter().find(|(language, _)| *language == run.language).map_or("", |(_, name)| name);
    let surfaces: Vec<_> = count(|entry| &entry.surface).into_iter().map(surface).collect();
    let (operations, faults) = (count(|entry| &entry.operation), count(|entry| &entry.fault));
    let operations = match operations.len() {
        few if few <= 4 => operations.into_iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "),
        all => format!("all {all}"),
    };
    let differences = run.results.iter().filter(|entry| !entry.passed).count();
    let calls = run.results.len();
    format!("| {name} | {} | {operations} | {} | {calls} | {differences} |\n", surfaces.join(" and "), faults.len())
}

fn surface(word: &str) -> &'static str {
    match word {
        "dispatch" => "the generic call",
        "sync" => "`Client`",
        "async" => "`AsyncClient`",
        _ => "methods and types",
    }
}

/// What became of the operations of a class under a fault: what most of them came to, then the others by name.
fn cell(runs: &[Run], fault: &str, class: &str) -> Result<String> {
    let mut operations: BTreeMap<&str, &str> = BTreeMap::new();
    for run in runs {
        for entry in run.results.iter().filter(|entry| entry.fault == fault && entry.class == class) {
            let known = operations.entry(&entry.operation).or_insert(&entry.outcome);
            if *known != entry.outcome {
                let (language, operation) = (&run.language, &entry.operation);
                return Err(format!("{language}, {fault}, {operation}: {} here, {known} elsewhere", entry.outcome));
            }
        }
    }
    let mut outcomes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (operation, outcome) in operations {
        outcomes.entry(outcome).or_default().push(operation);
    }
    let mut outcomes: Vec<_> = outcomes.into_iter().collect();
    outcomes.sort_by_key(|(_, operations)| std::cmp::Reverse(operations.len()));
    let Some(((most, _), others)) = outcomes.split_first() else {
        return Err(format!("{fault} was not tried with any operation of the class {class}"));
    };
    let others = others.iter().map(|(outcome, operations)| {
        let names: Vec<_> = operations.iter().map(|id| format!("`{id}`")).collect();
        format!("; {}: {outcome}", names.join(", "))
    });
    Ok(format!("{most}{}", others.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(language: &str, cells: &[(&str, &str)]) -> Run {
        let results = cells.iter().map(|(operation, outcome)| Entry {
            fault: "reset".into(),
            operation: (*operation).into(),
            class: "create".into(),
            surface: "typed".into(),
            outcome: (*outcome).into(),
            passed: true,
        });
        Run { language: language.into(), results: results.collect() }
    }

    #[test]
    fn what_differs_is_named() {
        let rust = run("rust", &[("a.create", "fails"), ("b.create", "works"), ("c.create", "works")]);
        let node = run("node", &[("b.create", "works")]);
        let both = [rust, node];
        assert_eq!(cell(&both, "reset", "create").unwrap(), "works; `a.create`: fails");
        assert_eq!(line(&both[1]), "| Node | methods and types | `b.create` | 1 | 1 | 0 |\n");
        assert!(cell(&both, "stall", "create").unwrap_err().contains("not tried"));
        let other = [run("rust", &[("b.create", "works")]), run("node", &[("b.create", "fails")])];
        assert_eq!(cell(&other, "reset", "create").unwrap_err(), "node, reset, b.create: fails here, works elsewhere");
    }
}
