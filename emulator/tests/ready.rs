//! The announcement of the program that it is ready, for shells and other programs.
#![allow(missing_docs)]
#![cfg(unix)]

mod client;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use client::Client;
use client::program::{Program, command, refusal};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

/// All characters that a token may contain.
fn token() -> String {
    ('!'..='~').filter(|character| *character != ',').collect()
}

/// The first lines of a program, which then runs.
async fn start(arguments: &[&str], count: usize) -> (Child, String) {
    let mut child = command(&[&["--port", "0"], arguments].concat()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.as_mut().unwrap());
    let mut lines = String::new();
    for _ in 0..count {
        assert!(output.read_line(&mut lines).await.unwrap() > 0, "{lines}");
    }
    (child, lines)
}

/// Ends a program, and returns the rest of its output.
async fn end(mut child: Child) -> String {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").arg(id).status().await.unwrap().success());
    let mut rest = String::new();
    child.stdout.take().unwrap().read_to_string(&mut rest).await.unwrap();
    assert!(child.wait().await.unwrap().success());
    rest
}

async fn reach(url: &str, token: &str) {
    let address = url.strip_prefix("http://").unwrap().to_owned();
    Client { address, token: token.to_owned() }.get("/v1/apps").await.expect(200);
}

#[tokio::test]
async fn a_shell_reads_url_and_token() {
    for token in ["emulator-token", "it's", &token()] {
        let (child, lines) = start(&["--print", "env", &format!("--token={token}")], 2).await;
        let script = format!("{lines}printf '%s\\n' \"$EDGEGAP_BASE_URL\" \"$EDGEGAP_TOKEN\"; env");
        let shell = Command::new("sh").args(["-ec", &script]).output().await.unwrap();
        let read = String::from_utf8(shell.stdout).unwrap();
        let mut values = read.lines();
        let url = values.next().unwrap();
        assert_eq!(values.next(), Some(token));
        assert!(read.contains(&format!("\nEDGEGAP_TOKEN={token}\n")), "the variable is exported: {read}");
        reach(url, token).await;
        assert_eq!(end(child).await, "");
    }
}

#[tokio::test]
async fn json_is_the_whole_output() {
    let token = token();
    let (child, line) = start(&["--print=JSON", &format!("--token={token}"), "--token", "second"], 1).await;
    let ready: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(ready["token"], token.as_str());
    assert_eq!(ready["pid"], child.id().unwrap());
    assert_eq!(ready["version"], env!("CARGO_PKG_VERSION"));
    reach(ready["url"].as_str().unwrap(), &token).await;
    assert_eq!(end(child).await, "");
}

#[tokio::test]
async fn powershell_and_cmd_get_one_line_for_each_variable() {
    for (form, start_of_url, line_of_token) in [
        ("powershell", "$env:EDGEGAP_BASE_URL = 'http://127.0.0.1:", "$env:EDGEGAP_TOKEN = 'a''b%c'\n"),
        ("cmd", "set EDGEGAP_BASE_URL=http://127.0.0.1:", "set EDGEGAP_TOKEN=a'b%%c\r\n"),
    ] {
        let (child, lines) = start(&["--print", form, "--token", "a'b%c"], 2).await;
        assert!(lines.starts_with(start_of_url) && lines.ends_with(line_of_token), "{lines}");
        assert_eq!(end(child).await, "");
    }
}

/// The content of a ready file, which the program has written before it printed a line.
fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn files(directory: &Path) -> usize {
    std::fs::read_dir(directory).unwrap().count()
}

#[tokio::test]
async fn the_ready_file_exists_while_the_emulator_runs() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ready.json");
    std::fs::write(&path, "of an earlier run").unwrap();
    let arguments = ["--port", "0", "--ready-file", path.to_str().unwrap()];
    for signal in ["-TERM", "-INT"] {
        let mut program = Program::start(command(&arguments), "emulator-token").await;
        let ready = read(&path);
        assert_eq!(ready["pid"], program.child.id().unwrap());
        reach(ready["url"].as_str().unwrap(), ready["token"].as_str().unwrap()).await;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(files(directory.path()), 1);
        assert!(program.signal(signal).await.success());
        assert_eq!(files(directory.path()), 0);
    }
    // A killed program leaves it, and the next one replaces it.
    let mut killed = Program::start(command(&arguments), "emulator-token").await;
    killed.signal("-KILL").await;
    let stale = read(&path);
    let mut first = Program::start(command(&arguments), "emulator-token").await;
    assert_ne!(read(&path)["pid"], stale["pid"]);
    // Ending does not remove the file of another emulator.
    let mut second = Program::start(command(&arguments), "emulator-token").await;
    assert!(first.signal("-TERM").await.success());
    assert_eq!(read(&path)["pid"], second.child.id().unwrap());
    // Nobody minds if it was removed.
    std::fs::remove_file(&path).unwrap();
    assert!(second.signal("-TERM").await.success());
}

#[tokio::test]
async fn a_relative_ready_file_is_in_the_current_directory() {
    let directory = tempfile::tempdir().unwrap();
    let mut relative = command(&["--port", "0", "--ready-file", "ready.json"]);
    let mut program = Program::start(
        {
            relative.current_dir(directory.path());
            relative
        },
        "emulator-token",
    )
    .await;
    assert_eq!(read(&directory.path().join("ready.json"))["pid"], program.child.id().unwrap());
    assert!(program.signal("-TERM").await.success());
}

#[tokio::test]
async fn an_emulator_that_does_not_start_leaves_the_ready_file_of_another() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ready.json");
    let running = Program::start(command(&["--port", "0", "--ready-file", path.to_str().unwrap()]), "").await;
    let ready = read(&path);
    let port = running.client.address.rsplit(':').next().unwrap();
    let (code, error) = refusal(command(&["--port", port, "--ready-file", path.to_str().unwrap()])).await;
    assert_eq!(code, Some(1));
    assert!(error.contains("is taken"), "{error}");
    assert_eq!(read(&path), ready);
    assert_eq!(files(directory.path()), 1);
    running.end().await;
}

#[tokio::test]
async fn a_ready_file_that_cannot_be_written_is_an_error_before_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().await.unwrap().success());
    for (path, why) in [
        (pipe.to_str().unwrap(), "it is a pipe or a device"),
        ("/", "it is a directory"),
        ("/proc/ready.json", "cannot be written"),
        ("/nowhere/ready.json", "the directory /nowhere does not exist"),
    ] {
        let (code, error) = refusal(command(&["--port", "0", "--ready-file", path])).await;
        assert_eq!(code, Some(1), "{error}");
        let start = format!("edgegap-emulator: --ready-file: The ready file {path} cannot be written: ");
        assert!(error.starts_with(&start) && error.contains(why) && error.lines().count() == 1, "{error}");
    }
}
