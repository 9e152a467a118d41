//! The programs that tests kill.

use std::path::Path;
use std::process::Stdio;

use edgegap_sdk::{Client, ClientBuilder};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const TOKEN: &str = "emulator-token";

/// A command without settings of the machine.
pub(crate) fn peer(verb: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_edgegap-tests-peer"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("EDGEGAP_") || name.to_ascii_uppercase().ends_with("_PROXY") {
            command.env_remove(name);
        }
    }
    command.arg(verb).stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// An emulator in a process of its own.
pub(crate) struct Process {
    child: Child,
    pub(crate) url: String,
}

impl Process {
    pub(crate) async fn start(data: Option<&Path>) -> Process {
        let mut command = peer("emulator");
        command.args(["--port", "0"]).stdout(Stdio::piped());
        if let Some(data) = data {
            command.arg("--data").arg(data);
        }
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let url = line.split("EDGEGAP_BASE_URL=").nth(1).unwrap_or_else(|| panic!("no URL in {line:?}"));
        Process { child, url: url.split_whitespace().next().unwrap().to_owned() }
    }

    /// The program that furnishes it.
    pub(crate) fn furnish(&self) -> Command {
        let mut command = peer("furnish");
        command.env("EDGEGAP_BASE_URL", &self.url).env("EDGEGAP_TOKEN", TOKEN);
        command
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder().base_url(&self.url).token(TOKEN)
    }

    /// Ends it as a crash does.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}
