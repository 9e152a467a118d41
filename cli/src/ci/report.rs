//! What a run did, as Markdown and as variables.

use std::fmt::Display;

use edgegap_publish::{Action, ObjectStep, Step, Summary};

/// What a run would do or did.
pub(crate) struct Report<'a> {
    /// The command, such as `apply`.
    pub(crate) command: &'a str,
    /// Name of the application.
    pub(crate) app: &'a str,
    /// The plan as text.
    pub(crate) plan: String,
    /// Number of changes of the plan.
    pub(crate) changes: usize,
    /// The steps that were done. Empty for a plan.
    pub(crate) steps: &'a [Step],
    /// Why it ended early.
    pub(crate) failure: Option<&'a str>,
}

impl<'a> Report<'a> {
    /// What a plan would do.
    pub(crate) fn of_plan(command: &'a str, app: &'a str, plan: &impl Display, changes: usize) -> Self {
        Self { command, app, plan: plan.to_string(), changes, steps: &[], failure: None }
    }

    /// A summary for people.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("### edgegap {}: {}\n\n", self.command, escaped(self.app));
        let done: Vec<&ObjectStep> = self.done().collect();
        if done.is_empty() {
            text.push_str(&format!("```text\n{}\n```\n\n", self.plan.replace("```", "'''")));
        } else {
            text.push_str("| object | name | result | fields | seconds |\n| --- | --- | --- | --- | --- |\n");
            text.extend(done.iter().map(|step| row(step)));
            text.push('\n');
        }
        if let Some(summary) = self.summary() {
            text.push_str(&format!("{summary}\n\n"));
        }
        if let Some(failure) = self.failure {
            text.push_str(&format!("**Failed**: {}\n\n", escaped(failure)));
        }
        text
    }

    /// The results for later steps. Values have one line.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        let count = |count: fn(&Summary) -> u64| self.summary().map_or(0, count).to_string();
        let versions = self.done().filter(|step| step.object == edgegap_publish::ObjectKind::Version);
        let versions: Vec<_> = versions.map(|step| one_line(&step.name)).collect();
        vec![
            ("app", one_line(self.app)),
            ("changes", self.changes.to_string()),
            ("created", count(|summary| summary.created)),
            ("changed", count(|summary| summary.changed)),
            ("deleted", count(|summary| summary.deleted)),
            ("versions", versions.join(",")),
        ]
    }

    fn done(&self) -> impl Iterator<Item = &ObjectStep> {
        self.steps.iter().filter_map(|step| match step {
            Step::Done(step) => Some(step),
            _ => None,
        })
    }

    fn summary(&self) -> Option<&Summary> {
        self.steps.iter().find_map(|step| match step {
            Step::Summary(summary) => Some(summary),
            _ => None,
        })
    }
}

fn row(step: &ObjectStep) -> String {
    let result = match step.action {
        Action::Create => "created",
        Action::Update => "updated",
        Action::Recreate => "created again",
        Action::Unchanged => "unchanged",
        Action::Link => "linked",
        Action::Unlink => "unlinked",
        Action::Disable => "disabled",
        Action::Delete => "deleted",
        _ => "done",
    };
    let fields = step.fields.join(", ");
    let seconds = step.elapsed_ms as f64 / 1000.0;
    let (noun, name) = (step.object.noun(), escaped(&step.name));
    format!("| {noun} | {name} | {result} | {} | {seconds:.1} |\n", escaped(&fields))
}

/// Text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in one_line(text).chars() {
        if "\\`*_{}[]<>()#+!|~&".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_change_the_form() {
        let report = Report {
            command: "apply",
            app: "a|b\n<c>",
            plan: "```\nx".to_owned(),
            changes: 2,
            steps: &[],
            failure: Some("it `failed`"),
        };
        let markdown = report.markdown();
        assert!(markdown.starts_with("### edgegap apply: a\\|b \\<c\\>\n\n```text\n'''\nx\n```\n"), "{markdown}");
        assert!(markdown.ends_with("**Failed**: it \\`failed\\`\n\n"), "{markdown}");
        assert_eq!(report.variables()[..2], [("app", "a|b <c>".to_owned()), ("changes", "2".to_owned())]);
    }
}
