//! Compares the outcome of a call with what its vector expects.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::json::{compare, note, strings, without_nulls};
use crate::outcome::Outcome;
use crate::schemas::{Schemas, refusals};

/// The token of the usual client, which no outcome may show.
pub const TOKEN: &str = "test-token";

/// Maximum length of an excerpt, in bytes.
const MAX_EXCERPT: usize = 1024;

/// No vector has as many pages: a list that reaches this never ends.
pub const ENDLESS: usize = 50;

/// Codes of the violations that a language may find itself, by the signature of a method.
const OWN_CODES: [&str; 3] = ["missing", "unknown", "wrong_type"];

/// Ids of the operations that exist.
static OPERATIONS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let api: Value = serde_json::from_str(include_str!("../../contract/api.json")).unwrap_or_default();
    let operations = api["operations"].as_array().into_iter().flatten();
    operations.filter_map(|operation| Some(operation["id"].as_str()?.to_owned())).collect()
});

/// How far a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drain {
    /// The first page.
    Page,
    /// Every page, page by page.
    Pages,
    /// Every item.
    Items,
}

/// Compares outcomes with the expectation of one vector.
#[derive(Debug, Clone)]
pub struct Judge {
    operation: String,
    drain: Option<Drain>,
    expect: Value,
    schemas: &'static Schemas,
}

impl Judge {
    /// A judge for a vector with this operation, this drain and this expectation.
    ///
    /// # Errors
    /// If the expectation does not fit its schema.
    pub fn new(operation: &str, drain: Option<Drain>, expect: &Value) -> Result<Self, String> {
        let schemas = Schemas::shared()?;
        match refusals(&schemas.expect, expect).as_slice() {
            [] => Ok(Self { operation: operation.to_owned(), drain, expect: expect.clone(), schemas }),
            found => Err(format!("expect: {}", found.join("; "))),
        }
    }

    /// Every difference between the outcome and the expectation; empty if there are none.
    pub fn differences(&self, outcome: &Outcome) -> Vec<String> {
        let mut found = Vec::new();
        search(&self.expect["nowhere"], outcome, &mut found);
        let outcome = outcome.clone().normalized();
        let wanted = self.expect.get("error");
        if let Some(reason) = &outcome.refused {
            self.check_refusal(reason, &mut found);
            return found;
        }
        self.check_forms(&outcome, &mut found);
        match (wanted, &outcome.error) {
            (Some(wanted), Some(error)) => self.check_error(wanted, error, &mut found),
            (Some(wanted), None) => note("error", &wanted["kind"], "none", &mut found),
            (None, Some(error)) => note("error", "none", error, &mut found),
            (None, None) => {}
        }
        if let (Some(error), Some(other)) = (&outcome.error, &outcome.error_json) {
            compare("error as JSON", error, other, &mut found);
        }
        if wanted.is_some() == outcome.error.is_some() {
            self.check_values(&outcome, &mut found);
        }
        if let Some(parts) = self.expect.get("warnings_contain") {
            check_warnings(parts, &outcome.warnings, &mut found);
        }
        found
    }

    /// A language may refuse a call by itself if nothing else is wrong with it.
    fn check_refusal(&self, reason: &str, found: &mut Vec<String>) {
        let violations = self.expect["error"]["violations"].as_array().map(Vec::as_slice).unwrap_or_default();
        let is_own = |violation: &Value| OWN_CODES.iter().any(|code| violation["code"] == *code);
        if violations.is_empty() || !violations.iter().all(is_own) {
            note("refused", "a call", reason, found);
        }
    }

    /// Everything that crosses the boundary fits its schema.
    fn check_forms(&self, outcome: &Outcome, found: &mut Vec<String>) {
        let mut check = |schema, path: &str, value: &Value| {
            found.extend(
                refusals(schema, value).into_iter().map(|why| format!("{path} does not fit its schema: {why}")),
            );
        };
        for (index, reply) in outcome.replies.iter().enumerate() {
            // Items that are read one by one have no meta.
            if reply.meta.is_some() || self.drain != Some(Drain::Items) {
                check(&self.schemas.reply, &format!("replies[{index}]"), &reply.envelope());
            }
        }
        if let Some(error) = &outcome.error {
            check(&self.schemas.error, "error", error);
        }
        if outcome.shown.is_empty() {
            note("shown", "everything that the outcome can be printed as", "nothing", found);
        }
    }

    fn check_values(&self, outcome: &Outcome, found: &mut Vec<String>) {
        let first = outcome.replies.first();
        let last = outcome.replies.last();
        if outcome.error.is_none() && (last.is_none() || self.drain.is_none() && outcome.replies.len() > 1) {
            note("replies", "a reply", outcome.replies.len(), found);
        }
        if outcome.replies.len() > ENDLESS {
            note("replies", "a list that ends", outcome.replies.len(), found);
        }
        for reply in outcome.replies.iter().filter(|reply| self.drain.is_some() && !reply.value.is_array()) {
            note("replies", "lists", &reply.value, found);
        }
        let pages = self.pages(outcome);
        let nothing = json!(null);
        let value = match self.drain {
            None => first.map_or(&nothing, |reply| &reply.value).clone(),
            Some(_) => pages.first().cloned().unwrap_or_else(|| json!([])),
        };
        let items: Value = pages.iter().filter_map(Value::as_array).flatten().cloned().collect();
        for (name, got) in [("value", value), ("items", items), ("pages", pages.into())] {
            if let Some(wanted) = self.expect.get(name) {
                let wanted = if outcome.drops_nulls { &without_nulls(wanted) } else { wanted };
                compare(name, wanted, &got, found);
            }
        }
        if let Some(wanted) = self.expect.get("total") {
            let of_page = last.and_then(|reply| reply.page.as_ref()).map_or(&nothing, |page| &page["total"]);
            compare("total", wanted, &outcome.total.map_or_else(|| of_page.clone(), Value::from), found);
        }
        if let Some(wanted) = self.expect.get("page") {
            let page = first.and_then(|reply| reply.position()).unwrap_or_default();
            compare("page", wanted, &page, found);
        }
        if let Some(wanted) = self.expect.get("meta") {
            let meta = last.and_then(|reply| reply.meta.as_ref()).unwrap_or(&nothing);
            check_named("meta", &["status", "request_id"], wanted, meta, found);
            for (name, value) in wanted["headers"].as_object().into_iter().flatten() {
                compare(&format!("meta.headers.{name}"), value, &meta["headers"][name], found);
            }
            check_attempts("meta.attempts", wanted.get("attempts"), &meta["attempts"], found);
            // Only an ensure has a change, and a vector names it whole.
            if wanted.get("change").is_some() || !meta["change"].is_null() {
                compare("meta.change", wanted.get("change").unwrap_or(&nothing), &meta["change"], found);
            }
        }
    }

    /// The pages that were read. An empty one counts only where one page alone is read: a page that
    /// the core dropped as a repetition is empty.
    fn pages(&self, outcome: &Outcome) -> Vec<Value> {
        let counts =
            |page: &Value| self.drain == Some(Drain::Page) || page.as_array().is_none_or(|page| !page.is_empty());
        outcome.replies.iter().map(|reply| reply.value.clone()).filter(counts).collect()
    }

    fn check_error(&self, wanted: &Value, error: &Value, found: &mut Vec<String>) {
        const WHERE_GIVEN: [&str; 6] = ["request_id", "retryable", "maybe_applied", "method", "excerpt", "extra"];
        compare("error.kind", &wanted["kind"], &error["kind"], found);
        compare("error.status", &wanted["status"], &error["status"], found);
        check_named("error", &WHERE_GIVEN, wanted, error, found);
        check_parts("error.message", &wanted["message_contains"], &error["message"], found);
        check_parts("error.excerpt", &wanted["excerpt_contains"], &error["excerpt"], found);
        check_attempts("error.attempts", wanted.get("attempts"), &error["attempts"], found);
        if let Some(violations) = wanted.get("violations") {
            check_violations(violations, &error["violations"], found);
        }
        if let Some(range) = wanted.get("retry_after_ms").filter(|range| !is_within(range, &error["retry_after_ms"])) {
            note("error.retry_after_ms", range, &error["retry_after_ms"], found);
        }
        let excerpt = error["excerpt"].as_str().unwrap_or_default().len();
        if excerpt > MAX_EXCERPT {
            note("length of error.excerpt", format!("{MAX_EXCERPT} bytes at most"), excerpt, found);
        }
        if let Some(path) = wanted["url_path"].as_str() {
            let after = error["url"].as_str().and_then(|url| url.split_once("://"));
            let got = after.and_then(|(_, rest)| Some(&rest[rest.find('/')?..]));
            if got != Some(path) {
                note("path of error.url", path, &error["url"], found);
            }
        }
        // A client that could not be made and an operation that does not exist have nothing to
        // name.
        let is_nameless = wanted["kind"] == "configuration" || !OPERATIONS.contains(&self.operation);
        if !is_nameless || !error["operation"].is_null() {
            compare("error.operation", &json!(self.operation), &error["operation"], found);
        }
    }
}

/// Finds secrets in what the outcome can be printed as, and in the outcome itself.
fn search(nowhere: &Value, outcome: &Outcome, found: &mut Vec<String>) {
    let mut texts = vec![("shown".to_owned(), outcome.shown.clone())];
    let mut rest = serde_json::to_value(outcome).unwrap_or_default();
    rest["shown"].take();
    strings("outcome", &rest, &mut texts);
    for secret in nowhere.as_array().into_iter().flatten().filter_map(Value::as_str).chain([TOKEN]) {
        for (place, text) in &texts {
            if let Some(at) = text.find(secret) {
                let near: String = text[at..].chars().take(secret.chars().count() + 40).collect();
                found.push(format!("{place}: {secret:?} must occur nowhere, got {near:?}"));
            }
        }
    }
}

/// The fields of these names, each compared where it is expected.
fn check_named(path: &str, names: &[&str], wanted: &Value, got: &Value, found: &mut Vec<String>) {
    for name in names {
        if let Some(wanted) = wanted.get(name) {
            compare(&format!("{path}.{name}"), wanted, &got[name], found);
        }
    }
}

/// A string contains all of these parts.
fn check_parts(path: &str, parts: &Value, got: &Value, found: &mut Vec<String>) {
    let text = got.as_str().unwrap_or_default();
    for part in parts.as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !text.contains(part) {
            note(path, format!("a string that contains {part:?}"), got, found);
        }
    }
}

/// As many warnings as parts, each with its part in it.
fn check_warnings(parts: &Value, warnings: &[String], found: &mut Vec<String>) {
    let parts = parts.as_array().map(Vec::as_slice).unwrap_or_default();
    if parts.len() != warnings.len() {
        note("warnings", format!("{} of them", parts.len()), format!("{warnings:?}"), found);
    }
    for (index, (part, warning)) in parts.iter().zip(warnings).enumerate() {
        check_parts(&format!("warnings[{index}]"), &json!([part]), &json!(warning), found);
    }
}

/// All violations in order, by path and code, and by limit where it is expected.
fn check_violations(wanted: &Value, got: &Value, found: &mut Vec<String>) {
    let (wanted, got) = (wanted.as_array(), got.as_array());
    let (wanted, got) = (wanted.map(Vec::as_slice).unwrap_or_default(), got.map(Vec::as_slice).unwrap_or_default());
    let compared = |violation: &Value, with_limit: bool| {
        let names: &[&str] = if with_limit { &["path", "code", "limit"] } else { &["path", "code"] };
        names.iter().filter_map(|name| Some(((*name).to_owned(), violation.get(name)?.clone()))).collect::<Value>()
    };
    let limited = |index: usize| wanted.get(index).is_some_and(|wanted| wanted.get("limit").is_some());
    let mut got: Vec<Value> = got.iter().enumerate().map(|(index, got)| compared(got, limited(index))).collect();
    for (got, wanted) in got.iter_mut().zip(wanted) {
        let (Some(own), Some(path)) = (got["path"].as_str(), wanted["path"].as_str()) else { continue };
        if is_option(own, path) {
            got["path"] = path.into();
        }
    }
    compare("error.violations", &wanted.to_vec().into(), &got.into(), found);
}

/// True if the path is that of the option in some language. Vectors have the names of the boundary.
fn is_option(own: &str, path: &str) -> bool {
    const OPTIONS: [&str; 6] = ["timeout_ms", "backoff_ms", "max_retries", "headers", "extra_query", "extra_body"];
    let (name, part) = path.split_once('.').unwrap_or((path, ""));
    if !OPTIONS.contains(&name) {
        return false;
    }
    let base = name.strip_suffix("_ms").unwrap_or(name);
    let flat = match (name, part) {
        ("timeout_ms", "total") => "timeout".to_owned(),
        ("timeout_ms", part) => format!("{part}_timeout"),
        (_, part) => format!("{base}_{part}"),
    };
    let rest = path.strip_prefix(name).unwrap_or_default();
    // A name of Python, Node or C#, with its letters alone.
    let letters = |text: &str| text.replace('_', "").to_lowercase();
    let is_flat = !part.is_empty() && letters(own) == letters(&flat);
    is_flat || own.strip_suffix(rest).is_some_and(|own| letters(own) == letters(base))
}

/// All attempts in order, by outcome, and by wait where it is expected. Nothing comes before the
/// first attempt, so that it never waits.
fn check_attempts(path: &str, wanted: Option<&Value>, got: &Value, found: &mut Vec<String>) {
    let Some(wanted) = wanted.and_then(Value::as_array) else { return };
    let got = got.as_array().map(Vec::as_slice).unwrap_or_default();
    let outcomes: Value = wanted.iter().map(|wanted| wanted.get("outcome").unwrap_or(wanted).clone()).collect();
    compare(path, &outcomes, &got.iter().map(|attempt| attempt["outcome"].clone()).collect(), found);
    for (index, attempt) in got.iter().enumerate() {
        let range = wanted.get(index).and_then(|wanted| wanted.get("waited_ms"));
        let range = if index == 0 { Some(&json!([0, 0])) } else { range };
        if let Some(range) = range.filter(|range| !is_within(range, &attempt["waited_ms"])) {
            note(&format!("{path}[{index}].waited_ms"), range, &attempt["waited_ms"], found);
        }
    }
}

/// True if the number is between the two of the range.
fn is_within(range: &Value, got: &Value) -> bool {
    let got = got.as_f64();
    let [least, most] = [range[0].as_f64(), range[1].as_f64()];
    got.is_some() && least <= got && got <= most
}
