//! The emulator as a program, for as long as a step needs it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::layout;
use crate::step::Result;

/// A running emulator; ended on drop.
pub(crate) struct Emulator {
    child: Child,
    /// Its address.
    pub(crate) url: String,
    /// A token that it takes.
    pub(crate) token: String,
}

impl Emulator {
    /// Starts the emulator that was built with this profile, on a free port, and waits until it says that it is ready.
    pub(crate) fn start(profile: &str, arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(layout::program(profile, "edgegap-emulator"));
        command.args(["--port", "0"]).args(arguments).stdout(Stdio::piped()).stdin(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("the emulator does not start: {error}"))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(|error| format!("the emulator says nothing: {error}"))?;
        }
        let value = |name: &str| {
            line.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('=')).map(ToOwned::to_owned)
        };
        match (value("EDGEGAP_BASE_URL"), value("EDGEGAP_TOKEN")) {
            (Some(url), Some(token)) => Ok(Self { child, url, token }),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                Err(format!("the emulator does not say where it is: {line:?}"))
            }
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may be gone already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
