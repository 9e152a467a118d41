//! The emulator in a separate process.

use std::process::{ExitStatus, Stdio};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::Client;

/// The command of the program, without the variables of the test environment.
pub fn command(arguments: &[&str]) -> Command {
    prepared(Command::new(env!("CARGO_BIN_EXE_edgegap-emulator")), arguments)
}

/// The command of a shell that prepares the process and then executes the program.
pub fn command_in_shell(preparation: &str, arguments: &[&str]) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{preparation}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_edgegap-emulator")]);
    prepared(shell, arguments)
}

fn prepared(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    super::remove_variables(|name| {
        command.env_remove(name);
    });
    command
}

/// A running program.
pub struct Program {
    pub child: Child,
    /// The line that it printed when it was ready.
    pub line: String,
    pub client: Client,
    /// The rest of its output.
    pub output: Lines<BufReader<ChildStdout>>,
}

impl Program {
    pub async fn start(mut command: Command, token: &str) -> Program {
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let Some(line) = output.next_line().await.unwrap() else {
            panic!("the program ended: {}", errors(&mut child).await)
        };
        let url = line.split("EDGEGAP_BASE_URL=http://").nth(1).unwrap_or_else(|| panic!("no URL in {line:?}"));
        let address = url.split_whitespace().next().unwrap().to_owned();
        Program { child, line, client: Client { address, token: token.to_owned() }, output }
    }

    pub async fn signal(&mut self, name: &str) -> ExitStatus {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args([name, &id]).status().await.unwrap().success());
        self.child.wait().await.unwrap()
    }

    /// Stops the program, and returns its standard error.
    pub async fn end(mut self) -> String {
        assert!(self.signal("-TERM").await.success());
        errors(&mut self.child).await
    }
}

async fn errors(child: &mut Child) -> String {
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).await.unwrap();
    errors
}

/// The exit code and the standard error of a program that cannot start.
pub async fn refusal(mut command: Command) -> (Option<i32>, String) {
    let output = command.output().await.unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}
