//! Collects the problems of a manifest while it is read.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::place::{Source, Span};
use super::problem::{Level, Problem};

/// What a problem is about: the path of a value, and where it is.
#[derive(Clone, Default)]
pub(super) struct At {
    pub(super) path: String,
    pub(super) span: Span,
}

/// The problems so far.
#[derive(Default)]
pub(super) struct Report {
    drafts: Vec<Draft>,
    /// Parts of the text that are never shown.
    hidden: Vec<Span>,
}

/// A problem whose text is not known yet.
pub(super) struct Draft {
    level: Level,
    code: String,
    at: At,
    message: String,
    advice: Option<String>,
    others: Vec<Span>,
    is_in_text: bool,
}

impl At {
    pub(super) fn new(path: impl Into<String>, span: Span) -> Self {
        Self { path: path.into(), span }
    }

    /// The same path at another place.
    pub(super) fn on(&self, span: Span) -> Self {
        Self { path: self.path.clone(), span }
    }
}

impl Report {
    pub(super) fn error(&mut self, code: &str, at: &At, message: impl Into<String>) -> &mut Draft {
        self.add(Level::Error, code, at, message.into())
    }

    pub(super) fn warning(&mut self, code: &str, at: &At, message: impl Into<String>) -> &mut Draft {
        self.add(Level::Warning, code, at, message.into())
    }

    pub(super) fn note(&mut self, code: &str, at: &At, message: impl Into<String>) -> &mut Draft {
        self.add(Level::Note, code, at, message.into())
    }

    /// Never shows this part of the text.
    pub(super) fn hide(&mut self, span: Span) {
        self.hidden.push(span);
    }

    /// The problems, each once, in the order of the text.
    pub(super) fn finish(self, path: &Path, text: &str) -> Vec<Problem> {
        let source = Arc::new(Source::new(path.display().to_string(), text, &self.hidden));
        let mut seen = HashSet::new();
        let mut drafts = self.drafts;
        // A mistake in the defaults is found in every version.
        drafts.retain(|draft| seen.insert((draft.at.span.start, draft.at.span.end, draft.message.clone())));
        drafts.sort_by_key(|draft| draft.at.span.start);
        drafts.into_iter().map(|draft| draft.finish(&source)).collect()
    }

    fn add(&mut self, level: Level, code: &str, at: &At, message: String) -> &mut Draft {
        let (code, at) = (code.to_owned(), at.clone());
        self.drafts.push(Draft { level, code, at, message, advice: None, others: Vec::new(), is_in_text: true });
        let last = self.drafts.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "it was just added")]
        &mut self.drafts[last]
    }
}

impl Draft {
    pub(super) fn advise(&mut self, advice: impl Into<String>) -> &mut Self {
        self.advice = Some(advice.into());
        self
    }

    /// Adds another place that belongs to the problem.
    pub(super) fn and(&mut self, spans: impl IntoIterator<Item = Span>) -> &mut Self {
        self.others.extend(spans);
        self
    }

    /// Says that the problem is not a part of the text.
    pub(super) fn of_file(&mut self) {
        self.is_in_text = false;
    }

    fn finish(self, source: &Arc<Source>) -> Problem {
        Problem {
            level: self.level,
            code: self.code,
            path: self.at.path,
            message: self.message,
            advice: self.advice,
            file: source.path.clone(),
            place: self.is_in_text.then(|| source.place(self.at.span)),
            others: self.others.into_iter().map(|span| source.place(span)).collect(),
            source: Arc::clone(source),
        }
    }
}
