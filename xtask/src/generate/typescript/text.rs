//! Names, types and comments of TypeScript.

use crate::generate::api::{Api, Kind};
use crate::generate::code::{Code, wrap};

pub(super) const WIDTH: usize = 140;

/// Where in a call a type stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Reply,
}

/// `pullProfiles` of `pull_profiles`.
pub(super) fn camel(name: &str) -> String {
    let pascal = super::pascal(name);
    let mut letters = pascal.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// `pull-profiles` of `pull_profiles`.
pub(super) fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

/// A kind as a type.
pub(super) fn kind(api: &Api, kind: &Kind, side: Side) -> String {
    match kind {
        Kind::Bool => "boolean".into(),
        Kind::Int | Kind::Number => "number".into(),
        Kind::Text | Kind::Stamp => "string".into(),
        Kind::Image if side == Side::Request => "ImageSource".into(),
        Kind::Image => "string".into(),
        Kind::Enum(name) => {
            let is_open = api.enums.iter().any(|known| known.name == *name && known.open);
            if side == Side::Request || is_open { name.clone() } else { format!("{name} | (string & {{}})") }
        }
        Kind::Model(name) if side == Side::Request => {
            api.model(name).create_type.clone().unwrap_or_else(|| name.clone())
        }
        Kind::Model(name) => name.clone(),
        Kind::List(item) => {
            let item = self::kind(api, item, side);
            let readonly = if side == Side::Request { "readonly " } else { "" };
            format!("{readonly}{item}[]")
        }
    }
}

/// A comment: paragraphs, in one line where it fits.
pub(super) fn comment(code: &mut Code, indent: &str, paragraphs: &[String]) {
    let paragraphs: Vec<_> = paragraphs.iter().filter(|paragraph| !paragraph.is_empty()).collect();
    if let [one] = paragraphs.as_slice()
        && indent.len() + one.chars().count() + 7 <= WIDTH
        && !one.starts_with('@')
    {
        code.line(0, format!("{indent}/** {one} */"));
        return;
    }
    code.line(0, format!("{indent}/**"));
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let is_tag = paragraph.starts_with('@');
        let follows_tag = index > 0 && paragraphs[index - 1].starts_with('@');
        if index > 0 && !(is_tag && follows_tag) {
            code.line(0, format!("{indent} *"));
        }
        code.wrapped(&format!("{indent} * "), if is_tag { "  " } else { "" }, paragraph, WIDTH);
    }
    code.line(0, format!("{indent} */"));
}

/// A union of words, broken where it is too long for a line.
pub(super) fn union(code: &mut Code, name: &str, words: &[String]) {
    let line = format!("export type {name} = {}", words.join(" | "));
    if line.len() <= WIDTH {
        code.line(0, line);
        return;
    }
    code.line(0, format!("export type {name} ="));
    for words in wrap(&words.join(" "), WIDTH / 2) {
        for word in words.split(' ') {
            code.line(0, format!("  | {word}"));
        }
    }
}

/// A sentence with its full stop.
pub(super) fn sentence(text: &str) -> String {
    if text.is_empty() || text.ends_with(['.', '!', '?', ':']) { text.to_owned() } else { format!("{text}.") }
}
