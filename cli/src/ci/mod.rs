//! Output for continuous integration: annotations at lines of the manifest, a summary, variables
//! for later steps, and masked secrets.
//!
//! GitHub Actions needs no options: its variables say where the files are. Elsewhere `--summary`
//! and `--dotenv` name them.

mod github;
mod report;

use std::io::Write;
use std::path::PathBuf;

use clap::{ArgMatches, Command, ValueHint};
use edgegap_publish::{Desired, Finding, Level, Problem};

use crate::arguments::option;
use crate::failure::{Failure, Result};
use crate::host::Host;
use crate::output::Output;

pub(crate) use report::Report;

/// What the surroundings of a run offer.
#[derive(Debug, Default)]
pub(crate) struct Ci {
    is_github: bool,
    summary: Option<PathBuf>,
    outputs: Option<PathBuf>,
}

impl Ci {
    pub(crate) fn new(host: &Host) -> Self {
        let is_github = host.variable("GITHUB_ACTIONS") == Some("true");
        let file = |name: &str| host.variable(name).filter(|_| is_github).map(PathBuf::from);
        Self { is_github, summary: file("GITHUB_STEP_SUMMARY"), outputs: file("GITHUB_OUTPUT") }
    }

    /// Shows problems at their lines of the manifest.
    pub(crate) fn annotate(&self, output: &Output<'_>, problems: &[Problem]) {
        if self.is_github {
            let lines = problems.iter().map(github::annotation);
            output.command_lines(lines);
        }
    }

    /// Shows findings at the lines of the manifest that they are about. One that says that
    /// something is as it should be is not shown.
    pub(crate) fn annotate_findings(&self, output: &Output<'_>, findings: &[Finding]) {
        if self.is_github {
            let wrong = findings.iter().filter(|finding| finding.level != Level::Note);
            output.command_lines(wrong.map(github::finding));
        }
    }

    /// Hides the secrets of a manifest in the log, also in what other programs write later.
    pub(crate) fn mask(&self, output: &Output<'_>, desired: &Desired) {
        if self.is_github {
            output.command_lines(github::masks(desired).into_iter());
        }
    }

    /// Writes the summary and the variables of a run.
    pub(crate) fn report(&self, host: &Host, matches: &ArgMatches, report: &Report<'_>) -> Result<()> {
        let given = |name: &str| matches.get_one::<String>(name).map(|path| host.path(path));
        if let Some(path) = given("summary") {
            write(&path, &report.markdown(), false)?;
        }
        if let Some(path) = &self.summary {
            write(path, &report.markdown(), true)?;
        }
        if let Some(path) = given("dotenv") {
            let lines = report
                .variables()
                .into_iter()
                .map(|(name, value)| format!("PUBLISHED_{}={}\n", name.to_ascii_uppercase(), plain(&value)));
            write(&path, &lines.collect::<String>(), false)?;
        }
        if let Some(path) = &self.outputs {
            let lines = report.variables().into_iter().map(|(name, value)| format!("{name}={value}\n"));
            write(path, &lines.collect::<String>(), true)?;
        }
        Ok(())
    }
}

/// A value for a dotenv file, which some programs read as shell code: other characters than
/// letters, digits and a few signs are percent-encoded.
fn plain(value: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'+' | b'-' | b',' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    value.bytes().map(encoded).collect()
}

/// The options that name files.
pub(crate) fn arguments(command: Command) -> Command {
    let file = |name: &'static str, value: &'static str, help: &'static str| {
        option(name, value, help).value_hint(ValueHint::FilePath)
    };
    command
        .arg(file("summary", "FILE.md", "Write a summary as Markdown; GitHub Actions gets one without this option"))
        .arg(file("dotenv", "FILE", "Write the results as variables, such as PUBLISHED_VERSIONS=dev"))
}

fn write(path: &std::path::Path, text: &str, is_appended: bool) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).write(true).append(is_appended).truncate(!is_appended);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| Failure::new(crate::exit::FAILED, format!("{}: {error}", path.display())))
}
