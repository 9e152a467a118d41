//! The problems of a manifest, and how they are shown.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Origin, Renderer, Snippet, normalize_untrusted_str};
use serde::Serialize;

use super::place::{Place, Source};
use crate::object::counted;

/// Other places that are shown with a problem.
const MAX_OTHERS: usize = 20;
/// Problems that are shown together.
const MAX_SHOWN: usize = 100;

/// How severe a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The manifest cannot be used.
    Error,
    /// The manifest can be used, but is probably not what was meant.
    Warning,
    /// Something to know.
    Note,
}

/// A problem of a manifest. `Display` shows it with the lines of the manifest, without secrets.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// How severe it is.
    pub level: Level,
    /// Kind of the problem: `out_of_range`, `tag_latest`.
    pub code: String,
    /// Path of the value, such as `versions.dev.ports[0].port`. Empty for the manifest itself.
    pub path: String,
    /// What is wrong. Never contains a secret.
    pub message: String,
    /// What to do, if the message does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// Path of the manifest, as the caller gave it.
    pub file: String,
    /// Where it is; `None` for a problem of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Other places that belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Place>,
    #[serde(skip)]
    pub(super) source: Arc<Source>,
}

/// All problems of a manifest that cannot be used, in the order of the file.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Problems(pub(super) Vec<Problem>);

impl Level {
    fn annotated(self) -> annotate_snippets::Level<'static> {
        match self {
            Self::Error => annotate_snippets::Level::ERROR,
            Self::Warning => annotate_snippets::Level::WARNING,
            Self::Note => annotate_snippets::Level::NOTE,
        }
    }
}

impl Problem {
    /// The message with the path: `versions.dev.req_cpu: must be at least 100, got 1`.
    pub fn title(&self) -> String {
        if self.path.is_empty() { self.message.clone() } else { format!("{}: {}", self.path, self.message) }
    }

    /// The problem with the lines of the manifest, for a terminal if `colored`.
    pub fn render(&self, colored: bool) -> String {
        let title = self.level.annotated().primary_title(self.title()).id(self.code.as_str());
        let mut group = Group::with_title(title);
        group = match self.place {
            Some(place) => group.element(self.snippet(place)),
            None => group.element(Origin::path(normalize_untrusted_str(&self.file))),
        };
        if let Some(advice) = &self.advice {
            group = group.element(annotate_snippets::Level::HELP.message(normalize_untrusted_str(advice)));
        }
        let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }

    /// The lines of all places. The renderer would count the lines of the whole file each time.
    fn snippet(&self, place: Place) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let others = self.others.iter().copied().take(MAX_OTHERS);
        let places: Vec<_> = std::iter::once(place).chain(others).collect();
        let (lines, first, start) = self.source.lines(&places);
        let annotations = places.iter().enumerate().map(|(index, place)| {
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let end = (place.span.end - start).min(lines.len());
            kind.span((place.span.start - start).min(end)..end)
        });
        let path = normalize_untrusted_str(&self.file);
        Snippet::source(lines).line_start(first).path(path).annotations(annotations)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl Problems {
    /// The problems in the order of the file, warnings included.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// The problems as a vector.
    pub fn into_vec(self) -> Vec<Problem> {
        self.0
    }

    /// The problems with their lines, at most 100 of them, and a count, for a terminal if
    /// `colored`.
    pub fn render(&self, colored: bool) -> String {
        let shown = self.0.iter().take(MAX_SHOWN).map(|problem| problem.render(colored) + "\n\n");
        let file = self.0.first().map(|problem| problem.file.as_str()).unwrap_or_default();
        let rest = match self.0.len().saturating_sub(MAX_SHOWN) {
            0 => String::new(),
            _ => format!("; the first {MAX_SHOWN} are shown"),
        };
        shown.collect::<String>() + &format!("{}: {}{rest}", normalize_untrusted_str(file), self.count())
    }

    fn count(&self) -> String {
        let levels = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")];
        let counts = levels.map(|(level, noun)| (self.0.iter().filter(|found| found.level == level).count(), noun));
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        counts.map(|(count, noun)| counted(count, noun)).collect::<Vec<_>>().join(", ")
    }
}

/// The problems with their lines, at most 100 of them.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
