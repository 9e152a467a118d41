//! The emulator's commands.
#![allow(missing_docs)]

mod program;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use edgegap_emulator::Emulator;
use program::{Program, output};
use snapbox::str;
use tokio::runtime::Runtime;

/// An emulator in this process.
struct Running {
    // Before the runtime, on which it ends.
    emulator: Emulator,
    _runtime: Runtime,
}

fn start() -> Running {
    let runtime = Runtime::new().unwrap();
    let emulator = runtime.block_on(Emulator::start()).unwrap();
    Running { emulator, _runtime: runtime }
}

#[test]
fn a_running_emulator_is_controlled() {
    let program = Program::new();
    let running = start();
    let run = |line: &str| program.command(line).env("EDGEGAP_BASE_URL", running.emulator.url()).assert();
    program.write(
        "state.json",
        r#"{"applications": [{"name": "game", "is_active": true, "image": ""}], "images": {"game": ["b1"]}}"#,
    );
    run("emulator seed state.json").success().stderr_eq("http://127.0.0.1:[..] has the state of state.json\n");
    run("emulator snapshot copy.json").success().stderr_eq("copy.json has the state of http://127.0.0.1:[..]\n");
    let copy: serde_json::Value = serde_json::from_str(&program.read("copy.json")).unwrap();
    assert_eq!((&copy["format"], &copy["applications"][0]["name"]), (&"edgegap.emulator/1".into(), &"game".into()));
    run("emulator fault").success().stdout_eq("").stderr_eq("no faults\n");
    run("emulator fault status --code 503 --operation apps.list").code(2).stderr_eq("error: [..]apps.list[..]\n");
    run("emulator fault status --code 503 --operation applications.list --times 1 -q").success();
    run("emulator fault").success().stdout_eq(str![[r#"
ID  KIND    OPERATION          WHEN    SKIP  TIMES  HITS
1   status  applications.list  before  0     1      0

"#]]);
    run("emulator fault rate_limit --calls 1 --ms 1000 --chance 0.5 --ttl-ms 60000 --name game")
        .success()
        .stderr_eq("rate_limit injected as fault 2\n");
    run("emulator fault settle --ttl-ms 0").code(2).stderr_eq("error: [..]ttl_ms must be between 1 and [..]\n");
    run("emulator fault --remove 1").success().stderr_eq("fault 1 removed\n");
    run("emulator fault --remove 1").code(2).stderr_eq("error: There is no fault with this id.\n");
    let faults: serde_json::Value = serde_json::from_str(&output(&run("emulator fault -o json").success())).unwrap();
    let fault = &faults["faults"][0];
    assert_eq!((&fault["id"], &fault["chance"], &fault["name"]), (&2.into(), &0.5.into(), &"game".into()));
    run("emulator fault --clear -q").success();
    run("emulator seed demo").success().stderr_eq("http://127.0.0.1:[..] has the state of demo\n");
    run("emulator reset").code(2);
    run("emulator reset --yes -q").success();
    let empty = output(&run("emulator snapshot -").success());
    assert!(empty.contains("\"applications\": []"), "{empty}");
}

#[test]
fn an_emulator_must_be_named_and_be_one() {
    let program = Program::new();
    program.command("emulator reset --yes").assert().code(2).stderr_eq("error: which emulator? [..]\n");
    program.command("emulator reset --yes --url http://127.0.0.1:1").assert().code(7);
    program.write("state.json", r#"{"applications": [{"name": "g"}]}"#);
    program.run("emulator seed state.json").code(1).stderr_eq("error: The state is not valid: applications[0]: [..]\n");
    program.run("emulator seed nothing.json").code(2).stderr_eq("error: nothing.json: [..]\n");
}

#[test]
fn an_emulator_at_a_url_serves_every_command() {
    let program = Program::new();
    let running = start();
    let choice = format!("--emulator={}", running.emulator.url());
    program.command("apps create game -q").arg(&choice).assert().success();
    program.command("apps get game -q").arg(&choice).assert().success();
    assert_eq!(running.emulator.requests().len(), 2);
    program
        .command("apps list --emulator=127.0.0.1:8080")
        .assert()
        .code(2)
        .stderr_eq("error: --emulator=127.0.0.1:8080: a running emulator is named with its scheme, http://127[..]\n");
}

#[cfg(unix)]
mod unix {
    use super::*;

    #[test]
    fn a_command_has_an_emulator_of_its_own() {
        let program = Program::new();
        program.write("state.json", r#"{"applications": [{"name": "game", "is_active": true, "image": ""}]}"#);
        let edgegap = snapbox::cmd::cargo_bin!("edgegap").to_str().unwrap();
        let exec = |arguments: &[&str]| program.command("emulator exec").args(arguments).env("PATH", "/usr/bin:/bin");
        exec(&["--seed", "state.json", "--", edgegap, "apps", "list", "-o", "ndjson"])
            .assert()
            .success()
            .stdout_eq("{\"name\":\"game\",[..]}\n");
        exec(&["--", "sh", "-c", "exit 7"]).assert().code(7);
        exec(&["--seed", "demo", "--snapshot-on-exit", "end.json", "--", "sh", "-c", "exit 5"]).assert().code(5);
        assert!(program.read("end.json").contains("\"name\": \"tiny-kart\""));
        let secret = ["--include-secrets", "--snapshot-on-exit", "secret.json", "--", "true"];
        exec(&secret).assert().success();
        let mode = std::fs::metadata(program.path().join("secret.json")).unwrap().permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o600);
        exec(&["--", "sh", "-c", "kill -TERM $$"]).assert().code(143);
        exec(&["--", "nothing-of-this-name"]).assert().code(127);
        exec(&["--", "sh", "-c", "echo $EDGEGAP_BASE_URL $EDGEGAP_TOKEN"])
            .assert()
            .success()
            .stdout_eq("http://127.0.0.1:[..] emulator-token\n");
    }

    #[test]
    fn signals_reach_the_command() {
        for signal in ["INT", "TERM", "HUP"] {
            let script = format!("trap 'exit 9' {signal}; echo ready; while true; do read line || sleep 0.05; done");
            let mut child = spawn(&["emulator", "exec", "--", "sh", "-c", &script]);
            read_line(&mut child);
            kill(&child, signal);
            assert_eq!(child.wait().unwrap().code(), Some(9), "{signal}");
        }
    }

    #[test]
    fn an_emulator_runs_until_a_signal() {
        for arguments in [&["emulator", "--port", "0"][..], &["-q", "emulator", "run", "--port", "0"]] {
            let mut child = spawn(arguments);
            assert!(read_line(&mut child).contains("EDGEGAP_BASE_URL=http://127.0.0.1:"));
            kill(&child, "TERM");
            assert_eq!(child.wait().unwrap().code(), Some(0));
        }
    }

    fn spawn(arguments: &[&str]) -> Child {
        let mut command = Command::new(snapbox::cmd::cargo_bin!("edgegap"));
        command.args(arguments).env_clear().env("PATH", "/usr/bin:/bin");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn read_line(child: &mut Child) -> String {
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        line
    }

    fn kill(child: &Child, signal: &str) {
        let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}
