//! The emulator as a child process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::layout;
use crate::step::Result;

/// A running emulator, killed on drop.
pub(crate) struct Emulator {
    child: Child,
    /// Base URL of the emulator.
    pub(crate) url: String,
    /// A valid token.
    pub(crate) token: String,
}

impl Emulator {
    /// Starts the emulator of a build profile on a free port, and waits until it is ready.
    pub(crate) fn start(profile: &str, arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(layout::program(profile, "edgegap-emulator"));
        command.args(["--port", "0", "--print", "json"]).args(arguments).stdout(Stdio::piped()).stdin(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("cannot start the emulator: {error}"))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out)
                .read_line(&mut line)
                .map_err(|error| format!("the emulator printed nothing: {error}"))?;
        }
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        match (ready["url"].as_str(), ready["token"].as_str()) {
            (Some(url), Some(token)) => Ok(Self { child, url: url.to_owned(), token: token.to_owned() }),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                Err(format!("the emulator did not print its URL and token: {line:?}"))
            }
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // Errors mean that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
