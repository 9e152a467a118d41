//! The Node package beside global fetch, undici and axios. The server answers canned replies: what it takes of the processor is no difference between sides.

use std::path::{Path, PathBuf};

use super::canned::Canned;
use crate::native::{built, shipped_mb};
use crate::step::{Result, command, run};

/// Runs all measurements and prints them. `folder` makes the one that has the peers and the package with a native part.
pub(crate) fn run_all(folder: impl Fn(&Path) -> Result<PathBuf>) -> Result {
    let library = built("native", "edgegap_node");
    let folder = folder(&library)?;
    let server = Canned::start()?;
    let mut measure = command("node", &["run.mjs", &server.url, "canned"]);
    run("Node beside its peers", measure.current_dir(folder))?;
    println!("{{\"figure\": \"native part of Node\", \"mb\": {:.2}}}", shipped_mb("edgegap_node")?);
    Ok(())
}
