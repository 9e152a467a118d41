//! The environment variables of the program.
#![allow(missing_docs)]
#![cfg(unix)]

mod client;

use client::program::{Program, command, refusal};
use edgegap_emulator::program::run_with;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::Command;

const NAMES: [&str; 8] = ["HOST", "PORT", "DATA", "TOKEN", "REGISTRY", "VERBOSE", "PRINT", "READY_FILE"];

fn with(mut command: Command, variables: &[(&str, &str)]) -> Command {
    for (name, value) in variables {
        command.env(format!("EDGEGAP_EMULATOR_{name}"), value);
    }
    command
}

/// The output and errors of a program with the default port, which another process may use.
async fn on_the_default_port(variables: &[(&str, &str)]) -> (String, String) {
    let mut child = with(command(&[]), variables).spawn().unwrap();
    let output = child.stdout.take().unwrap();
    let mut lines = BufReader::new(output).lines();
    let ready = lines.next_line().await.unwrap().unwrap_or_default();
    let _ = child.start_kill();
    let errors = String::from_utf8(child.wait_with_output().await.unwrap().stderr).unwrap();
    (ready, errors)
}

#[tokio::test]
async fn a_variable_is_used_if_there_is_no_argument() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("state.redb");
    let variables = [
        ("PORT", "0 "),
        ("HOST", "localhost"),
        ("TOKEN", "one, token two,"),
        ("DATA", data.to_str().unwrap()),
        ("VERBOSE", "On"),
    ];
    let program = Program::start(with(command(&[]), &variables), "two").await;
    assert!(program.client.address.starts_with("127.0.0.1:"), "{}", program.line);
    assert!(!program.line.contains("one") && !program.line.contains("two"), "{}", program.line);
    program.client.get("/v1/apps").await.expect(200);
    assert!(data.is_file());
    let log = program.end().await;
    assert!(log.contains(" applications.list GET /v1/apps 200 in ") && !log.contains("two"), "{log}");

    // An argument takes precedence, and the overridden variable is not parsed.
    let variables = [("PORT", "none"), ("HOST", "192.0.2.1"), ("TOKEN", "two"), ("VERBOSE", "1")];
    let arguments = ["--port", "0", "--host", "LOCALHOST", "--token", "token three", "--verbose=no"];
    let program = Program::start(with(command(&arguments), &variables), "three").await;
    program.client.get("/v1/apps").await.expect(200);
    assert_eq!(program.end().await, "");
}

#[tokio::test]
async fn an_empty_variable_is_unset() {
    for blank in ["", " \t"] {
        let variables = NAMES.map(|name| (name, blank));
        let program = Program::start(with(command(&["--port", "0"]), &variables), "emulator-token").await;
        program.client.get("/v1/apps").await.expect(200);
        assert_eq!(program.end().await, "");
        let (ready, errors) = on_the_default_port(&variables).await;
        let is_on = |port: &str| ready.contains(&format!("http://127.0.0.1:{port} ")) || errors.contains("is taken");
        assert!(is_on("8080") && !errors.contains("EDGEGAP_EMULATOR_PORT: "), "{ready}{errors}");
    }
}

#[tokio::test]
async fn the_variables_of_a_kubernetes_service_are_ignored() {
    let service = [
        ("PORT", "tcp://10.96.0.10:9090"),
        ("SERVICE_HOST", "10.96.0.10"),
        ("SERVICE_PORT", "9090"),
        ("SERVICE_PORT_HTTP", "9090"),
        ("PORT_9090_TCP", "tcp://10.96.0.10:9090"),
        ("PORT_9090_TCP_PROTO", "tcp"),
        ("PORT_9090_TCP_PORT", "9090"),
        ("PORT_9090_TCP_ADDR", "10.96.0.10"),
    ];
    let (ready, errors) = on_the_default_port(&service).await;
    let (notice, rest) = errors.split_once('\n').unwrap();
    assert!(notice.starts_with("edgegap-emulator: EDGEGAP_EMULATOR_PORT is ignored: "), "{notice}");
    assert!(
        ready.contains("http://127.0.0.1:8080 ") || rest.contains("Port 8080 of 127.0.0.1 is taken"),
        "{ready}{rest}"
    );
    let program = Program::start(with(command(&["--port", "0"]), &service), "emulator-token").await;
    program.client.get("/v1/apps").await.expect(200);
    assert_eq!(program.end().await, "");
}

#[tokio::test]
async fn an_unknown_variable_is_reported() {
    let variables = [("TOKENS", "canary"), ("ENABLED", "1")];
    let program = Program::start(with(command(&["--port", "0"]), &variables), "emulator-token").await;
    let errors = program.end().await;
    assert!(errors.contains("does not read EDGEGAP_EMULATOR_ENABLED, EDGEGAP_EMULATOR_TOKENS."), "{errors}");
    assert!(errors.lines().count() == 1 && !errors.contains("canary"), "{errors}");
}

#[tokio::test]
async fn an_error_names_the_variable_and_contains_no_secret() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let taken = listener.local_addr().unwrap().port().to_string();
    for (name, value, code, reason) in [
        ("PORT", "-1", 2, "to 65535"),
        ("PORT", "99999", 2, "to 65535"),
        ("PORT", "'8080'", 2, "quotation marks"),
        ("PORT", "${PORT}", 2, "not replaced"),
        ("PORT", taken.as_str(), 1, "is taken"),
        ("HOST", "localhost:8080", 2, "set the port separately"),
        ("HOST", "example.com", 2, "IP address or localhost"),
        ("HOST", "0.0.0.0", 1, "Set it with --token or EDGEGAP_EMULATOR_TOKEN"),
        ("HOST", "192.0.2.1", 1, ""),
        ("DATA", "/", 1, "is a directory"),
        ("DATA", "/nowhere/state.redb", 1, "/nowhere does not exist"),
        ("DATA", "$NOWHERE/state.redb", 1, "only a shell"),
        ("DATA", "None", 1, "missing value"),
        ("TOKEN", "\"canary\"", 1, "quotation marks"),
        ("TOKEN", "canary canary", 1, "a header cannot carry"),
        ("TOKEN", "${CANARY}", 1, "not replaced"),
        ("TOKEN", "EDGEGAP_EMULATOR_TOKEN=canary", 1, "NAME=value"),
        ("TOKEN", ",", 2, "contains no token"),
        ("REGISTRY", "canary:5000", 1, "must be a URL"),
        ("REGISTRY", "http://u:p#canary@h", 1, "%23"),
        ("REGISTRY", "\"http://u:canary@h\"", 1, "quotation marks"),
        ("VERBOSE", "very", 2, "true, yes or on"),
        ("PRINT", "bash", 2, "env, json, powershell or cmd"),
        ("READY_FILE", "/", 1, "is a directory"),
        ("READY_FILE", "/nowhere/ready.json", 1, "/nowhere does not exist"),
        ("READY_FILE", "/dev/null", 1, "a pipe or a device"),
    ] {
        let (port, host) = (("PORT", "0"), ("HOST", "127.0.0.2"));
        let mut variables: Vec<_> =
            [port, host].into_iter().filter(|(other, _)| name == "HOST" || *other == "PORT").collect();
        variables.retain(|(other, _)| *other != name);
        variables.push((name, value));
        let (found, error) = refusal(with(command(&[]), &variables)).await;
        assert_eq!(found, Some(code), "{name}: {error}");
        assert!(error.starts_with(&format!("edgegap-emulator: EDGEGAP_EMULATOR_{name}: ")), "{error}");
        assert!(error.contains(reason) && !error.to_lowercase().contains("canary"), "{error}");
        assert!(!error.contains(&format!("--{} ", name.to_lowercase())), "{error}");
    }
}

#[tokio::test]
async fn a_proxy_is_not_used_for_the_registry() {
    let registry = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let through = format!("http://{}", proxy.local_addr().unwrap());
    let url = format!("http://{}", registry.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (stream, _) = registry.accept().await.unwrap();
        let response = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        while stream.read_line(&mut line).await.unwrap() > 2 {}
        stream.write_all(response).await.unwrap();
        line
    });
    let mut command = command(&["--port", "0", "--registry", &url]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        command.env(name, &through);
    }
    command.env_remove("NO_PROXY").env_remove("no_proxy");
    let program = Program::start(command, "emulator-token").await;
    program.client.get("/v1/container-registry/images/game/tags").await.expect(404);
    assert!(served.await.unwrap().starts_with("GET /v2/game/tags/list"));
    assert_eq!(proxy.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    program.end().await;
}

/// The test starts itself with an environment that the emulator refuses, and passes another one.
#[test]
fn run_with_uses_the_environment_that_was_passed() {
    const CHILD: &str = "EDGEGAP_TEST_OF_RUN_WITH";
    if std::env::var_os(CHILD).is_some() {
        assert_eq!(run_with(["edgegap-emulator"], [("EDGEGAP_EMULATOR_PORT", "passed")]), 2);
        assert_eq!(run_with(["edgegap-emulator", "--port=0"], [("EDGEGAP_EMULATOR_HOST", "0.0.0.0")]), 1);
        assert_eq!(run_with(["edgegap-emulator", "--help"], [("EDGEGAP_EMULATOR_PORT", "x")]), 0);
        return;
    }
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "run_with_uses_the_environment_that_was_passed", "--nocapture"])
        .envs([(CHILD, "1"), ("EDGEGAP_EMULATOR_HOST", "of-the-process"), ("EDGEGAP_EMULATOR_TOKENS", "x")])
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    assert!(errors.contains("EDGEGAP_EMULATOR_PORT: ") && errors.contains("\"passed\""), "{errors}");
    assert!(!errors.contains("of-the-process") && !errors.contains("EDGEGAP_EMULATOR_TOKENS"), "{errors}");
}
