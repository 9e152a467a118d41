//! The server of prepared replies, for measuring clients: what it takes of the processor that all share is next to nothing.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::step::{Result, cargo, command, run};
use crate::{file, layout};

/// The running server; it ends with its standard input, at the latest when this is dropped.
pub(super) struct Canned {
    child: Child,
    /// Its address.
    pub(super) url: String,
    /// Its address with TLS.
    pub(super) tls_url: String,
    /// The authority of its certificate.
    pub(super) ca_file: PathBuf,
}

impl Canned {
    /// Builds and starts it, on free ports.
    pub(super) fn start() -> Result<Self> {
        build()?;
        let failed = |error| format!("the server does not start: {error}");
        let folder = layout::target().join("bench");
        file::create(&folder)?;
        let mut command = command(layout::program("release", "canned"), &["--tls"]);
        let mut child = command.arg(&folder).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(failed)?;
        }
        let mut urls = line.split_whitespace().map(str::to_owned);
        match (urls.next(), urls.next()) {
            (Some(url), Some(tls_url)) => Ok(Self { child, url, tls_url, ca_file: folder.join("ca.pem") }),
            _ => {
                drop(child.stdin.take());
                // It was about to end by itself.
                let _ = child.wait();
                Err(format!("the server does not say where it is: {line:?}"))
            }
        }
    }
}

/// Builds all measuring programs and the emulator. Always all of them: with other packages beside, dependencies have other features and are built again.
pub(super) fn build() -> Result {
    let packages = ["--package", "edgegap-bench", "--package", "edgegap-emulator"];
    run("release build", cargo(&["build", "--release", "--locked", "--bins"]).args(packages))
}

impl Drop for Canned {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It may be gone already, which is as good.
        let _ = self.child.wait();
    }
}
