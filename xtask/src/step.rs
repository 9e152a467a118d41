//! One step of a command: a program that is run at the root of the repository and has to succeed.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Stdio};

use crate::layout;

/// The result of a step; the error is a message.
pub(crate) type Result<T = ()> = std::result::Result<T, String>;

/// The variable that turns on the long form of random or repeated tests.
pub(crate) const LONG: &str = "SDK_TEST_LONG";

/// A program that runs at the root of the repository.
pub(crate) fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(layout::root());
    command
}

/// The cargo that runs this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// A program that runs as root, through sudo if needed.
pub(crate) fn as_root(program: &str, arguments: &[&str]) -> Command {
    let mut command = if is_root() { command(program, &[]) } else { command("sudo", &[program]) };
    command.args(arguments);
    command
}

pub(crate) fn is_root() -> bool {
    output(&mut command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}

/// Prints a title, and runs the program. Fails if it does.
pub(crate) fn run(title: &str, command: &mut Command) -> Result {
    eprintln!("\n── {title}");
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{title} failed ({status}): {}", show(command))) }
}

/// Runs a program and returns its output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(format!("{} failed ({})", show(command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{} printed invalid UTF-8", show(command)))
}

fn not_started(command: &Command, error: &io::Error) -> String {
    format!("cannot start {}: {error}", show(command))
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
