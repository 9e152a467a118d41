//! The command line: the tree of commands, and the values of their arguments.

pub(crate) mod body;
pub(crate) mod field;
pub(crate) mod global;
pub(crate) mod item;
pub(crate) mod publish;
pub(crate) mod resource;
pub(crate) mod secret;
pub(crate) mod tree;

use clap::{Arg, ArgAction};

/// An option with a value.
pub(crate) fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// An option without a value.
pub(crate) fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

/// The first sentence of a documentation.
pub(crate) fn first_sentence(doc: &str) -> String {
    let doc = edgegap_sdk::paragraph(doc);
    doc.split_once(". ").map_or(doc.trim_end_matches('.').to_owned(), |(first, _)| first.to_owned())
}

/// The name of the flag of a field, without dashes.
pub(crate) fn flag(name: &str) -> String {
    name.replace('_', "-")
}
