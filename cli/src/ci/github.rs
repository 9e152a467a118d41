//! The commands that GitHub Actions reads in the output of a step.

use edgegap_publish::{Desired, DesiredObject, Finding, Level, Problem};
use edgegap_sdk::model::Model;
use serde_json::{Map, Value};

use crate::arguments::resource::model;

/// Shorter values are not secrets worth hiding, and would blank much of a log.
const MIN_SECRET: usize = 4;

/// The line that shows a problem at its place in the manifest.
pub(super) fn annotation(problem: &Problem) -> String {
    let mut properties = vec![format!("file={}", property(&problem.file))];
    if let Some(place) = &problem.place {
        properties.push(format!("line={},endLine={}", place.line, place.end_line));
        // Columns have a meaning on one line only.
        if place.line == place.end_line {
            properties.push(format!("col={},endColumn={}", place.column, place.end_column));
        }
    }
    let advice = problem.advice.iter().map(|advice| format!("\n{advice}"));
    let message = problem.title() + &advice.collect::<String>();
    format!("::{} {}::{}", command(problem.level), properties.join(","), data(&message))
}

/// The line that shows what a preflight found at the place of the object in the manifest.
pub(super) fn finding(finding: &Finding) -> String {
    let message = format!("{} {}: {}", finding.object.noun(), finding.name, finding.message);
    let properties = match finding.place.rsplit_once(':') {
        Some((file, line)) => format!("file={},line={}", property(file), property(line)),
        None => format!("file={}", property(&finding.place)),
    };
    format!("::{} {properties}::{}", command(finding.level), data(&message))
}

fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    }
}

/// The lines that hide the secrets of a manifest.
pub(super) fn masks(desired: &Desired) -> Vec<String> {
    let mut secrets = Vec::new();
    let mut add = |object: &DesiredObject, id: &str| {
        if let Some(model) = model(id) {
            visit(&object.body, model, &mut secrets);
        }
    };
    for version in &desired.versions {
        add(&version.object, "versions.get");
    }
    for storage in &desired.storages {
        add(&storage.object, "endpoint_storages.get");
    }
    // A mask is one line; a key in PEM has many.
    let lines = secrets.iter().flat_map(|secret| secret.lines()).map(str::trim).filter(|line| line.len() >= MIN_SECRET);
    lines.map(|line| format!("::add-mask::{}", data(line))).collect()
}

fn visit(body: &Map<String, Value>, model: &Model, secrets: &mut Vec<String>) {
    edgegap_sdk::visit_secrets(body, model, &mut |secret| secrets.push(secret.to_owned()));
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_end_a_command() {
        assert_eq!(data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(property("C:\\a,b"), "C%3A\\a%2Cb");
    }

    #[test]
    fn every_line_of_a_secret_is_masked() {
        let mut desired = Desired::default();
        let body = serde_json::json!({"private_token": "first%\nlonger\nab", "envs": [
            {"key": "A", "value": "open-value"}, {"key": "B", "value": "hidden-value", "is_hidden": true}]});
        let object = DesiredObject { body: body.as_object().cloned().unwrap(), ..DesiredObject::default() };
        desired.versions.push(edgegap_publish::DesiredVersion { object, recreate: false });
        assert_eq!(masks(&desired), ["::add-mask::first%25", "::add-mask::longer", "::add-mask::hidden-value"]);
    }
}
