//! Import circles between files.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, imports};

/// Pairs of files in one folder that may import each other: a builder and the type that it builds.
const PAIRS: [(&str, &str); 3] = [("builder.rs", "client.rs"), ("builder.rs", "emulator.rs"), ("builder.rs", "mod.rs")];

/// The circles.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut edges = imports::read(sources);
    for (from, targets) in &mut edges {
        targets.retain(|to| !is_pair(from, to));
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = edges.keys().map(|from| (*from, reach(from, &edges))).collect();
    let mut circles = BTreeSet::new();
    for (from, targets) in &reached {
        let circle: Vec<_> = targets.iter().filter(|to| reached[**to].contains(from)).copied().collect();
        if !circle.is_empty() {
            circles.insert(circle);
        }
    }
    circles.into_iter().map(|circle| format!("{}:1: import circle of {}", circle[0], circle.join(", "))).collect()
}

fn is_pair(one: &str, other: &str) -> bool {
    let ((folder, one), (same, other)) = match (one.rsplit_once('/'), other.rsplit_once('/')) {
        (Some(one), Some(other)) => (one, other),
        _ => return false,
    };
    folder == same && PAIRS.iter().any(|(a, b)| (one, other) == (*a, *b) || (other, one) == (*a, *b))
}

/// Everything that a file imports, directly or not.
fn reach<'a>(from: &str, edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = edges[from].iter().copied().collect();
    while let Some(file) = open.pop() {
        if found.insert(file) {
            open.extend(&edges[file]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(files: &[(&str, &str)]) -> Vec<String> {
        let source = |(path, text): &(&str, &str)| Source {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
            is_generated: false,
        };
        check(&files.iter().map(source).collect::<Vec<_>>())
    }

    #[test]
    fn circles_in_rust_are_found() {
        let circle = [
            ("core/src/lib.rs", "pub use self::b::{B as C, c::D};"),
            ("core/src/a.rs", "use crate::{e::E, D};\n// use crate::e::E\n"),
            ("core/src/b/mod.rs", "use self::c::D;"),
            ("core/src/b/c.rs", "fn f() { super::super::a::g::<u8>() }\n"),
            ("core/src/e.rs", "#[cfg(test)]\nmod tests {\n    use crate::a::X;\n}\n"),
        ];
        assert_eq!(find(&circle), ["core/src/a.rs:1: import circle of core/src/a.rs, core/src/b/c.rs"]);
        assert!(find(&circle[1..]).is_empty());
        let pair = [("core/src/builder.rs", "use crate::client::C;"), ("core/src/client.rs", "use super::builder::B;")];
        assert!(find(&pair).is_empty());
    }

    #[test]
    fn circles_in_python_and_typescript_are_found() {
        let python = [
            ("bindings-python/python/edgegap/__init__.py", "from ._a import A\n"),
            ("bindings-python/python/edgegap/_a.py", "from . import _b\n"),
            ("bindings-python/python/edgegap/_b.py", "    from ._a import (\n        A,\n    )\n"),
        ];
        assert_eq!(find(&python).len(), 1);
        assert!(find(&python[..2]).is_empty());
        let typescript = [
            ("bindings-node/ts/a.ts", "import { b } from './generated/b.js'\n"),
            ("bindings-node/ts/generated/b.ts", "import { type A } from '../a'\n"),
        ];
        assert_eq!(find(&typescript).len(), 1);
        assert!(find(&typescript[1..]).is_empty());
    }
}
