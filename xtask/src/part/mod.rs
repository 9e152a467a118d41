//! The parts that a verb can be about, one file each: a language, or the emulator.

pub(crate) mod csharp;
pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod rust;

use clap::ValueEnum;

use crate::step::Result;

/// A part of the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// core, bridge, emulator and the Rust tests.
    Rust,
    /// bindings-python.
    Python,
    /// bindings-node.
    Node,
    /// bindings-csharp.
    Csharp,
}

impl Part {
    pub(crate) const ALL: [Part; 4] = [Part::Rust, Part::Python, Part::Node, Part::Csharp];

    /// Fetches the tools of its language, into this folder.
    pub(crate) fn setup(self) -> Result {
        match self {
            Part::Rust => Ok(()),
            Part::Python => python::setup(),
            Part::Node => node::setup(),
            Part::Csharp => csharp::setup(),
        }
    }

    /// Everything that has to pass in it. Rust alone has tests with a long form.
    pub(crate) fn test(self, long: bool) -> Result {
        match self {
            Part::Rust => rust::test(long),
            Part::Python => python::test(),
            Part::Node => node::test(),
            Part::Csharp => csharp::test(),
        }
    }

    /// Plays the vectors whose names contain this one, in its language.
    pub(crate) fn play_vectors(self, name: &str) -> Result {
        match self {
            Part::Rust => rust::play_vectors(name),
            Part::Python => python::play_vectors(name),
            Part::Node => node::play_vectors(name),
            Part::Csharp => csharp::play_vectors(name),
        }
    }

    /// Fails if what was packaged of it is too large.
    pub(crate) fn check(self) -> Result {
        match self {
            Part::Rust => Ok(()),
            Part::Python => python::check(),
            Part::Node => node::check(),
            Part::Csharp => csharp::check(),
        }
    }

    /// Makes what is published of it, below `dist/`.
    pub(crate) fn package(self) -> Result {
        match self {
            Part::Rust => Ok(()),
            Part::Python => python::package(),
            Part::Node => node::package(),
            Part::Csharp => csharp::package(),
        }
    }
}
