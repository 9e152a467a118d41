//! The README: its commands run, and cover the control interface.
#![allow(missing_docs)]
#![cfg(unix)]

mod client;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const README: &str = include_str!("../README.md");

/// The blocks of commands for a shell.
fn commands() -> Vec<&'static str> {
    README.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// Runs commands in a directory, with the program in the search path, and returns the output.
fn run(commands: &str, directory: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_edgegap-emulator"));
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program.parent().unwrap().to_owned()).chain(std::env::split_paths(&paths));
    // A refused request ends the script, and so does an emulator that cannot start.
    let script = format!(
        "trap 'kill $! || true' EXIT\ncurl() {{ command curl -sS --fail --noproxy '*' \"$@\"; }}\n{commands}\
         wait $! || true\ntrap - EXIT\n"
    );
    let mut shell = Command::new("sh");
    shell.args(["-ec", &script]).current_dir(directory).env("PATH", std::env::join_paths(paths).unwrap());
    client::remove_variables(|name| {
        shell.env_remove(name);
    });
    let output = shell.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}\nThis test needs curl and a POSIX shell. It ran:\n{script}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_command_runs() {
    let directory = tempfile::tempdir().unwrap();
    let outputs: Vec<String> = commands().into_iter().map(|commands| run(commands, directory.path())).collect();
    let [first, ready, exec, control] = outputs.as_slice() else { panic!("{} blocks", outputs.len()) };
    assert!(exec.contains("space-arena"), "{exec}");
    assert!(first.contains("\"applications\":[]"), "{first}");
    assert!(ready.contains("\"url\":\"http://127.0.0.1:"), "{ready}");
    assert!(control.contains("\"hits\":0") && control.contains("\"applications\":2"), "{control}");
    assert!(!directory.path().join("ready.json").exists());
}

#[tokio::test]
async fn the_readme_has_every_request_and_field_of_the_help() {
    let (_emulator, client) = client::start().await;
    let help = client.send("GET", "/_emulator/help", &[("Accept", "application/json")], None).await.expect(200);
    assert_eq!(help.header("content-type"), Some("application/json"));
    let text = client.get("/_emulator/help").await.expect(200);
    assert_eq!(text.header("content-type"), Some("text/plain; charset=utf-8"));
    let text = String::from_utf8(text.body).unwrap();
    let help = help.json();
    let documented: String = commands().concat();
    for request in help["requests"].as_array().unwrap() {
        let curl = request["curl"].as_str().unwrap();
        // A stream has no end, so the commands that run do not have it.
        let is_stream = curl.ends_with("/events\"");
        assert!(is_stream || documented.lines().any(|line| line == curl), "the README has no line: {curl}");
        assert!(text.lines().any(|line| line.trim() == curl), "{text}");
        let row = format!("{} {}", request["method"].as_str().unwrap(), request["path"].as_str().unwrap());
        assert!(text.lines().any(|line| line == row), "{text}");
        for field in request["fields"].as_array().unwrap() {
            let name = field["name"].as_str().unwrap();
            assert!(README.contains(&format!("| `{name}` |")) || curl.contains(&format!("\"{name}\"")), "{name}");
            assert!(text.contains(&format!("- {name} (")), "{text}");
        }
    }
    let info: Value = client.get("/_emulator").await.expect(200).json();
    assert!(info["help"].as_str().unwrap().ends_with("/_emulator/help"), "{info}");
    let unknown = client.get("/_emulator/nothing").await.expect(404).json();
    assert!(unknown["message"].as_str().unwrap().contains("GET /_emulator/help"), "{unknown}");
}
