//! Standard output with the result, and standard error with everything else.

pub(crate) mod object;
pub(crate) mod progress;
pub(crate) mod reply;
pub(crate) mod table;
pub(crate) mod text;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use clap::builder::StyledStr;
use edgegap_publish::Problem;
use serde_json::Value;

use crate::arguments::global::{Form, Settings};
use crate::failure::{Failure, Result};
use crate::host::Host;

const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Headers of tables and names of fields.
pub(crate) const NAME: Style = Style::new().bold();

/// The streams of a run.
pub(crate) struct Output<'a> {
    host: &'a Host,
    pub(crate) form: Form,
    is_quiet: bool,
    /// True if standard output shows colors.
    pub(crate) has_color: bool,
    /// True if standard error shows colors.
    pub(crate) has_error_color: bool,
}

impl<'a> Output<'a> {
    pub(crate) fn new(host: &'a Host, settings: &Settings) -> Self {
        let is_dumb = host.variable("TERM") == Some("dumb");
        let allows_color = !settings.no_color && host.variable("NO_COLOR").is_none() && !is_dumb;
        Self {
            host,
            form: settings.form,
            is_quiet: settings.quiet,
            has_color: allows_color && host.streams.terminals.output,
            has_error_color: allows_color && host.streams.terminals.errors,
        }
    }

    /// Writes text to standard output.
    pub(crate) fn text(&self, text: &str) -> Result<()> {
        self.write(text.as_bytes())
    }

    /// Writes the one document of `--output json`.
    pub(crate) fn document(&self, document: &Value) -> Result<()> {
        self.write(format!("{document:#}\n").as_bytes())
    }

    /// Writes a line of `--output ndjson`.
    pub(crate) fn line(&self, value: &Value) -> Result<()> {
        self.write(format!("{value}\n").as_bytes())?;
        self.flush()
    }

    /// Writes text with styles to standard output.
    pub(crate) fn styled(&self, text: &StyledStr) -> Result<()> {
        self.write(painted(text, self.has_color).as_bytes())
    }

    fn write(&self, bytes: &[u8]) -> Result<()> {
        self.host.streams.output.borrow_mut().write_all(bytes).map_err(|error| Failure::output(&error))
    }

    /// Writes what is buffered.
    pub(crate) fn flush(&self) -> Result<()> {
        self.host.streams.output.borrow_mut().flush().map_err(|error| Failure::output(&error))
    }

    /// Writes a line of progress to standard error.
    pub(crate) fn note(&self, line: &str) {
        if !self.is_quiet {
            self.error_text(&format!("{line}\n"));
        }
    }

    /// Shows a problem of the manifest at its place.
    pub(crate) fn problem(&self, problem: &Problem) {
        if !self.is_quiet {
            self.error_text(&format!("{}\n\n", problem.render(self.has_error_color)));
        }
    }

    /// Writes lines for a CI system, which reads both streams: the result stays what it is.
    pub(crate) fn command_lines(&self, lines: impl Iterator<Item = String>) {
        self.error_text(&lines.map(|line| line + "\n").collect::<String>());
    }

    /// True if standard error is a terminal that shows progress.
    fn shows_bar(&self) -> bool {
        self.host.streams.terminals.errors && !self.is_quiet && self.host.variable("TERM") != Some("dumb")
    }

    /// Writes a question to standard error.
    pub(crate) fn ask(&self, question: &str) {
        self.error_text(question);
    }

    pub(crate) fn styled_error(&self, text: &StyledStr) {
        self.error_text(&painted(text, self.has_error_color));
    }

    /// Reports a failure and returns the exit code: in words on standard error, and as a document
    /// on standard output if the result would be one.
    pub(crate) fn fail(&self, failure: &Failure) -> u8 {
        if !failure.message.is_empty() {
            let prefix = if failure.is_rendered { String::new() } else { self.error_style("error", ERROR) + ": " };
            self.error_text(&format!("{prefix}{}\n", failure.message));
        }
        if failure.code != crate::exit::DONE {
            // An output that cannot be written is the failure itself, or comes too late to matter.
            let _ = match self.form {
                Form::Human => Ok(()),
                Form::Json => self.document(&failure.document()),
                Form::Ndjson => self.line(&failure.event()),
            };
            let _ = self.flush();
        }
        failure.code
    }

    fn error_style(&self, word: &str, style: Style) -> String {
        if self.has_error_color { format!("{style}{word}{style:#}") } else { word.to_owned() }
    }

    /// Text for standard error. A closed stream is not an error: there is nobody to tell.
    fn error_text(&self, text: &str) {
        let mut errors = self.host.streams.errors.borrow_mut();
        let _: io::Result<()> = errors.write_all(text.as_bytes()).and_then(|()| errors.flush());
    }
}

fn painted(text: &StyledStr, has_color: bool) -> String {
    if has_color { text.ansi().to_string() } else { text.to_string() }
}
