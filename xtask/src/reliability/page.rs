//! The text of the page.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, LANGUAGES, Run, Table};
use crate::step::Result;

const HEAD: &str = "\
# Reliability

<!-- Written by `cargo xtask generate` from results of the tests; do not edit. `cargo xtask test`
fails if they differ. -->

How each call behaves when something fails, and what your code sees. Every cell was executed,
with every operation in Rust and with four operations in the other languages, against an emulator
behind a proxy that injects faults. The state of the emulator was checked afterwards. Every run
checks three guarantees:

* **Nothing is created twice**, no matter how often a create is sent.
* **What is reported as done is done**, with the reported result.
* **What happened is not reported as failed**, unless the error has `maybe_applied` set: the service
  may have carried out the call. Check before you try again.

A call has up to three attempts (`max_retries` is 2) with growing delays between them. Attempts of
the GET that finds out the result of a lost create are counted as well. The table has the kind of
the error, which is the class of the exception in the other languages (`connection` is
`ConnectionFailedError` in Python and Node). `retryable` means that the same call can succeed later.
\"It was\" and \"it was not\" tell if the service had carried out the call: the caller cannot know that,
but the test does.
";

const COLUMNS: [(&str, &str); 4] =
    [("read", "get, list"), ("create", "create"), ("update", "update, link"), ("delete", "delete, unlink")];

const TAIL: &str = "\
The faults and the expected outcomes are in [`tests/faults`](../tests/faults), one table for all
languages. [`tests/fault-server`](../tests/fault-server) injects the faults and judges the outcomes.
The tests shorten the waits between attempts, and limit an attempt to 2 s where a fault reaches the
limit.
";

/// The whole page.
pub(super) fn whole(table: &Table, runs: &[Run]) -> Result<String> {
    let mut text = HEAD.to_owned();
    for group in &table.groups {
        text.push_str(&format!("\n## {}\n\n{}\n\n| fault |", group.title, wrapped(&group.about)));
        text.push_str(&COLUMNS.map(|(_, title)| format!(" {title} |")).concat());
        text.push_str(&format!("\n|{}\n", " --- |".repeat(1 + COLUMNS.len())));
        for fault in &group.faults {
            let cells = COLUMNS.iter().map(|(class, _)| Ok(format!(" {} |", cell(runs, &fault.name, class)?)));
            text.push_str(&format!("| {} |{}\n", fault.label, cells.collect::<Result<String>>()?));
        }
    }
    text.push_str("\n## Runs\n\n| language | surface | operations | faults and controls | calls | differences |\n");
    text.push_str(&format!("|{}\n", " --- |".repeat(6)));
    text.extend(runs.iter().map(line));
    text.push('\n');
    text.push_str(TAIL);
    Ok(text)
}

/// A paragraph in lines of at most 100 columns.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= 100 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// The row of a language in the last table.
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
        "dispatch" => "the untyped call",
        "sync" => "`Client`",
        "async" => "`AsyncClient`",
        _ => "methods and types",
    }
}

/// The outcomes of a class of operations under a fault: the most frequent one, then the others by
/// name.
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
        return Err(format!("{fault} was not tested with any operation of the class {class}"));
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
    fn differences_are_named() {
        let rust = run("rust", &[("a.create", "fails"), ("b.create", "works"), ("c.create", "works")]);
        let node = run("node", &[("b.create", "works")]);
        let both = [rust, node];
        assert_eq!(cell(&both, "reset", "create").unwrap(), "works; `a.create`: fails");
        assert_eq!(line(&both[1]), "| Node | methods and types | `b.create` | 1 | 1 | 0 |\n");
        assert!(cell(&both, "stall", "create").unwrap_err().contains("not tested"));
        let other = [run("rust", &[("b.create", "works")]), run("node", &[("b.create", "fails")])];
        assert_eq!(cell(&other, "reset", "create").unwrap_err(), "node, reset, b.create: fails here, works elsewhere");
    }
}
