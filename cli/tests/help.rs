//! The help of the program. Every text is in the folder `snapshots`.
#![allow(missing_docs)]

mod program;

use program::Program;
use snapbox::file;

#[test]
fn the_program_explains_itself() {
    let program = Program::new();
    program.command("-h").assert().success().stdout_eq(file!["snapshots/help.txt"]).stderr_eq("");
    program.command("--help").assert().success().stdout_eq(file!["snapshots/long-help.txt"]);
    program.command("").assert().code(2).stderr_eq(file!["snapshots/help.txt"]).stdout_eq("");
    program.command("--version").assert().success().stdout_eq("edgegap [..]\n").stderr_eq("");
}

#[test]
fn commands_explain_themselves() {
    let program = Program::new();
    for (line, snapshot) in [
        ("versions -h", file!["snapshots/versions.txt"]),
        ("tags -h", file!["snapshots/tags.txt"]),
        ("versions create -h", file!["snapshots/versions-create.txt"]),
        ("versions update -h", file!["snapshots/versions-update.txt"]),
        ("versions list -h", file!["snapshots/versions-list.txt"]),
        ("versions copy -h", file!["snapshots/versions-copy.txt"]),
        ("storages create -h", file!["snapshots/storages-create.txt"]),
        ("emulator -h", file!["snapshots/emulator.txt"]),
        ("emulator fault -h", file!["snapshots/emulator-fault.txt"]),
        ("call -h", file!["snapshots/call.txt"]),
    ] {
        program.command(line).assert().success().stdout_eq(snapshot).stderr_eq("");
    }
}

#[test]
fn the_emulator_explains_its_own_options() {
    let shown = Program::new().command("emulator run --help").assert().success();
    assert!(program::output(&shown).contains("Usage: edgegap emulator [OPTIONS]"));
}

#[test]
fn every_shell_has_a_completion() {
    let program = Program::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = program.command(&format!("completion {shell}")).assert().success();
        assert!(program::output(&script).contains("docker-tag"), "{shell}");
    }
}
