//! Where something is in the text of a manifest.

use std::fmt;

use serde::Serialize;

/// A part of the text of a manifest. Lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column after the last character.
    pub end_column: usize,
    #[serde(skip)]
    pub(super) span: Span,
}

/// A range of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The text of a manifest for display, without secrets.
pub(super) struct Source {
    /// Path of the manifest, as the caller gave it.
    pub(super) path: String,
    text: String,
    /// Where each line starts.
    lines: Vec<usize>,
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl Span {
    /// The part of a text, if it is within the text.
    pub(super) fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// The same range within the text and between two characters.
    fn within(self, text: &str) -> Self {
        let floor = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        let end = floor(self.end.min(text.len()));
        Self { start: floor(self.start.min(end)), end }
    }
}

impl Source {
    /// A text in which these parts become asterisks of the same length.
    pub(super) fn new(path: String, text: &str, hidden: &[Span]) -> Self {
        let text = hide(text, hidden);
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        Self { path, text, lines }
    }

    /// The place of a range.
    pub(super) fn place(&self, span: Span) -> Place {
        let span = span.within(&self.text);
        let (line, column) = self.position(span.start);
        let (end_line, end_column) = self.position(span.end);
        Place { line, column, end_line, end_column, span }
    }

    /// The lines from one place to another, with the number of the first and where it starts.
    pub(super) fn lines(&self, places: &[Place]) -> (&str, usize, usize) {
        let first = places.iter().map(|place| place.line).min().unwrap_or(1);
        let last = places.iter().map(|place| place.end_line).max().unwrap_or(1);
        let start = self.lines.get(first - 1).copied().unwrap_or_default();
        let end = self.lines.get(last).map_or(self.text.len(), |next| next - 1);
        (self.text.get(start..end).unwrap_or_default(), first, start)
    }

    fn position(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        (line, self.text.get(start..at).unwrap_or_default().chars().count() + 1)
    }
}

/// Only the path: the text may be long.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.path).finish()
    }
}

fn hide(text: &str, hidden: &[Span]) -> String {
    if hidden.is_empty() {
        return text.to_owned();
    }
    let mut hidden: Vec<_> = hidden.iter().map(|span| span.within(text)).collect();
    hidden.sort_unstable();
    let mut shown = String::with_capacity(text.len());
    for span in hidden {
        let span = Span { start: span.start.max(shown.len()), ..span };
        shown.push_str(text.get(shown.len()..span.start).unwrap_or_default());
        for c in span.of(text).chars() {
            match c {
                '\n' | '\r' => shown.push(c),
                _ => shown.extend(std::iter::repeat_n('*', c.len_utf8())),
            }
        }
    }
    shown.push_str(text.get(shown.len()..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, start: usize, end: usize) -> (usize, usize, usize, usize) {
        let place = Source::new(String::new(), text, &[]).place(Span { start, end });
        (place.line, place.column, place.end_line, place.end_column)
    }

    #[test]
    fn columns_are_characters() {
        assert_eq!(place("a = 1\nb\u{fc}\u{fc} = 2\n", 6, 11), (2, 1, 2, 4));
        assert_eq!(place("", 0, 0), (1, 1, 1, 1));
        assert_eq!(place("a\n", 2, 9), (2, 1, 2, 1), "the end of the text");
        assert_eq!(place("\u{fc}", 1, 1), (1, 1, 1, 1), "within a character");
    }

    #[test]
    fn hidden_text_keeps_its_length_and_lines() {
        let text = "a = \"s\u{fc}\nt\"\nb = 1";
        assert_eq!(hide(text, &[Span { start: 4, end: 11 }]), "a = ****\n**\nb = 1");
        let overlapping = [Span { start: 4, end: 8 }, Span { start: 0, end: 6 }, Span { start: 5, end: 400 }];
        assert_eq!(hide(text, &overlapping), "********\n**\n*****");
    }
}
