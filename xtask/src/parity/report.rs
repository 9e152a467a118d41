//! Names of passed tests from the reports of test runners: XML of JUnit or NUnit, or the list of
//! cargo.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::step::Result;
use crate::{file, layout};

/// A report of a test run.
pub(crate) enum Report<'a> {
    /// XML of JUnit, written by pytest and Node.
    JUnit(&'a Path),
    /// XML of NUnit 2.
    NUnit(&'a Path),
    /// The output of `cargo test -- --list`, after all tests passed.
    Cargo(&'a str),
}

impl Report<'_> {
    /// Stores the names for the page.
    pub(crate) fn keep(&self, language: &str) -> Result {
        let names = match self {
            Report::JUnit(path) => of_junit(&file::read(path)?),
            Report::NUnit(path) => of_nunit(&file::read(path)?),
            Report::Cargo(text) => of_cargo(text),
        };
        if names.is_empty() {
            return Err(format!("the report of {language} has no passed test"));
        }
        file::write(&kept(language), &names.into_iter().map(|name| name + "\n").collect::<String>())
    }

    /// The stored names.
    pub(super) fn read(language: &str) -> Result<BTreeSet<String>> {
        let text =
            file::read(&kept(language)).map_err(|error| format!("{error}; run `cargo xtask test {language}`"))?;
        Ok(text.lines().map(ToOwned::to_owned).collect())
    }
}

fn kept(language: &str) -> PathBuf {
    layout::target().join(format!("parity/{language}-tests.txt"))
}

fn of_junit(text: &str) -> BTreeSet<String> {
    let cases = text.split("<testcase ").skip(1);
    let passed = cases.filter(|case| {
        let case = case.split("</testcase>").next().unwrap_or(case);
        !["<failure", "<error", "<skipped"].iter().any(|sign| case.contains(sign))
    });
    passed.filter_map(|case| attribute(case, "name")).map(|name| plain(&name, '[')).collect()
}

fn of_nunit(text: &str) -> BTreeSet<String> {
    let cases = text.split("<test-case ").skip(1).map(|case| case.split('>').next().unwrap_or(case));
    let passed = cases.filter(|case| attribute(case, "result").as_deref() == Some("Success"));
    let names = passed.filter_map(|case| attribute(case, "name"));
    names.map(|name| plain(&name, '(')).map(|name| name.rsplit('.').next().unwrap_or_default().to_owned()).collect()
}

fn of_cargo(text: &str) -> BTreeSet<String> {
    let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
    names.map(|name| name.rsplit("::").next().unwrap_or(name).to_owned()).collect()
}

/// The name of a test without the arguments of its case.
fn plain(name: &str, open: char) -> String {
    name.split(open).next().unwrap_or(name).to_owned()
}

fn attribute(element: &str, name: &str) -> Option<String> {
    let element = format!(" {element}");
    let value = element.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    Some(entities.iter().fold(value.to_owned(), |text, (entity, character)| text.replace(entity, character)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_passed_tests_count() {
        let junit = r#"<testcase name="a[1]" time="1" classname="x"/>
            <testcase classname="x" name="b"><skipped/></testcase>
            <testcase name="it&apos;s &quot;c&quot;" time="0"></testcase>
            <testcase name="d"><failure>x</failure></testcase>"#;
        assert_eq!(of_junit(junit), BTreeSet::from(["a".to_owned(), "it's \"c\"".to_owned()]));
        let nunit = r#"<test-case name="N.C.Good" executed="True" result="Success" />
            <test-case name="N.C.Case(&quot;a.b&quot;)" executed="True" result="Success"></test-case>
            <test-case name="N.C.Bad" executed="True" result="Failure"></test-case>
            <test-case name="N.C.Off" executed="False" result="Ignored"/>"#;
        assert_eq!(of_nunit(nunit), BTreeSet::from(["Good".to_owned(), "Case".to_owned()]));
        assert_eq!(
            of_cargo("queue::tests::a: test\nb: test\nc: benchmark\n3 tests, 1 benchmark\n"),
            BTreeSet::from(["a".to_owned(), "b".to_owned()])
        );
    }
}
