//! Imports between the files of a package: Rust crates, the Python package, and the TypeScript
//! sources.
//!
//! A module and the modules below it belong together, so a module may import from the modules below
//! it. Those edges are left out. Imports of unit tests are left out too.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;

/// A module: its package and its path in it.
type Module = (String, Vec<String>);

/// The imported files of every file.
pub(super) fn read(sources: &[Source]) -> BTreeMap<&str, BTreeSet<&str>> {
    let modules: BTreeMap<Module, &Source> =
        sources.iter().filter_map(|source| Some((module(&source.path)?, source))).collect();
    let tree = Tree { aliases: modules.iter().flat_map(|(module, source)| aliases(module, source)).collect(), modules };
    let edges = tree.modules.iter().map(|(module, source)| {
        let (package, own) = module;
        let targets = match source.ending() {
            "rs" => paths(code(&source.text), &["crate::", "super::", "self::"]),
            "py" => python(&source.text, source.path.ends_with("__init__.py")),
            _ => typescript(&source.text),
        };
        let found = targets.iter().filter_map(|path| tree.find(package, own, path, 0));
        let is_below = |target: &&Module| target.1.len() > own.len() && target.1.starts_with(own);
        let found = found.filter(|target| *target != module && !is_below(target));
        (source.path.as_str(), found.map(|target| tree.modules[target].path.as_str()).collect())
    });
    edges.collect()
}

/// All modules, and the names that they export from other modules.
struct Tree<'a> {
    modules: BTreeMap<Module, &'a Source>,
    aliases: BTreeMap<(Module, String), Vec<String>>,
}

impl Tree<'_> {
    /// The module of a path, as it is written in another module.
    fn find(&self, package: &str, from: &[String], path: &[String], depth: usize) -> Option<&Module> {
        let mut at = (package.to_owned(), from.to_vec());
        for name in path {
            match name.as_str() {
                "crate" => at.1.clear(),
                "super" => drop(at.1.pop()),
                "self" => {}
                _ => {
                    let mut next = at.clone();
                    next.1.push(name.clone());
                    if !self.modules.keys().any(|module| module.0 == next.0 && module.1.starts_with(&next.1)) {
                        let alias = self.aliases.get(&(at.clone(), name.clone())).filter(|_| depth < 8);
                        let found = alias.and_then(|path| self.find(package, &at.1, path, depth + 1));
                        return found.or_else(|| self.modules.get_key_value(&at).map(|(module, _)| module));
                    }
                    at = next;
                }
            }
        }
        self.modules.get_key_value(&at).map(|(module, _)| module)
    }
}

/// The module of a file, or `None` if its imports are not checked.
fn module(path: &str) -> Option<Module> {
    let (package, file) = match path.split_once("/src/") {
        Some((package, file)) if path.ends_with(".rs") => (package, file),
        _ => ["bindings-python/python/", "bindings-node/ts/"]
            .iter()
            .find_map(|package| Some((*package, path.strip_prefix(package)?)))?,
    };
    let (name, ending) = file.rsplit_once('.')?;
    let mut names: Vec<_> = name.split('/').map(ToOwned::to_owned).collect();
    let last = names.last().map(String::as_str)?;
    if !matches!(ending, "rs" | "py" | "ts") || last == "tests" || file.starts_with("bin/") {
        return None;
    }
    if matches!((last, names.len()), ("lib" | "main", 1) | ("mod" | "__init__", _)) {
        names.pop();
    }
    Some((package.to_owned(), names))
}

/// Rust without comments and unit tests.
fn code(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let is_test = |pair: &[&str]| pair[0].contains("cfg(") && pair[0].contains("test") && pair[1].starts_with("mod ");
    let end = lines.windows(2).position(is_test).unwrap_or(lines.len());
    lines[..end].join("\n")
}

/// The names that a Rust module exports from others.
fn aliases(module: &Module, source: &Source) -> Vec<((Module, String), Vec<String>)> {
    let uses = ["pub use ", "pub(crate) use ", "pub(super) use "];
    let found = if source.ending() == "rs" { paths(code(&source.text), &uses) } else { Vec::new() };
    let named = found.into_iter().filter_map(|path| Some(((module.clone(), path.last()?.clone()), path)));
    named.collect()
}

/// The paths in Rust that begin with one of these words.
fn paths(code: String, starts: &[&str]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for start in starts {
        for (at, _) in code.match_indices(start) {
            if !code[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | ':' | '$')) {
                let first = start.trim_end_matches("::");
                let path = if first == *start { Vec::new() } else { vec![first.to_owned()] };
                read_path(&code[at + start.len()..], &path, &mut found);
            }
        }
    }
    found
}

/// Reads a path or a tree of paths, and returns the rest of the text.
fn read_path<'a>(text: &'a str, before: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = read_path(rest, before, found);
            let Some(end) = rest.find([',', '}']) else { return "" };
            let is_last = rest[end..].starts_with('}');
            rest = &rest[end + 1..];
            if is_last {
                return rest;
            }
        }
    }
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let (name, rest) = text.split_at(text.find(|character| !is_name(character)).unwrap_or(text.len()));
    let path = [before, &[name.to_owned()]].concat();
    match rest.strip_prefix("::") {
        Some(next) if next.starts_with(|first| is_name(first) || first == '{') => read_path(next, &path, found),
        _ if name.is_empty() => rest,
        _ => {
            found.push(path);
            rest
        }
    }
}

/// The relative imports of a Python module, as paths in the form of Rust.
fn python(text: &str, is_package: bool) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("from .") {
        let Some((from, names)) = text[at + "from ".len()..].split_once(" import ") else { continue };
        let name = from.trim_start_matches('.');
        let levels = from.len() - name.len() - usize::from(is_package);
        let mut path = vec!["super".to_owned(); levels];
        path.extend(name.split('.').filter(|name| !name.is_empty()).map(ToOwned::to_owned));
        let end = if names.starts_with('(') { names.find(')') } else { names.find('\n') };
        let names = names[..end.unwrap_or(names.len())].trim_start_matches('(').split(',');
        let names = names.filter_map(|name| name.split_whitespace().next());
        found.extend(names.map(|name| [&path[..], &[name.to_owned()]].concat()));
    }
    found
}

/// The relative imports of a TypeScript module, as paths in the form of Rust.
fn typescript(text: &str) -> Vec<Vec<String>> {
    let starts = text.match_indices(" from '.").map(|(at, _)| &text[at + " from '".len()..]);
    let targets = starts.filter_map(|rest| rest.split('\'').next());
    let segments = targets.map(|target| {
        let names = target.trim_end_matches(".js").split('/').filter(|name| *name != ".");
        let names = names.map(|name| if name == ".." { "super".to_owned() } else { name.to_owned() });
        std::iter::once("super".to_owned()).chain(names).collect()
    });
    segments.collect()
}
