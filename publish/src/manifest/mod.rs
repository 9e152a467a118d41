//! Manifests: TOML or JSON that says what an account should have.
//!
//! A text becomes a tree with places (`parse`, `json`). Its tables become the bodies of creates
//! (`document`, `version`, `table`), with variables filled in (`variables`), and are validated as a
//! call validates them (`check`). All problems are collected (`report`) and shown with their lines
//! (`problem`), without what must not be shown (`hide`).

mod check;
mod context;
mod digest;
mod document;
mod hide;
mod json;
mod parse;
mod place;
mod problem;
mod prune;
mod references;
mod report;
mod table;
mod tree;
mod variables;
mod version;
mod warning;

use std::path::Path;

pub use hide::looks_secret;
pub use place::Place;
pub use problem::{Level, Problem, Problems};
pub use variables::Inputs;

use self::context::Context;
use self::report::{At, Report};
use self::variables::Variables;
use crate::desired::Desired;

/// Maximum size of a manifest in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

/// The format of a manifest's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// TOML.
    #[default]
    Toml,
    /// JSON with the same tables as objects.
    Json,
}

/// A manifest that can be used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Loaded {
    /// What it asks for.
    pub desired: Desired,
    /// What is probably not meant, in the order of the file: problems of the levels
    /// [`Warning`](Level::Warning) and [`Note`](Level::Note).
    pub warnings: Vec<Problem>,
}

impl Format {
    /// The format of a file by its name: JSON for `.json`, else TOML.
    pub fn of(path: &Path) -> Self {
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if is_json { Self::Json } else { Self::Toml }
    }
}

/// Reads a manifest from a file. Paths in it are relative to its folder.
///
/// # Errors
/// All problems of the manifest, with its warnings.
pub fn load(path: &Path, inputs: &Inputs) -> Result<Loaded, Problems> {
    let refuse = |message: String, advice: &str| {
        let mut report = Report::default();
        report.error("unreadable", &At::default(), message).advise(advice).of_file();
        Problems(report.finish(path, ""))
    };
    let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    if is_yaml {
        let advice = "in YAML a version `1.10` is the number 1.1: write the manifest in TOML or JSON";
        return Err(refuse("the manifest is YAML, which is not read".to_owned(), advice));
    }
    match variables::read(path, MAX_SIZE) {
        Ok(text) => read(&text, Format::of(path), path, inputs),
        Err(reason) => Err(refuse(format!("the manifest {reason}"), "check its path and its permissions")),
    }
}

/// Reads a manifest from a text. `path` is its place for messages and for the paths in it; the file
/// need not exist.
///
/// ```
/// use std::path::Path;
///
/// use edgegap_publish::{Format, Inputs, read};
///
/// let text = r#"
/// format = 1
/// app = { name = "space-arena" }
/// [versions.dev]
/// docker_repository = "docker.io"
/// docker_image = "my-studio/space-arena"
/// docker_tag = "${TAG}"
/// req_cpu = 1024
/// req_memory = 1024
/// "#;
/// let path = Path::new("edgegap.toml");
/// let problems = read(text, Format::Toml, path, &Inputs::default()).unwrap_err();
/// assert_eq!(problems.iter().next().unwrap().message, "the variable `TAG` is not set");
///
/// let inputs = Inputs { set: [("TAG".into(), "b43".into())].into(), ..Inputs::default() };
/// let desired = read(text, Format::Toml, path, &inputs)?.desired;
/// assert_eq!(desired.versions[0].object.body["docker_tag"], "b43");
/// # Ok::<(), edgegap_publish::Problems>(())
/// ```
///
/// # Errors
/// All problems of the manifest, with its warnings.
pub fn read(text: &str, format: Format, path: &Path, inputs: &Inputs) -> Result<Loaded, Problems> {
    let mut report = Report::default();
    let root = match format {
        Format::Toml => parse::toml(text, &mut report),
        Format::Json => json::json(text, &mut report),
    };
    let Some(root) = root else {
        hide::hide_text(text, &mut report);
        return Err(Problems(report.finish(path, text)));
    };
    hide::hide_logins(&root, &mut report);
    let mut context = Context { text, path, variables: Variables::new(inputs, text, path), report };
    let mut desired = document::read(&mut context, &root);
    let Context { variables, mut report, .. } = context;
    desired.path = path.to_owned();
    desired.hash = variables.finish(&mut report).to_string();
    let problems = report.finish(path, text);
    match problems.iter().any(|problem| problem.level == Level::Error) {
        true => Err(Problems(problems)),
        false => Ok(Loaded { desired, warnings: problems }),
    }
}
