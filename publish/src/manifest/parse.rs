//! Reads TOML into a tree, with all mistakes of its syntax.

use serde_json::Number;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::place::Span;
use super::report::{At, Report};
use super::tree::{Entry, Node, Tree};

/// The tree of a text; `None` if mistakes of its syntax make it incomplete.
pub(super) fn toml(text: &str, report: &mut Report) -> Option<Node> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut is_complete = true;
    for error in errors {
        let at = At::new("", error.span().unwrap_or_default().into());
        if error.message().starts_with("duplicate key") {
            let key = at.span.of(text).trim();
            report
                .error("duplicate", &at, format!("the key `{key}` comes twice in one table"))
                .advise("keep one of them");
        } else {
            is_complete = false;
            report.error("syntax", &at, format!("is not valid TOML: {}", error.message()));
        }
    }
    let span = Span { start: 0, end: 0 };
    is_complete.then(|| Node { tree: table(root.into_inner()), span })
}

fn table(table: DeTable<'_>) -> Tree {
    let mut entries: Vec<_> = table.into_iter().map(|(key, value)| entry(key, value)).collect();
    entries.sort_by_key(|entry| entry.key_span);
    Tree::Table(entries)
}

fn entry(key: Spanned<std::borrow::Cow<'_, str>>, value: Spanned<DeValue<'_>>) -> Entry {
    let key_span = key.span().into();
    Entry { key: key.into_inner().into_owned(), key_span, node: node(value) }
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let span = value.span().into();
    let tree = match value.into_inner() {
        DeValue::String(text) => Tree::String(text.into_owned()),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(integer) => Tree::Number(integer.into()),
            Err(_) => Tree::Other("a number beyond 64 bits"),
        },
        DeValue::Float(float) => match float.as_str().parse().ok().and_then(Number::from_f64) {
            Some(float) => Tree::Number(float),
            None => Tree::Other("a number without a finite value"),
        },
        DeValue::Boolean(value) => Tree::Bool(value),
        DeValue::Datetime(_) => Tree::Other("a date or time"),
        DeValue::Array(items) => Tree::List(items.into_iter().map(node).collect()),
        DeValue::Table(entries) => table(entries),
    };
    Node { tree, span }
}
