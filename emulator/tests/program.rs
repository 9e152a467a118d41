//! The program.
#![allow(missing_docs)]
#![cfg(unix)]

mod client;

use std::io::pipe;
use std::time::Duration;

use client::program::{Program, command, command_in_shell, refusal};
use client::{Client, Directory, version};
use tokio::io::AsyncWriteExt;

#[tokio::test]
async fn it_prints_its_url_and_ends_on_signals() {
    for signal in ["-TERM", "-INT"] {
        let mut program = Program::start(command(&["--port", "0"]), "emulator-token").await;
        assert!(program.line.contains("EDGEGAP_TOKEN=emulator-token"), "{}", program.line);
        program.client.get("/v1/apps").await.expect(200);
        assert!(program.signal(signal).await.success());
    }
}

#[tokio::test]
async fn it_ends_on_signals_that_its_parent_ignores() {
    for (signal, preparation) in [("-INT", "trap '' INT TERM"), ("-TERM", "trap '' INT TERM; exec <&-")] {
        let mut program = Program::start(command_in_shell(preparation, &["--port", "0"]), "emulator-token").await;
        program.client.get("/v1/apps").await.expect(200);
        assert!(program.signal(signal).await.success());
    }
}

#[tokio::test]
async fn closed_output_does_not_end_it() {
    let program = Program::start(command(&["--port", "0", "--verbose"]), "emulator-token").await;
    // As behind `| head -1`.
    let Program { mut child, client, output, .. } = program;
    drop((output, child.stderr.take()));
    client.get("/v1/apps").await.expect(200);
    client.get("/v1/apps").await.expect(200);
    child.start_kill().unwrap();
    child.wait().await.unwrap();

    for (arguments, code) in [(["--port=none"], 2), (["--prot"], 2), (["--host=0.0.0.0"], 1), (["--help"], 0)] {
        let (unread, output) = pipe().unwrap();
        drop(unread);
        let mut command = command(&arguments);
        command.stdout(output.try_clone().unwrap()).stderr(output);
        assert_eq!(command.status().await.unwrap().code(), Some(code), "{arguments:?}");
    }
}

#[tokio::test]
async fn errors_are_reported_in_one_line() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    for (arguments, code, reason) in [
        (vec!["--port", port.as_str()], 1, "is taken"),
        (vec!["--port", "0", "--host", "0.0.0.0"], 1, "needs a token"),
        (vec!["--port", "0", "--host", "192.0.2.1", "--token", "a"], 1, "no address 192.0.2.1"),
        (vec!["--port", "0", "--registry", "localhost:5000"], 1, "The registry must be a URL"),
        (vec!["--port", "0", "--data", "/proc/none/state.redb"], 1, "The data file"),
        (vec!["--port", "-1"], 2, "--port: "),
        (vec!["--port", "0", "--data", ""], 2, "--data: "),
        (vec!["--prot", "0"], 2, "--prot"),
        (vec!["--port", "0", "--token", "token", "canary"], 2, "Argument 5 does not belong to an option"),
        (vec!["--port", "0", "--token", "-canary"], 2, "Argument 4 does not belong to an option"),
        (vec!["--tokn=canary"], 2, "--tokn"),
        (vec!["--verbose=often"], 2, "--verbose: "),
    ] {
        let (found, error) = refusal(command(&arguments)).await;
        assert_eq!(found, Some(code), "{error}");
        assert!(error.contains(reason) && !error.contains("canary"), "{error}");
    }
    assert!(command(&["--help"]).output().await.unwrap().status.success());
}

#[tokio::test]
async fn waiting_connections_are_closed_when_descriptors_run_out() {
    for beginning in [
        "",
        "GET /v1/apps HTTP/1.1\r\nHost",
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{",
        "POST /v1/app HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{",
    ] {
        let limited = command_in_shell("ulimit -n 48", &["--port", "0"]);
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
            .unwrap_or_else(|_| panic!("blocked by {beginning:?}"));
    }
}

#[tokio::test]
async fn acknowledged_changes_survive_a_kill() {
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
    // A change whose response was lost may have been committed.
    assert!((expected.len() as u64..=expected.len() as u64 + 12).contains(&total), "{total}");
}
