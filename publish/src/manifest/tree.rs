//! What a manifest says, whatever its format: values with their places.

use serde_json::Number;

use super::place::Span;

/// A value.
pub(super) struct Node {
    pub(super) tree: Tree,
    pub(super) span: Span,
}

/// The forms of a value.
pub(super) enum Tree {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// A value that no field of the API has, by its name: `a date`.
    Other(&'static str),
}

/// A key of a table with its value.
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) node: Node,
}

impl Node {
    pub(super) fn as_str(&self) -> Option<&str> {
        match &self.tree {
            Tree::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_table(&self) -> Option<&[Entry]> {
        match &self.tree {
            Tree::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The type, for messages.
    pub(super) fn type_name(&self) -> &'static str {
        match &self.tree {
            Tree::Null => "null",
            Tree::Bool(_) => "a boolean",
            Tree::Number(number) if number.is_f64() => "a fraction",
            Tree::Number(_) => "a number",
            Tree::String(_) => "a string",
            Tree::List(_) => "a list",
            Tree::Table(_) => "a table",
            Tree::Other(name) => name,
        }
    }

    /// Calls `found` with every string and its place.
    pub(super) fn strings(&self, found: &mut impl FnMut(&str, Span)) {
        match &self.tree {
            Tree::String(text) => found(text, self.span),
            Tree::List(items) => items.iter().for_each(|item| item.strings(found)),
            Tree::Table(entries) => entries.iter().for_each(|entry| entry.node.strings(found)),
            _ => {}
        }
    }
}

/// The path of a key within a table, as TOML writes it: `versions."1.0.0"`.
pub(super) fn join(path: &str, key: &str) -> String {
    let is_bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let dot = if path.is_empty() { "" } else { "." };
    if is_bare { format!("{path}{dot}{key}") } else { format!("{path}{dot}\"{}\"", key.escape_debug()) }
}
