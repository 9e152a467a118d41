//! The program.
#![allow(missing_docs)]
#![cfg(unix)]

mod client;

use std::io::pipe;
use std::time::Duration;

use client::program::{Program, command, command_in_shell, refusal};
use client::{Client, version};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

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
async fn a_command_has_an_emulator_of_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (snapshot, ready) = (path("state.json"), path("ready.json"));
    let script = "echo $EDGEGAP_BASE_URL $EDGEGAP_TOKEN $OWN; test -s \"$1\"; exit 7";
    let mut exec = command(&["exec", "--seed", "demo", "--snapshot-on-exit", &snapshot, "--ready-file", &ready]);
    let output = exec.args(["--", "sh", "-ec", script, "sh", &ready]).env("OWN", "own").output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("http://127.0.0.1:") && text.ends_with(" emulator-token own\n"), "{text}");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(7), &b""[..]));
    assert!(!std::path::Path::new(&ready).exists());
    let state: serde_json::Value = serde_json::from_slice(&std::fs::read(&snapshot).unwrap()).unwrap();
    assert_eq!(state["applications"][0]["name"], "space-arena");

    let codes = [
        (vec!["exec", "--", "sh", "-c", "kill -TERM $$"], 143),
        (vec!["exec", "--", "sh", "-c", "exit 0"], 0),
        (vec!["exec", "--", "nothing-of-this-name"], 127),
        (vec!["exec"], 2),
    ];
    for (arguments, code) in codes {
        assert_eq!(command(&arguments).output().await.unwrap().status.code(), Some(code), "{arguments:?}");
    }
    // A signal to the program reaches the command, whose end is the end of both.
    let script = "trap 'exit 5' TERM; echo ready; while :; do sleep 0.01; done";
    let mut child = command(&["exec", "--", "sh", "-c", script]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next_line().await.unwrap().unwrap(), "ready");
    let id = child.id().unwrap().to_string();
    assert!(tokio::process::Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    assert_eq!(child.wait().await.unwrap().code(), Some(5));
}

#[tokio::test]
async fn a_snapshot_has_secrets_only_if_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("state.json").to_str().unwrap().to_owned();
    for (option, has_secret) in [(None, false), (Some("--include-secrets"), true)] {
        let arguments = ["--port", "0", "--snapshot-on-exit", &path].into_iter().chain(option).collect::<Vec<_>>();
        let program = Program::start(command(&arguments), "emulator-token").await;
        program.client.application("game").await;
        let login = serde_json::json!({"private_username": "user", "private_token": "canary"});
        program.client.post("/v1/app/game/version", client::with(version("1"), login)).await.expect(200);
        let shown = program.client.get("/_emulator/state").await.expect(200).json();
        assert!(!shown.to_string().contains("canary"));
        let client = &program.client;
        let secret = "/_emulator/state?include_secrets=true";
        assert!(client.get(secret).await.expect(200).json().to_string().contains("canary"));
        client.send("GET", secret, &[("Authorization", "")], None).await.expect(401);
        assert_eq!(program.end().await, "");
        let state = std::fs::read_to_string(&path).unwrap();
        assert_eq!(state.contains("canary"), has_secret, "{state}");
        // What was written can be read.
        let program = Program::start(command(&["--port", "0", "--seed", &path]), "emulator-token").await;
        program.client.get("/v1/app/game/version/1").await.expect(200);
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn states_that_cannot_be_used_are_explained() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let folder = directory.path().to_str().unwrap().to_owned();
    for (arguments, reason) in [
        (["--seed", "nothing"], "--seed: The state nothing cannot be read: "),
        (["--seed", &write("text", "{")], "cannot be read: it is not valid JSON"),
        (["--seed", &write("bad", r#"{"applications": [{"name": "a"}]}"#)], "bad is not valid: applications[0]: "),
        (["--snapshot-on-exit", &folder], "--snapshot-on-exit: The state"),
        (["--snapshot-on-exit", "/nothing/state.json"], "the directory /nothing does not exist"),
    ] {
        let (code, error) = refusal(command(&[&["--port", "0"], &arguments[..]].concat())).await;
        assert_eq!(code, Some(1), "{error}");
        assert!(error.contains(reason) && error.lines().count() == 1, "{error}");
    }
}

#[tokio::test]
async fn the_health_of_a_running_emulator_is_its_exit_code() {
    let program = Program::start(command(&["--port", "0", "--token", "own-token"]), "own-token").await;
    let port = program.client.address.rsplit(':').next().unwrap().to_owned();
    let health = async |token: &str| {
        let mut health = command(&["health", "--host", "0.0.0.0", "--port", &port, "--token", token]);
        let output = health.output().await.unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(health("own-token").await, (Some(0), format!("The emulator at http://127.0.0.1:{port} works.\n")));
    assert_eq!(health("another").await, (Some(1), String::new()));
    program.end().await;
    assert_eq!(health("own-token").await, (Some(1), String::new()));
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
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("state.redb");
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
