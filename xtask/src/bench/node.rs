//! The Node package beside global fetch, undici and axios. The server answers canned replies: what it takes of the processor is no difference between sides.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::layout;
use crate::native::{built, shipped_mb};
use crate::step::{Result, cargo, command, run};

/// Runs all measurements and prints them. `folder` makes the one that has the peers and the package with a native part.
pub(crate) fn run_all(folder: impl Fn(&Path) -> Result<PathBuf>) -> Result {
    let server = ["build", "--release", "--locked", "--package", "edgegap-bench", "--bin", "canned"];
    run("release build of the server", &mut cargo(&server))?;
    let library = built("native", "edgegap_node");
    let folder = folder(&library)?;
    let server = Canned::start()?;
    let mut measure = command("node", &["run.mjs", &server.url, "canned"]);
    run("Node beside its peers", measure.current_dir(folder))?;
    println!("{{\"figure\": \"native part of Node\", \"mb\": {:.2}}}", shipped_mb("edgegap_node")?);
    Ok(())
}

/// The running server; it ends with its standard input, at the latest when this is dropped.
struct Canned {
    child: Child,
    url: String,
}

impl Canned {
    fn start() -> Result<Self> {
        let failed = |error| format!("the server does not start: {error}");
        let mut command = command(layout::program("release", "canned"), &[]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let mut url = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut url).map_err(failed)?;
        }
        Ok(Self { child, url: url.trim().to_owned() })
    }
}

impl Drop for Canned {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It may be gone already, which is as good.
        let _ = self.child.wait();
    }
}
