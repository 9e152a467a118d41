//! The server that answers canned replies, for measuring clients: what it takes of the processor that all share is next to nothing.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::layout;
use crate::step::{Result, cargo, command, run};

/// The running server; it ends with its standard input, at the latest when this is dropped.
pub(super) struct Canned {
    child: Child,
    /// Its address.
    pub(super) url: String,
}

impl Canned {
    /// Builds and starts it, on a free port.
    pub(super) fn start() -> Result<Self> {
        let server = ["build", "--release", "--locked", "--package", "edgegap-bench", "--bin", "canned"];
        run("release build of the server", &mut cargo(&server))?;
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
