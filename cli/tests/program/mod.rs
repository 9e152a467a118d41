//! The program in a process of its own, in an empty folder and an empty environment.
#![allow(dead_code, unreachable_pub)]

use std::path::{Path, PathBuf};
use std::process;

use edgegap_emulator::Emulator;
use edgegap_sdk::Client;
use snapbox::cmd::{Command, OutputAssert};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A folder with the state of an emulator.
pub struct Program {
    pub folder: TempDir,
}

impl Program {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A program whose emulator has the application `game` with the version `dev`.
    pub fn with_version() -> Self {
        let program = Self::new();
        program.run("apps create game -q").success();
        program.run(&format!("versions create game dev -q {FIELDS}")).success();
        program
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The command, without a token.
    pub fn command(&self, line: &str) -> Command {
        Command::new(snapbox::cmd::cargo_bin!("edgegap"))
            .env_clear()
            .current_dir(self.path())
            .args(line.split_whitespace())
    }

    /// The command with `--emulator`, whose state is kept.
    pub fn emulated(&self, line: &str) -> Command {
        self.command(line).arg("--emulator=state.redb")
    }

    /// Runs the command with `--emulator`.
    pub fn run(&self, line: &str) -> OutputAssert {
        self.emulated(line).assert()
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }
}

/// An emulator in this process, and a folder for programs that use it.
pub struct Account {
    pub folder: TempDir,
    pub emulator: Emulator,
    pub client: Client,
    pub runtime: Runtime,
}

impl Account {
    pub fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let emulator = runtime.block_on(Emulator::start()).unwrap();
        let client = Client::builder().base_url(emulator.url()).token(emulator.token()).build().unwrap();
        Self { folder: tempfile::tempdir().unwrap(), emulator, client, runtime }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command in the folder, whose environment has only the emulator.
    pub fn command(&self, program: &str) -> process::Command {
        let mut command = process::Command::new(program);
        command
            .current_dir(self.folder.path())
            .env_clear()
            .envs([("EDGEGAP_TOKEN", self.emulator.token()), ("EDGEGAP_BASE_URL", &self.emulator.url())]);
        command
    }
}

/// The fields that every version needs.
pub const FIELDS: &str =
    "--docker-repository docker.io --docker-image me/game --docker-tag b42 --req-cpu 1024 --req-memory 2048";

/// What a run wrote to standard output.
pub fn output(assert: &OutputAssert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// What a run wrote to standard error.
pub fn errors(assert: &OutputAssert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}
