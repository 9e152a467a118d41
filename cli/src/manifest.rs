//! The manifest of a run: found, read, and its problems shown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use edgegap_publish::{Desired, Inputs, Level, Problem, Problems};

use crate::failure::{Failure, Result};
use crate::session::Session;

/// The names of a manifest, in order of precedence.
const NAMES: [&str; 2] = ["edgegap.toml", "edgegap.json"];

/// A manifest that can be used.
pub(crate) struct Manifest {
    pub(crate) desired: Desired,
    pub(crate) warnings: Vec<Problem>,
}

/// The path of the manifest as the user knows it.
pub(crate) fn path(session: &Session<'_>) -> PathBuf {
    match &session.settings.manifest {
        Some(path) => path.into(),
        None => find(session).unwrap_or_else(|| NAMES[0].into()),
    }
}

/// The manifest of the working directory, if there is one.
pub(crate) fn find(session: &Session<'_>) -> Option<PathBuf> {
    let names = NAMES.iter().map(PathBuf::from);
    names.into_iter().find(|name| session.host.path(name).is_file())
}

/// True if the command line or the working directory has a manifest.
pub(crate) fn is_given(session: &Session<'_>) -> bool {
    session.settings.manifest.is_some() || find(session).is_some()
}

/// Reads the manifest, and shows its warnings.
pub(crate) fn load(session: &Session<'_>) -> Result<Manifest> {
    let manifest = read(session).map_err(|problems| refuse(session, problems))?;
    for warning in &manifest.warnings {
        session.output.problem(warning);
    }
    session.ci.annotate(&session.output, &manifest.warnings);
    session.ci.mask(&session.output, &manifest.desired);
    Ok(manifest)
}

/// Reads the manifest.
pub(crate) fn read(session: &Session<'_>) -> Result<Manifest, Problems> {
    let path = resolve(session, &path(session));
    let loaded = edgegap_publish::load(&path, &inputs(session))?;
    Ok(Manifest { desired: loaded.desired, warnings: loaded.warnings })
}

/// A path in the working directory of the run. It stays relative, for messages, if that is the
/// working directory of the process.
fn resolve(session: &Session<'_>, path: &Path) -> PathBuf {
    let is_here = std::env::current_dir().is_ok_and(|here| here == session.host.path(""));
    if is_here { path.to_owned() } else { session.host.path(path) }
}

fn inputs(session: &Session<'_>) -> Inputs {
    Inputs { set: session.settings.set.iter().cloned().collect(), environment: environment(session) }
}

/// The variables that are text.
pub(crate) fn environment(session: &Session<'_>) -> BTreeMap<String, String> {
    let variables = session.host.variables();
    variables.filter_map(|(name, value)| Some((name.to_str()?.to_owned(), value.to_str()?.to_owned()))).collect()
}

/// The failure of a manifest with problems, which are shown at their places.
fn refuse(session: &Session<'_>, problems: Problems) -> Failure {
    let shown = problems.render(session.output.has_error_color);
    let all: Vec<Problem> = problems.iter().cloned().collect();
    session.ci.annotate(&session.output, &all);
    Failure::from(edgegap_publish::Error::Manifest(problems)).rendered(shown)
}

/// The number of problems of a level.
pub(crate) fn count(problems: &[Problem], level: Level) -> usize {
    problems.iter().filter(|problem| problem.level == level).count()
}
