//! The parts of the repository, one file for each language.

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

    /// The name in commands and in result files.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Part::Rust => "rust",
            Part::Python => "python",
            Part::Node => "node",
            Part::Csharp => "csharp",
        }
    }

    /// Installs the tools of the language below the build folder.
    pub(crate) fn setup(self) -> Result {
        match self {
            Part::Rust => Ok(()),
            Part::Python => python::setup(),
            Part::Node => node::setup(),
            Part::Csharp => csharp::setup(),
        }
    }

    /// Runs all lints and tests. Only those of Rust have a long form.
    pub(crate) fn test(self, long: bool) -> Result {
        match self {
            Part::Rust => rust::test(long),
            Part::Python => python::test(),
            Part::Node => node::test(),
            Part::Csharp => csharp::test(),
        }
    }

    /// Tests the package inside the tools that people use it with.
    pub(crate) fn test_tools(self) -> Result {
        match self {
            Part::Rust | Part::Csharp => Ok(()),
            Part::Python => python::test_tools(),
            Part::Node => node::test_tools(),
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

    /// Runs the code in the documents, in its language.
    pub(crate) fn run_documents(self) -> Result {
        match self {
            Part::Rust => rust::run_documents(),
            Part::Python => python::run_documents(),
            Part::Node => node::run_documents(),
            Part::Csharp => csharp::run_documents(),
        }
    }
}
