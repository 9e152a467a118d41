//! The server of the benchmarks. Its replies are prepared, so that it takes almost none of the
//! shared processor time.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::step::{Result, cargo, command, run};
use crate::{file, layout};

/// The running server. It ends when its standard input closes, at the latest on drop.
pub(super) struct Canned {
    child: Child,
    /// Base URL.
    pub(super) url: String,
    /// Base URL with TLS.
    pub(super) tls_url: String,
    /// The CA of its certificate.
    pub(super) ca_file: PathBuf,
}

impl Canned {
    /// Builds and starts the server on free ports.
    pub(super) fn start() -> Result<Self> {
        build()?;
        let failed = |error| format!("cannot start the server: {error}");
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
                // It ends by itself.
                let _ = child.wait();
                Err(format!("the server did not print its URLs: {line:?}"))
            }
        }
    }
}

/// Builds all benchmarks and the emulator. Always all of them: another set of packages would change
/// the features of dependencies, which would be built again.
pub(super) fn build() -> Result {
    let packages = ["--package", "edgegap-bench", "--package", "edgegap-emulator"];
    run("release build", cargo(&["build", "--release", "--locked", "--bins"]).args(packages))
}

impl Drop for Canned {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // Errors mean that it has ended already.
        let _ = self.child.wait();
    }
}
