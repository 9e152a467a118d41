//! An apply that is killed or interrupted anywhere, after which the same command finishes.
#![cfg(unix)]

mod program;

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use edgegap_sdk::Version;

use self::program::Account;

/// Versions of the manifest.
const VERSIONS: usize = 12;

fn manifest() -> String {
    let mut text = "format = 1\napp = { name = \"game\" }\n[defaults]\ndocker_repository = \"docker.io\"\n\
                    docker_image = \"me/game\"\ndocker_tag = \"${TAG}\"\nreq_cpu = 1024\nreq_memory = 1024\n"
        .to_owned();
    for number in 0..VERSIONS {
        text.push_str(&format!("[versions.v{number}]\n"));
    }
    text.push_str(
        "[storages.logs]\nendpoint = \"https://s3.example.com\"\nbucket = \"game\"\n\
         access_key_id = { env = \"S3_KEY\" }\nsecret_access_key = { env = \"S3_SECRET\" }\n\
         [storages.logs.profiles.balance]\nsource = \"/a.json\"\nsource_type = \"File\"\n\
         destination = \"/game/a.json\"\nlink = [\"v0\", \"v1\"]\n",
    );
    text
}

/// An account and a manifest.
fn account() -> Account {
    let account = Account::new();
    fs::write(account.path("edgegap.toml"), manifest()).unwrap();
    account
}

impl Account {
    fn apply(&self, tag: &str) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_edgegap"));
        command
            .args(["apply", "--yes", "--set", &format!("TAG={tag}")])
            .envs([("S3_KEY", "key"), ("S3_SECRET", "secret")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn finish(&self, tag: &str) {
        let output = self.apply(tag).stderr(Stdio::piped()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let listed = self.runtime.block_on(self.client.versions().list("game").collect()).unwrap();
        let tags: Vec<_> = listed.into_iter().map(|version: Version| version.docker_tag).collect();
        assert_eq!(tags, vec![tag.to_owned(); VERSIONS]);
    }

    /// Waits until a request changes something, at most `limit`.
    fn await_write(&self, limit: Duration) {
        let started = Instant::now();
        while started.elapsed() < limit && self.emulator.requests().iter().all(|request| request.method == "GET") {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// A generator of pseudo-random numbers: the same kills in every run.
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn after_a_kill_anywhere_the_same_command_finishes() {
    let rounds = if std::env::var_os("SDK_TEST_LONG").is_some() { 200 } else { 10 };
    let account = account();
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for round in 0..rounds {
        let tag = format!("b{round}");
        account.emulator.clear_requests();
        let child = account.apply(&tag).spawn().unwrap();
        account.await_write(Duration::from_secs(10));
        std::thread::sleep(Duration::from_micros(random(&mut state) % 20_000));
        kill(child);
        account.finish(&tag);
    }
}

#[test]
fn an_interrupt_ends_an_apply_with_130() {
    let account = account();
    account.finish("b1");
    let fault = serde_json::json!({"kind": "latency", "ms": 500, "operation": "versions.update"});
    account.runtime.block_on(account.emulator.control("POST", "faults", &fault)).unwrap();
    account.emulator.clear_requests();
    let mut child = account.apply("b2").spawn().unwrap();
    account.await_write(Duration::from_secs(10));
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    account.runtime.block_on(account.emulator.control("DELETE", "faults", &serde_json::Value::Null)).unwrap();
    account.finish("b2");
}

#[test]
fn a_lost_network_leaves_a_state_to_finish_from() {
    let account = account();
    account.finish("b1");
    for kind in ["reset", "truncate"] {
        let fault = serde_json::json!({"kind": kind, "operation": "versions.update", "skip": 3});
        account.runtime.block_on(account.emulator.control("POST", "faults", &fault)).unwrap();
        let status = account.apply("b2").args(["--max-retries", "0"]).status().unwrap();
        assert!(matches!(status.code(), Some(7 | 8)), "{kind}: {status}");
        account.runtime.block_on(account.emulator.control("DELETE", "faults", &serde_json::Value::Null)).unwrap();
    }
    account.finish("b2");
}
