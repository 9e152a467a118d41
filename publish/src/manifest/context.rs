//! Reads the values of a manifest one by one, and reports those of the wrong form.

use std::path::Path;

use edgegap_sdk::check::nearest;

use super::report::{At, Report};
use super::tree::{Entry, Node, Tree, join};
use super::variables::{Variables, is_variable};

/// What is needed everywhere while a manifest is read.
pub(super) struct Context<'a> {
    pub(super) text: &'a str,
    pub(super) path: &'a Path,
    pub(super) variables: Variables<'a>,
    pub(super) report: Report,
}

/// A key of a table with its path.
#[derive(Clone)]
pub(super) struct Given<'a> {
    pub(super) key: &'a str,
    pub(super) node: &'a Node,
    pub(super) at: At,
}

/// The keys of a table with their paths.
pub(super) fn given<'a>(entries: &'a [Entry], path: &str) -> Vec<Given<'a>> {
    let given = |entry: &'a Entry| Given {
        key: &entry.key,
        node: &entry.node,
        at: At::new(join(path, &entry.key), entry.key_span),
    };
    entries.iter().map(given).collect()
}

/// The key with this name.
pub(super) fn find<'a, 'b>(given: &'b [Given<'a>], key: &str) -> Option<&'b Given<'a>> {
    given.iter().find(|given| given.key == key)
}

impl Context<'_> {
    /// Reports a value of the wrong type.
    pub(super) fn wrong_type(&mut self, at: &At, node: &Node, expected: &str) {
        let at = self.value_at(at, node);
        let draft = self.report.error("wrong_type", &at, format!("must be {expected}, not {}", node.type_name()));
        if let Tree::Other("a date or time") = node.tree {
            draft.advise("the API has no such values: write it as a string, in quotes");
        }
        // Nothing is known about the values in it.
        if let Tree::List(_) | Tree::Table(_) = node.tree {
            node.strings(&mut |_, span| self.report.hide(span));
        }
    }

    /// The place of a value. A table with a header has only that of its key.
    pub(super) fn value_at(&self, at: &At, node: &Node) -> At {
        let has_header = node.as_table().is_some() && !node.span.of(self.text).starts_with('{');
        if has_header { at.clone() } else { at.on(node.span) }
    }

    /// Reports keys that are not known, and never shows their values: they may be secrets whose key
    /// is misspelt. Returns the keys that were probably meant.
    pub(super) fn check_keys<'k>(&mut self, given: &[Given<'_>], known: &[&'k str]) -> Vec<&'k str> {
        let mut meant = Vec::new();
        for Given { key, node, at } in given.iter().filter(|given| !known.contains(&given.key)) {
            let meant_key = nearest(key, known.iter().copied());
            let message = match meant_key {
                Some(nearest) => format!("is not a key; did you mean `{nearest}`?"),
                None => format!("is not a key; the keys are {}", known.join(", ")),
            };
            meant.extend(meant_key);
            self.report.error("unknown", at, message);
            node.strings(&mut |_, span| self.report.hide(span));
        }
        meant
    }

    /// A table; anything else is reported.
    pub(super) fn table<'n>(&mut self, at: &At, node: &'n Node) -> Option<&'n [Entry]> {
        if node.as_table().is_none() {
            self.wrong_type(at, node, "a table");
        }
        node.as_table()
    }

    /// True or false; anything else is reported.
    pub(super) fn boolean(&mut self, given: &Given<'_>) -> Option<bool> {
        match given.node.tree {
            Tree::Bool(value) => Some(value),
            _ => {
                self.wrong_type(&given.at, given.node, "true or false");
                None
            }
        }
    }

    /// A string with its variables replaced; anything else is reported.
    pub(super) fn string(&mut self, at: &At, node: &Node) -> Option<String> {
        match node.as_str() {
            Some(text) => self.variables.expand(text, &at.on(node.span), &mut self.report),
            None => {
                self.wrong_type(at, node, "a string");
                None
            }
        }
    }

    /// A list of strings with their places. The names of versions that are left out are left out
    /// here too.
    pub(super) fn strings(&mut self, list: &Given<'_>, left_out: &[String]) -> Vec<(String, At)> {
        let Tree::List(items) = &list.node.tree else {
            self.wrong_type(&list.at, list.node, "a list of strings");
            return Vec::new();
        };
        let mut found = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let at = At::new(format!("{}[{index}]", list.at.path), item.span);
            if item.as_str().is_some_and(|text| left_out.iter().any(|name| name == text)) {
                continue;
            }
            found.extend(self.string(&at, item).map(|text| (text, at)));
        }
        found
    }

    /// The value of `{ env = "NAME" }` or `{ file = "path" }`.
    pub(super) fn source(&mut self, given: &[Given<'_>], is_secret: bool, whole: &At) -> Option<String> {
        let (mut env, mut file) = (None, None);
        for given in given {
            match given.key {
                "env" => env = Some(given),
                "file" => file = Some(given),
                _ => {}
            }
        }
        match (env, file) {
            (Some(env), None) => {
                let name = self.string(&env.at, env.node)?;
                self.variables.environment(&name, is_secret, &whole.on(env.node.span))
            }
            (None, Some(file)) => {
                let path = self.string(&file.at, file.node)?;
                self.variables.file(&path, &whole.on(file.node.span), &mut self.report)
            }
            (Some(_), Some(file)) => {
                let at = whole.on(file.at.span);
                self.report.error("conflict", &at, "has both `env` and `file`").advise("keep one of them");
                None
            }
            (None, None) => None,
        }
    }

    /// Refuses a secret that is in the manifest.
    pub(super) fn refuse_literal(&mut self, node: &Node, at: &At) {
        node.strings(&mut |_, span| self.report.hide(span));
        self.report.hide(at.span);
        let variable = node.as_str().and_then(|text| text.strip_prefix("${")?.strip_suffix('}'));
        let name = variable.filter(|name| is_variable(name)).unwrap_or("NAME");
        self.report
            .error("literal_secret", at, "is a secret, which may not be in the manifest")
            .advise(format!("use `{{ env = \"{name}\" }}` or `{{ file = \"path\" }}`"));
    }

    /// The value of an environment variable of the game server, which is text.
    pub(super) fn env_text(&mut self, node: &Node, at: &At) -> Option<String> {
        if let Tree::Bool(_) | Tree::Number(_) = node.tree {
            let message = format!("must be a string, not {}", node.type_name());
            self.report.error("wrong_type", at, message).advise("write it in quotes");
            return None;
        }
        self.string(at, node)
    }
}
