//! Standard output that is closed or full, Ctrl-C, and runs inside of another process.
#![allow(missing_docs)]

mod program;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use edgegap_cli::{Host, Streams, run};
use program::{Account, Program};

/// A stream that keeps what is written, or fails.
#[derive(Clone, Default)]
struct Kept {
    bytes: Arc<Mutex<Vec<u8>>>,
    failure: Option<io::ErrorKind>,
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.bytes.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.failure {
            Some(kind) => Err(kind.into()),
            None => self.bytes.lock().unwrap().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs the program in this process: exit code, standard output, standard error.
fn run_here(line: &str, output: Kept, host: Host) -> (u8, String, String) {
    let errors = Kept::default();
    let host = host.streams(Streams::new(io::empty(), output.clone(), errors.clone()));
    let code = run(line.split(' '), host);
    (code, output.text(), errors.text())
}

fn host() -> Host {
    Host::of_process().environment([("PATH", "")])
}

#[test]
fn it_runs_inside_of_another_process() {
    let folder = tempfile::tempdir().unwrap();
    let here = |line: &str| run_here(line, Kept::default(), host().directory(folder.path()));
    let (code, shown, errors) = here("edgegap apps create game --emulator=state.redb -o ndjson");
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(shown.starts_with("{\"name\":\"game\""), "{shown}");
    assert!(folder.path().join("state.redb").exists());
    assert_eq!(here("edgegap apps get game --emulator=state.redb -q").0, 0);
    assert_eq!(here("edgegap apps get nothing --emulator=state.redb -q").0, 3);
    assert_eq!(here("edgegap --nonsense").0, 2);
    // The environment of this process is not read.
    let (code, _, errors) = here("edgegap apps list");
    assert_eq!(code, 4, "{errors}");
}

#[test]
fn output_that_cannot_be_written_is_an_error_and_a_closed_pipe_is_none() {
    for (kind, code, message) in [
        (io::ErrorKind::BrokenPipe, 0, ""),
        (io::ErrorKind::StorageFull, 1, "error: standard output cannot be written: no storage space\n"),
    ] {
        for line in ["edgegap --help", "edgegap doctor --emulator", "edgegap completion bash"] {
            let output = Kept { failure: Some(kind), ..Kept::default() };
            assert_eq!(run_here(line, output, host()), (code, String::new(), message.to_owned()), "{line}");
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::process::{Child, Command, Stdio};

    use super::*;

    fn shell(program: &Program, script: &str) -> std::process::Output {
        let mut shell = Command::new("bash");
        shell.args(["-c", script, snapbox::cmd::cargo_bin!("edgegap").to_str().unwrap()]);
        shell.current_dir(program.path()).env("RUST_BACKTRACE", "0").output().unwrap()
    }

    #[test]
    fn a_reader_may_leave() {
        let program = Program::with_version();
        let output = shell(&program, "set -o pipefail; $0 completion bash | head -1");
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        let output = shell(&program, "set -o pipefail; $0 --emulator=state.redb apps list | true");
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error() {
        let program = Program::with_version();
        let output = shell(&program, "$0 --emulator=state.redb apps list > /dev/full");
        assert_eq!(output.status.code(), Some(1));
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.starts_with("error: standard output cannot be written: No space left"), "{errors}");
    }

    #[test]
    fn ctrl_c_ends_a_call() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let emulator = runtime.block_on(edgegap_emulator::Emulator::start()).unwrap();
        emulator.inject(edgegap_emulator::Fault::stall("*")).unwrap();
        let mut command = Command::new(snapbox::cmd::cargo_bin!("edgegap"));
        command.args(["apps", "list"]).env_clear().stdout(Stdio::null()).stderr(Stdio::piped());
        command.env("EDGEGAP_BASE_URL", emulator.url()).env("EDGEGAP_TOKEN", emulator.token());
        let child = command.spawn().unwrap();
        runtime.block_on(async {
            while emulator.requests().is_empty() {
                tokio::task::yield_now().await;
            }
        });
        signal(&child, "-INT");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: interrupted"));
    }

    #[test]
    fn ctrl_c_ends_an_apply_with_a_report() {
        let account = Account::new();
        let version = "docker_repository = \"docker.io\"\ndocker_image = \"me/game\"\ndocker_tag = \"b1\"\n\
                       req_cpu = 1024\nreq_memory = 1024\n";
        let manifest = format!("format = 1\napp = {{ name = \"game\" }}\n[versions.dev]\n{version}");
        std::fs::write(account.path("edgegap.toml"), manifest).unwrap();
        account.emulator.inject(edgegap_emulator::Fault::stall("versions.create")).unwrap();
        let mut command = account.command(snapbox::cmd::cargo_bin!("edgegap").to_str().unwrap());
        command.args(["apply", "--yes", "--summary", "s.md", "--dotenv", "d.env"]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        account.runtime.block_on(async {
            while !account.emulator.requests().iter().any(|request| request.path.ends_with("/version")) {
                tokio::task::yield_now().await;
            }
        });
        signal(&child, "-INT");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("1 of 2 changes are done: run it again"), "{errors}");
        let summary = std::fs::read_to_string(account.path("s.md")).unwrap();
        assert!(summary.contains("| application | game | created |"), "{summary}");
        assert!(summary.contains("**Failed**: interrupted"), "{summary}");
        let variables = std::fs::read_to_string(account.path("d.env")).unwrap();
        assert!(variables.starts_with("PUBLISHED_APP=game\n"), "{variables}");
    }

    fn signal(child: &Child, name: &str) {
        assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
    }
}
