//! The values that a manifest takes from elsewhere: `${NAME}`, `{ env = "NAME" }` and
//! `{ file = "path" }`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use edgegap_sdk::check::nearest;

use super::digest::{Digest, digest};
use super::place::Span;
use super::report::{At, Report};

/// Maximum size of a file that is a value.
const MAX_FILE: u64 = 1024 * 1024;

/// What a manifest may use. The environment of the process is not read: give the variables that the
/// manifest may see.
#[derive(Clone, Default)]
pub struct Inputs {
    /// Values for `${NAME}`, before those of the environment.
    pub set: BTreeMap<String, String>,
    /// Environment variables, for `${NAME}` and `{ env = "NAME" }`.
    pub environment: BTreeMap<String, String>,
}

/// Only the names, because a value may be a secret.
impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |map: &BTreeMap<String, String>| map.keys().cloned().collect::<Vec<_>>();
        f.debug_struct("Inputs")
            .field("set", &names(&self.set))
            .field("environment", &names(&self.environment))
            .finish()
    }
}

/// The variables and files of one manifest.
pub(super) struct Variables<'a> {
    inputs: &'a Inputs,
    text: &'a str,
    folder: PathBuf,
    /// Digests of everything that was used, by what it is.
    used: BTreeMap<String, Digest>,
    missing: BTreeMap<Missing, Vec<At>>,
    /// The names in all `${NAME}`.
    mentioned: BTreeSet<String>,
    /// True while a version is read that is left out: its values need not exist.
    pub(super) is_left_out: bool,
}

/// A variable that is not set, for a message.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Missing {
    /// For `${NAME}`.
    Variable(String),
    /// For `{ env = "NAME" }`.
    Environment(String),
}

/// A part of a string.
enum Part<'a> {
    Text(&'a str),
    Variable(&'a str),
}

/// The name of an object, which may have variables.
pub(super) enum Name {
    Known(String),
    /// One of its variables is not set.
    Unset,
    Wrong,
}

impl<'a> Variables<'a> {
    pub(super) fn new(inputs: &'a Inputs, text: &'a str, manifest: &Path) -> Self {
        let folder = manifest.parent().map(Path::to_owned).unwrap_or_default();
        let (used, missing, mentioned) = Default::default();
        Self { inputs, text, folder, used, missing, mentioned, is_left_out: false }
    }

    /// A string with the values of its variables; `None` if one of them is wrong or not set.
    pub(super) fn expand(&mut self, text: &str, at: &At, report: &mut Report) -> Option<String> {
        let mut expanded = Some(String::new());
        for part in self.parts(text, at, report)? {
            let part = match part {
                Part::Text(text) => Some(text.to_owned()),
                Part::Variable(name) => self.variable(name, at),
            };
            expanded = expanded.zip(part).map(|(before, part)| before + &part);
        }
        expanded
    }

    /// The name of an object. An empty variable counts as not set, because CI systems set missing
    /// ones to an empty string.
    pub(super) fn name(&mut self, text: &str, at: &At, report: &mut Report) -> Name {
        let Some(parts) = self.parts(text, at, report) else { return Name::Wrong };
        let is_unset = |part: &Part<'_>| match part {
            Part::Text(_) => false,
            Part::Variable(name) => self.look_up(name).is_none_or(str::is_empty),
        };
        if parts.iter().any(is_unset) {
            return Name::Unset;
        }
        self.expand(text, at, report).map_or(Name::Wrong, Name::Known)
    }

    /// The value of an environment variable. A secret may not be empty.
    pub(super) fn environment(&mut self, name: &str, is_secret: bool, at: &At) -> Option<String> {
        match get(&self.inputs.environment, name) {
            Some(value) if !(is_secret && value.is_empty()) => {
                self.used.insert(format!("env {name}"), self.digest(name, value));
                Some(value.to_owned())
            }
            _ => {
                self.miss(Missing::Environment(name.to_owned()), at.clone());
                None
            }
        }
    }

    /// The content of a text file. A line break at the end of a single line is not part of it.
    pub(super) fn file(&mut self, path: &str, at: &At, report: &mut Report) -> Option<String> {
        if self.is_left_out {
            return None;
        }
        let content = match read(&self.path(path), MAX_FILE) {
            Ok(content) => content,
            Err(reason) => {
                let draft = report.error("file", at, format!("the file `{}` {reason}", path.escape_debug()));
                if path.starts_with("~/") {
                    draft.advise("`~` has no meaning here: use `${HOME}`");
                } else if Path::new(path).is_relative() {
                    draft.advise("a path is relative to the folder of the manifest");
                }
                return None;
            }
        };
        self.used.insert(format!("file {path}"), self.digest(path, &content));
        let line = content.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        Some(line.filter(|line| !line.contains('\n')).map_or_else(|| content.clone(), ToOwned::to_owned))
    }

    /// Makes a value part of what the manifest asks for.
    pub(super) fn uses(&mut self, what: &str, value: &str) {
        self.used.insert(what.to_owned(), self.digest(what, value));
    }

    /// A path of the manifest.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Reports what is not set, each with all its places, and what is set but not used. Returns the
    /// digest of the text and of everything that was used.
    pub(super) fn finish(self, report: &mut Report) -> Digest {
        for name in self.inputs.set.keys().filter(|name| !self.mentioned.contains(*name)) {
            let message = format!("the variable `{}` is given, but the manifest does not use it", name.escape_debug());
            let draft = report.warning("unused_variable", &At::default(), message);
            match nearest(name, self.mentioned.iter().map(String::as_str)) {
                Some(nearest) => draft.advise(format!("did you mean `{nearest}`?")).of_file(),
                None => draft.advise(format!("use it as `${{{name}}}`, or do not give it")).of_file(),
            }
        }
        let mut all = self.text.to_owned();
        for (what, digest) in &self.used {
            all.push_str(&format!("\0{what}\0{digest}"));
        }
        for (missing, places) in &self.missing {
            missing.report(places, self.inputs, report);
        }
        digest(all.as_bytes())
    }

    fn variable(&mut self, name: &str, at: &At) -> Option<String> {
        let Some(value) = self.look_up(name).map(ToOwned::to_owned) else {
            let reference = format!("${{{name}}}");
            let within = at.span.of(self.text).find(&reference).map(|start| at.span.start + start);
            let span = within.map_or(at.span, |start| Span { start, end: start + reference.len() });
            self.miss(Missing::Variable(name.to_owned()), at.on(span));
            return None;
        };
        self.used.insert(format!("variable {name}"), self.digest(name, &value));
        Some(value)
    }

    fn look_up(&self, name: &str) -> Option<&'a str> {
        let inputs = self.inputs;
        inputs.set.get(name).map(String::as_str).or_else(|| get(&inputs.environment, name))
    }

    fn miss(&mut self, missing: Missing, at: At) {
        if !self.is_left_out {
            self.missing.entry(missing).or_default().push(at);
        }
    }

    /// The text is the key, so that a digest says nothing about the same value elsewhere.
    fn digest(&self, name: &str, value: &str) -> Digest {
        digest(format!("{}\0{name}\0{value}", digest(self.text.as_bytes())).as_bytes())
    }

    fn parts<'t>(&mut self, text: &'t str, at: &At, report: &mut Report) -> Option<Vec<Part<'t>>> {
        let mut parts = Vec::new();
        let mut rest = text;
        let mut is_wrong = false;
        while let Some((before, after)) = rest.split_once("${") {
            if let Some(literal) = before.strip_suffix('$') {
                parts.extend([Part::Text(literal), Part::Text("${")]);
                rest = after;
                continue;
            }
            parts.push(Part::Text(before));
            match after.split_once('}') {
                Some((name, after)) if is_variable(name) => {
                    self.mentioned.insert(name.to_owned());
                    parts.push(Part::Variable(name));
                    rest = after;
                }
                _ => {
                    is_wrong = true;
                    rest = after;
                }
            }
        }
        parts.push(Part::Text(rest));
        if is_wrong {
            report
                .error("variable", at, "has `${` without the name of a variable and `}` behind it")
                .advise("a name has letters, digits and `_`, as in `${TAG}`; write `$${` for the characters `${`");
            return None;
        }
        Some(parts)
    }
}

impl Missing {
    fn report(&self, places: &[At], inputs: &Inputs, report: &mut Report) {
        let Some((first, rest)) = places.split_first() else { return };
        let others = rest.iter().map(|at| at.span).filter(|span| *span != first.span);
        let mut spans: Vec<_> = others.collect();
        spans.sort_unstable();
        spans.dedup();
        match self {
            Self::Variable(name) => {
                report
                    .error("variable", first, format!("the variable `{name}` is not set"))
                    .advise(format!("set it with `--set {name}=...`, `set` in code, or as an environment variable"))
                    .and(spans);
            }
            Self::Environment(name) => {
                let state = if get(&inputs.environment, name).is_some() { "is empty" } else { "is not set" };
                let message = format!("the environment variable `{}` {state}", name.escape_debug());
                let draft = report.error("variable", first, message).and(spans);
                match inputs.set.contains_key(name) {
                    true => {
                        draft.advise("`env` reads only the environment: a secret must not be an argument of a program")
                    }
                    false => draft.advise("set it for this program, for example from a secret of the CI system"),
                };
            }
        }
    }
}

/// A variable of an environment, whose names have no case on Windows.
fn get<'a>(environment: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    let same = || environment.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    environment.get(name).or_else(|| if cfg!(windows) { same() } else { None }).map(String::as_str)
}

/// True for a name that `${NAME}` can have.
pub(super) fn is_variable(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().all(is_part) && name.starts_with(|c: char| !c.is_ascii_digit())
}

/// The content of a text file. Only regular files: a device or a pipe could block the program.
pub(super) fn read(path: &Path, max: u64) -> Result<String, String> {
    let unread = |error: std::io::Error| format!("cannot be read: {error}");
    if !std::fs::metadata(path).map_err(unread)?.is_file() {
        return Err("is not a regular file".to_owned());
    }
    let mut content = Vec::new();
    File::open(path).and_then(|file| file.take(max + 1).read_to_end(&mut content)).map_err(unread)?;
    if content.len() as u64 > max {
        return Err(format!("has more than {max} bytes"));
    }
    String::from_utf8(content).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        format!("is not UTF-8 text: see the byte at index {valid}")
    })
}
