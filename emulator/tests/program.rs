//! The program.
#![allow(missing_docs)]
#![cfg(unix)]

mod client;

use std::process::Stdio;
use std::time::Duration;

use client::{Client, Directory, version};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

struct Program {
    child: Child,
    line: String,
    client: Client,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_edgegap-emulator"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    for name in ["HOST", "PORT", "DATA", "TOKEN", "REGISTRY", "VERBOSE"] {
        command.env_remove(format!("EDGEGAP_EMULATOR_{name}"));
    }
    command
}

impl Program {
    async fn start(mut command: Command, token: &str) -> Program {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let url = line.split("EDGEGAP_BASE_URL=http://").nth(1).unwrap_or_else(|| panic!("no URL in {line:?}"));
        let address = url.split_whitespace().next().unwrap().to_owned();
        Program { child, line, client: Client { address, token: token.to_owned() } }
    }

    async fn signal(&mut self, name: &str) -> std::process::ExitStatus {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args([name, &id]).status().await.unwrap().success());
        self.child.wait().await.unwrap()
    }
}

#[tokio::test]
async fn it_says_how_to_use_it_and_ends_on_signals() {
    for signal in ["-TERM", "-INT"] {
        let mut program = Program::start(command(&["--port", "0"]), "emulator-token").await;
        assert!(program.line.contains("EDGEGAP_TOKEN=emulator-token"), "{}", program.line);
        program.client.get("/v1/apps").await.expect(200);
        assert!(program.signal(signal).await.success());
    }
}

#[tokio::test]
async fn settings_come_from_arguments_or_the_environment() {
    let mut from_environment = command(&[]);
    from_environment.env("EDGEGAP_EMULATOR_PORT", "0").env("EDGEGAP_EMULATOR_TOKEN", "one,two");
    let mut program = Program::start(from_environment, "two").await;
    program.client.get("/v1/apps").await.expect(200);
    assert!(!program.line.contains("one"));
    program.signal("-TERM").await;

    let mut program = Program::start(command(&["--port", "0", "--token", "three", "--verbose"]), "three").await;
    program.client.get("/v1/app/none?x=1").await.expect(404);
    program.signal("-TERM").await;
    let mut log = String::new();
    program.child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
    assert!(log.contains(" 404 GET /v1/app/none?x=1 applications.get "), "{log}");
    assert!(!log.contains("three"));
}

#[tokio::test]
async fn what_cannot_work_is_said_in_a_line() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    for (arguments, code, reason) in [
        (vec!["--port", port.as_str()], 1, "is taken"),
        (vec!["--port", "0", "--host", "0.0.0.0"], 1, "needs a token"),
        (vec!["--port", "0", "--registry", "localhost:5000"], 1, "The registry must be a URL"),
        (vec!["--port", "0", "--data", "/proc/none/state.redb"], 1, "The data file"),
        (vec!["--prot", "0"], 2, "--prot"),
    ] {
        let output = command(&arguments).output().await.unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{error}");
        assert!(error.contains(reason), "{error}");
    }
    assert!(command(&["--help"]).output().await.unwrap().status.success());
}

#[tokio::test]
async fn connections_that_wait_make_room_when_descriptors_run_out() {
    for beginning in [
        "",
        "GET /v1/apps HTTP/1.1\r\nHost",
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{",
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{",
    ] {
        let mut limited = Command::new("sh");
        let script = format!("ulimit -n 48; exec {} --port 0", env!("CARGO_BIN_EXE_edgegap-emulator"));
        limited.args(["-c", &script]).stdout(Stdio::piped()).kill_on_drop(true);
        let program = Program::start(limited, "emulator-token").await;
        let mut waiting = Vec::new();
        for _ in 0..100 {
            let mut stream = tokio::net::TcpStream::connect(&program.client.address).await.unwrap();
            stream.write_all(beginning.as_bytes()).await.unwrap();
            waiting.push(stream);
        }
        let served = async {
            program.client.application("game").await;
            program.client.get("/v1/app/game").await.expect(200);
        };
        tokio::time::timeout(Duration::from_secs(5), served)
            .await
            .unwrap_or_else(|_| panic!("starved by {beginning:?}"));
    }
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_it_is_killed() {
    let directory = Directory::new("killed");
    let path = directory.file("state.redb");
    let data = path.to_str().unwrap();
    let mut expected = Vec::new();
    for round in 0..3 {
        let mut program = Program::start(command(&["--port", "0", "--data", data]), "emulator-token").await;
        if round == 0 {
            program.client.application("game").await;
        }
        let (acknowledged, mut creates) = tokio::sync::mpsc::unbounded_channel();
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let client = Client { address: program.client.address.clone(), token: program.client.token.clone() };
                let acknowledged = acknowledged.clone();
                tokio::spawn(async move {
                    for number in 0.. {
                        let name = format!("{round}-{writer}-{number}");
                        client.post("/v1/app/game/version", version(&name)).await.expect(200);
                        acknowledged.send(name).unwrap();
                    }
                })
            })
            .collect();
        for _ in 0..40 {
            expected.push(creates.recv().await.unwrap());
        }
        program.signal("-KILL").await;
        for writer in writers {
            writer.abort();
            let _ = writer.await;
        }
        drop(acknowledged);
        while let Some(name) = creates.recv().await {
            expected.push(name);
        }
    }
    let program = Program::start(command(&["--port", "0", "--data", data]), "emulator-token").await;
    for name in &expected {
        program.client.get(&format!("/v1/app/game/version/{name}")).await.expect(200);
    }
    let total = program.client.get("/v1/app/game/versions").await.json()["total_count"].as_u64().unwrap();
    // What was killed between its commit and its answer may be there too.
    assert!((expected.len() as u64..=expected.len() as u64 + 12).contains(&total), "{total}");
}
