//! Runs a program and returns all that a user would see.

use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::step::Result;

/// Far more than any program takes.
const LIMIT: Duration = Duration::from_secs(300);

/// The output and the errors of a program, in the order in which it wrote them. Fails if the
/// program does, with all of it.
pub(super) fn output(place: &str, mut command: Command) -> Result<String> {
    let (mut reader, writer) = io::pipe().map_err(|error| format!("cannot create a pipe: {error}"))?;
    let both = writer.try_clone().map_err(|error| format!("cannot copy a pipe: {error}"))?;
    command.stdin(Stdio::null()).stdout(writer).stderr(both);
    let mut child = command.spawn().map_err(|error| format!("{place}: cannot start {command:?}: {error}"))?;
    // The command has the ends that are written to. The text ends when all of them are closed.
    drop(command);
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = reader.read_to_end(&mut bytes);
        let _ = send.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    let Ok(text) = receive.recv_timeout(LIMIT) else {
        let _ = child.kill();
        let _ = child.wait();
        return Err(format!("{place}: the program, or one that it started, runs for {LIMIT:?}"));
    };
    let status = child.wait().map_err(|error| format!("{place}: cannot wait for the program: {error}"))?;
    if status.success() { Ok(text) } else { Err(format!("{place} failed ({status}):\n{text}")) }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str) -> Result<String> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        output("A.md:1", command)
    }

    #[test]
    fn both_outputs_are_in_order() {
        assert_eq!(run("echo a; echo b >&2; echo c").unwrap(), "a\nb\nc\n");
        let error = run("echo reason >&2; exit 3").unwrap_err();
        assert!(error.contains("A.md:1 failed") && error.contains("reason"), "{error}");
    }
}
