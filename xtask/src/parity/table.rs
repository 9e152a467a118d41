//! The tables of the page.

use std::fmt::Write;

use super::{Hosting, LANGUAGES, Ran};
use crate::step::Result;

/// The head of a table with one column for each language.
fn head(first: &str) -> String {
    let names: String = LANGUAGES.iter().map(|(_, name)| format!(" {name} |")).collect();
    format!("| {first} |{names}\n| --- |{}\n", " --- |".repeat(LANGUAGES.len()))
}

/// The table of vectors. An operation without vectors is an error.
pub(super) fn vectors(runs: &[Ran]) -> Result<String> {
    let mut text = head("operation");
    // Vectors of an unknown operation have no row.
    let operations: Vec<&str> = edgegap_sdk::OPERATIONS.iter().map(|operation| operation.id).collect();
    for operation in &operations {
        let cells = runs.iter().zip(LANGUAGES).map(|(ran, (language, _))| cell(ran, operation, language));
        let _ = writeln!(text, "| `{operation}` |{}", cells.collect::<Result<String>>()?);
    }
    let known =
        |ran: &Ran| -> Vec<bool> { operations.iter().flat_map(|id| ran.vectors[*id].values().copied()).collect() };
    let all: String = runs.iter().map(|ran| format!(" {} |", count(known(ran).iter()))).collect();
    let _ = writeln!(text, "| all |{all}");
    Ok(text)
}

/// The table of hosting tests. A listed test that did not pass is an error.
pub(super) fn hosting(runs: &[Ran], rows: &[Hosting]) -> Result<String> {
    let mut text = head("property");
    for row in rows {
        if let Some(unknown) = row.tests.keys().find(|language| !LANGUAGES.iter().any(|(name, _)| name == language)) {
            return Err(format!("tests/hosting.json: unknown language {unknown}"));
        }
        let mut cells = String::new();
        for (ran, (language, _)) in runs.iter().zip(LANGUAGES) {
            cells.push_str(match row.tests.get(language) {
                None => "  |",
                Some(test) if ran.tests.contains(test) => " ✓ |",
                Some(test) => return Err(format!("tests/hosting.json: no test `{test}` passed in {language}")),
            });
        }
        let _ = writeln!(text, "| {} |{cells}", row.what);
    }
    Ok(text)
}

fn cell(ran: &Ran, operation: &str, language: &str) -> Result<String> {
    let vectors = ran.vectors.get(operation).ok_or_else(|| format!("{language} has no results for {operation}"))?;
    Ok(format!(" {} |", count(vectors.values())))
}

fn count<'a>(vectors: impl Iterator<Item = &'a bool>) -> String {
    let all: Vec<bool> = vectors.copied().collect();
    format!("{}/{}", all.iter().filter(|passed| **passed).count(), all.len())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn ran(passed: bool) -> Ran {
        let vectors = BTreeMap::from([("a".to_owned(), true), ("b".to_owned(), passed)]);
        let vectors = edgegap_sdk::OPERATIONS.iter().map(|operation| (operation.id.to_owned(), vectors.clone()));
        Ran { vectors: vectors.collect(), tests: BTreeSet::from(["t".to_owned()]) }
    }

    fn row(language: &str, test: &str) -> Hosting {
        Hosting { what: "It ends".to_owned(), tests: BTreeMap::from([(language.to_owned(), test.to_owned())]) }
    }

    #[test]
    fn passed_tests_are_counted_and_missing_tests_are_errors() {
        let runs = [ran(true), ran(false), ran(true), ran(true)];
        let text = vectors(&runs).unwrap();
        assert!(text.contains("| `versions.create` | 2/2 | 1/2 | 2/2 | 2/2 |\n"), "{text}");
        let text = hosting(&runs, &[row("node", "t")]).unwrap();
        assert!(text.contains("| It ends |  |  | ✓ |  |\n"), "{text}");
        assert!(hosting(&runs, &[row("node", "another")]).is_err() && hosting(&runs, &[row("cobol", "t")]).is_err());
        let mut less = ran(true);
        less.vectors.remove("versions.create");
        assert!(vectors(&[ran(true), ran(true), less, ran(true)]).is_err());
    }
}
