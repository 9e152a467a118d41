//! A server of the tests that runs on its own, for tests that cannot start it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::layout;
use crate::step::Result;

/// A running server. It ends when its standard input closes, and so with this program.
pub(super) struct Server {
    child: Child,
    /// The variable in which tests look for it, and its URL.
    pub(super) variable: (&'static str, String),
}

impl Server {
    pub(super) fn start(program: &str, variable: &'static str) -> Result<Self> {
        let mut command = Command::new(layout::program("debug", program));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("cannot start {program}: {error}"))?;
        let mut url = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut url).map_err(|error| format!("{program} printed nothing: {error}"))?;
        }
        let url = url.trim().to_owned();
        let server = Self { child, variable: (variable, url) };
        if server.variable.1.starts_with("http://") {
            Ok(server)
        } else {
            Err(format!("{program} did not print its URL: {:?}", server.variable.1))
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Errors mean that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
