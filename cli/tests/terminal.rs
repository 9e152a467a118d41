//! The program on a terminal: a bar instead of lines, and a question before it changes something.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use edgegap_emulator::Emulator;
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const MANIFEST: &str = "format = 1\napp = { name = \"game\" }\n[versions.dev]\ndocker_repository = \"docker.io\"\n\
                        docker_image = \"me/game\"\ndocker_tag = \"${TAG}\"\nreq_cpu = 1024\nreq_memory = 1024\n";

/// Runs `edgegap apply` on a pseudo-terminal of util-linux, with this input. Returns what the
/// terminal shows, and if it succeeded.
fn apply(emulator: &Emulator, folder: &TempDir, tag: &str, input: &str) -> (String, bool) {
    let line = format!("{} apply --set TAG={tag}", env!("CARGO_BIN_EXE_edgegap"));
    let mut terminal = Command::new("script")
        .args(["--quiet", "--flush", "--return", "--command", &line, "/dev/null"])
        .current_dir(folder.path())
        .env_clear()
        .envs([("PATH", "/usr/bin:/bin"), ("TERM", "xterm-256color"), ("SHELL", "/bin/sh")])
        .envs([("EDGEGAP_TOKEN", emulator.token()), ("EDGEGAP_BASE_URL", &emulator.url())])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    terminal.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = terminal.wait_with_output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.success())
}

#[test]
fn a_wait_is_a_bar_and_consent_a_question() {
    let runtime = Runtime::new().unwrap();
    let emulator = runtime.block_on(Emulator::start()).unwrap();
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("edgegap.toml"), MANIFEST).unwrap();

    let (refused, is_done) = apply(&emulator, &folder, "b1", "n\n");
    assert!(!is_done && refused.contains("apply this plan"), "{refused}");
    let (created, is_done) = apply(&emulator, &folder, "b1", "y\n");
    assert!(is_done && created.contains("version dev created"), "{created}");

    let fault = json!({"kind": "settle", "reads": 3});
    runtime.block_on(emulator.control("POST", "faults", &fault)).unwrap();
    let (shown, is_done) = apply(&emulator, &folder, "b2", "y\n");
    assert!(is_done, "{shown}");
    assert!(shown.contains("waiting for b2"), "{shown}");
    // The bar is drawn over itself.
    assert!(shown.contains("\u{1b}[2K") || shown.contains('\r'), "{shown:?}");
    assert!(shown.contains("version dev has b2") && shown.contains("Applied: 1 changed"), "{shown}");
}
