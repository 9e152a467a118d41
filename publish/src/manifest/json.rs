//! Reads JSON into a tree. A parser of its own, because a place is needed for every value.

use serde_json::Number;

use super::place::Span;
use super::report::{At, Report};
use super::tree::{Entry, Node, Tree};

/// Objects and lists within one another.
const MAX_DEPTH: usize = 64;

/// The tree of a text; `None` if it is not valid JSON.
pub(super) fn json(text: &str, report: &mut Report) -> Option<Node> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut parser = Parser { text, at: start, depth: 0, report };
    let parsed = parser.value().and_then(|node| match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.mistake("the end of the file")),
    });
    match parsed {
        Ok(node) => Some(node),
        Err(Mistake { span, message }) => {
            report.error("syntax", &At::new("", span), format!("is not valid JSON: {message}"));
            None
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    report: &'a mut Report,
}

struct Mistake {
    span: Span,
    message: String,
}

type Parsed<T> = Result<T, Mistake>;

impl Parser<'_> {
    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    /// True if this byte comes next, which is then read.
    fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn mistake(&mut self, expected: &str) -> Mistake {
        self.peek();
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found = match rest.chars().next() {
            None => "the end of the file".to_owned(),
            Some(found) if found.is_control() => format!("`{}`", found.escape_debug()),
            Some(found) => format!("`{found}`"),
        };
        let end = self.at + rest.chars().next().map_or(0, char::len_utf8);
        Mistake { span: Span { start: self.at, end }, message: format!("expected {expected}, found {found}") }
    }

    fn value(&mut self) -> Parsed<Node> {
        let next = self.peek();
        let start = self.at;
        let tree = match next {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Tree::String(self.string()?),
            _ => self.word()?,
        };
        Ok(Node { tree, span: Span { start, end: self.at } })
    }

    fn nested(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<Tree>) -> Parsed<Tree> {
        if self.depth == MAX_DEPTH {
            let span = Span { start: self.at, end: self.at + 1 };
            return Err(Mistake { span, message: format!("it is nested deeper than {MAX_DEPTH} levels") });
        }
        self.depth += 1;
        self.at += 1;
        let tree = parse(self);
        self.depth -= 1;
        tree
    }

    fn object(&mut self) -> Parsed<Tree> {
        let mut entries: Vec<Entry> = Vec::new();
        if self.eat(b'}') {
            return Ok(Tree::Table(entries));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.mistake("a key in quotes"));
            }
            let start = self.at;
            let key = self.string()?;
            let key_span = Span { start, end: self.at };
            if !self.eat(b':') {
                return Err(self.mistake("`:`"));
            }
            let node = self.value()?;
            match entries.iter().find(|entry| entry.key == key) {
                Some(first) => {
                    let message = format!("the key `{}` comes twice in one object", key.escape_debug());
                    let draft = self.report.error("duplicate", &At::new("", key_span), message);
                    draft.and([first.key_span]).advise("keep one of them");
                }
                None => entries.push(Entry { key, key_span, node }),
            }
            if self.eat(b'}') {
                return Ok(Tree::Table(entries));
            }
            if !self.eat(b',') {
                return Err(self.mistake("`,` or `}`"));
            }
        }
    }

    fn list(&mut self) -> Parsed<Tree> {
        let mut items = Vec::new();
        if self.eat(b']') {
            return Ok(Tree::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.eat(b']') {
                return Ok(Tree::List(items));
            }
            if !self.eat(b',') {
                return Err(self.mistake("`,` or `]`"));
            }
        }
    }

    /// A string from its first quotation mark on.
    fn string(&mut self) -> Parsed<String> {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let mut is_escaped = false;
        let length = rest.iter().position(|byte| match byte {
            b'\\' => {
                is_escaped = !is_escaped;
                false
            }
            b'"' if !is_escaped => true,
            b'\n' => true,
            _ => {
                is_escaped = false;
                false
            }
        });
        let start = self.at;
        let end = length.map_or(self.text.len(), |length| start + length + 2);
        let span = Span { start, end };
        match serde_json::from_str(span.of(self.text)) {
            Ok(text) => {
                self.at = end;
                Ok(text)
            }
            Err(_) => {
                let message = "the string has no end on its line, a control character, or an unknown escape";
                Err(Mistake { span: Span { start, end: start + 1 }, message: message.to_owned() })
            }
        }
    }

    /// `null`, `true`, `false` or a number.
    fn word(&mut self) -> Parsed<Tree> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
        let word = rest.split(|c| !is_part(c)).next().unwrap_or_default();
        let tree = match word {
            "null" => Tree::Null,
            "true" => Tree::Bool(true),
            "false" => Tree::Bool(false),
            _ => match serde_json::from_str::<Number>(word) {
                Ok(number) => Tree::Number(number),
                Err(_) => return Err(self.mistake("a value")),
            },
        };
        self.at += word.len();
        Ok(tree)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let mut report = Report::default();
        json(text, &mut report);
        let shown = |problem: &super::super::Problem| {
            let place = problem.place.unwrap();
            format!("{}:{} {}", place.line, place.column, problem.message)
        };
        report.finish(Path::new("m.json"), text).iter().map(shown).collect()
    }

    #[test]
    fn valid_json_has_places() {
        let text = "\u{feff}{\"a\": [1, -2.5e3, true, null, \"x\\\"\\u00fc\"], \"b\": {}}";
        let mut report = Report::default();
        let node = json(text, &mut report).unwrap();
        let entries = node.as_table().unwrap();
        assert_eq!(entries[0].key_span.of(text), "\"a\"");
        assert_eq!(entries[0].node.span.of(text), "[1, -2.5e3, true, null, \"x\\\"\\u00fc\"]");
        let mut strings = Vec::new();
        node.strings(&mut |text, _| strings.push(text.to_owned()));
        assert_eq!(strings, ["x\"\u{fc}"]);
        assert!(problems(text).is_empty());
    }

    #[test]
    fn mistakes_are_shown_at_their_place() {
        let deep = "[".repeat(65);
        for (text, message) in [
            ("", "1:1 is not valid JSON: expected a value, found the end of the file"),
            ("{\n  \"a\": 1,\n}", "3:1 is not valid JSON: expected a key in quotes, found `}`"),
            ("{\"a\" 1}", "1:6 is not valid JSON: expected `:`, found `1`"),
            ("{\"a\": 1 \"b\": 2}", "1:9 is not valid JSON: expected `,` or `}`, found `\"`"),
            ("[1 2]", "1:4 is not valid JSON: expected `,` or `]`, found `2`"),
            ("[1.]", "1:2 is not valid JSON: expected a value, found `1`"),
            ("{} x", "1:4 is not valid JSON: expected the end of the file, found `x`"),
            ("[True]", "1:2 is not valid JSON: expected a value, found `T`"),
            (
                "{\"a\": \"x\n\"}",
                "1:7 is not valid JSON: the string has no end on its line, a control character, or an unknown escape",
            ),
            (&*deep, "1:65 is not valid JSON: it is nested deeper than 64 levels"),
        ] {
            assert_eq!(problems(text), [message], "{text}");
        }
        assert_eq!(problems("{\"a\": 1, \"a\": 2, \"a\": 3}").len(), 2);
    }
}
