//! Publishing with a manifest and without one.
#![allow(missing_docs)]

mod program;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use program::{Program, errors, output};
use snapbox::str;

const MANIFEST: &str = r#"format = 1

[app]
name = "game"

[defaults]
docker_repository = "docker.io"
docker_image = "me/game"
req_cpu = 1024
req_memory = 1536
ports = [{ port = 7777, protocol = "UDP", name = "gameport" }]

[versions.dev]
docker_tag = "${TAG}"
"#;

fn with_manifest() -> Program {
    let program = Program::new();
    program.write("edgegap.toml", MANIFEST);
    program
}

#[test]
fn a_version_is_planned_applied_and_updated() {
    let program = with_manifest();
    program.run("plan --set TAG=b42").success().stderr_eq("").stdout_eq(str![[r#"
edgegap.toml -> game at 127.0.0.1:[..]

  + application game
  + version dev

2 to create, 0 to change, 0 to delete: 2 calls.    edgegap apply --set TAG=b42 --emulator=state.redb

"#]]);
    program.run("apply --set TAG=b42").code(2).stderr_eq(str![[r#"
edgegap.toml -> game at 127.0.0.1:[..]
...
error: apply this plan: confirmation is needed, but there is no terminal: add --yes

"#]]);
    program
        .run("apply --set TAG=b42 --yes")
        .success()
        .stdout_eq("Applied: 2 created in [..] s, [..] requests.\n")
        .stderr_eq(str![[r#"
edgegap.toml -> game at 127.0.0.1:[..]
...
  ok  application game created                      [..] s
  ok  version dev created                           [..] s

"#]]);
    program.run("plan --set TAG=b42 --exit-code").success();
    program.run("plan --set TAG=b43 --exit-code").code(10).stdout_eq(str![[r#"
edgegap.toml -> game at 127.0.0.1:[..]

  ~ version dev
      docker_tag  b42 -> b43
  = 1 application

0 to create, 1 to change, 0 to delete: 1 call.    edgegap apply --set TAG=b43 --emulator=state.redb

"#]]);
    program.run("apply --set TAG=b43 --yes -q").success();
    program.run("apply --set TAG=b43").success().stdout_eq("Applied: nothing changed in [..] s, 0 requests.\n");
    assert!(output(&program.run("versions get game dev -o ndjson")).contains("\"docker_tag\":\"b43\""));
}

#[test]
fn a_plan_names_the_apply_that_does_the_same() {
    let program = with_manifest();
    let running = emulator::start();
    std::fs::rename(program.path().join("edgegap.toml"), program.path().join("my game.toml")).unwrap();
    let options = "--set TAG=b42 --allow-app game --token-env TOKEN --unlink logs/a:1.0 --allow-http --resend-secrets \
                   --recreate";
    let plan = |line: &str| {
        let command = program.command(line).args(["-f", "my game.toml", "--base-url", &running.url]);
        let planned = output(&command.env("TOKEN", running.token()).assert().success());
        planned.lines().last().unwrap().split_once("    ").unwrap().1.replace(&running.url, "URL")
    };
    let same = " -f 'my game.toml' --set TAG=b42 --base-url URL --token-env TOKEN --allow-app game";
    let flags = "--unlink logs/a:1.0 --allow-http --resend-secrets --recreate";
    assert_eq!(plan(&format!("plan {options}")), format!("edgegap apply{same} {flags}"));
    let file = plan("plan --set TAG=b42 --allow-app game --token-env TOKEN --out p.json");
    assert_eq!(file, format!("edgegap apply p.json{same}"));
}

#[test]
fn a_dry_run_shows_the_plan_and_changes_nothing() {
    let program = with_manifest();
    program.run("plan --set TAG=b42 --out plan.json -q").success();
    for line in ["apply", "apply plan.json", "publish --version dev"] {
        program.run(&format!("{line} --set TAG=b42 --dry-run")).success().stderr_eq("").stdout_eq(str![[r#"
...
  + application game
  + version dev

2 to create, 0 to change, 0 to delete: 2 calls.

"#]]);
        let events = output(&program.run(&format!("{line} --set TAG=b42 --dry-run -o ndjson")).success());
        assert_eq!(events.matches("{\"kind\":\"planned\",").count(), 2, "{events}");
    }
    program.run("apps get game -q").code(3);
}

#[test]
fn a_status_says_why_it_cannot_compare() {
    let program = with_manifest();
    program.run("status").success().stderr_eq(str![[r#"
0 applications, 0 versions
edgegap.toml is not compared: versions.dev.docker_tag: the variable `TAG` is not set: set it with `--set TAG=...`[..]

"#]]);
    program.run("status --set TAG=b42").success().stderr_eq("...\nedgegap.toml: 2 to create, [..]\n");
    program.write("edgegap.toml", "format = 1\napp = 5\n");
    program.run("status").success().stderr_eq("...\nedgegap.toml is not compared: app: [..]: run `edgegap check`\n");
}

#[test]
fn a_plan_is_carried_out_as_it_was_shown() {
    let program = with_manifest();
    let running = emulator::start();
    let run = |line: &str| program.command(line).arg(format!("--emulator={}", running.url)).assert();
    run("apply --set TAG=b42 --yes -q").success();
    run("plan --set TAG=b43 --out plan.json -q").success();
    run("apply plan.json --set TAG=b43 --recreate")
        .code(2)
        .stderr_eq("error: use only one of a plan file and --recreate\n");
    run("apply plan.json --set TAG=b44")
        .code(5)
        .stderr_eq("error: edgegap.toml is not what the plan was made from[..]\n");
    run("apply plan.json --set TAG=b43 -q").success().stdout_eq("Applied: 1 changed in [..] s, [..] requests.\n");
    run("apply plan.json --set TAG=b43").code(5).stderr_eq("error: the version `dev` was changed since the plan[..]\n");
    run("apply nothing.json --set TAG=b42").code(2).stderr_eq("error: nothing.json: [..]\n");
    program.write("other.json", "{}");
    run("apply other.json --set TAG=b42").code(2);
}

#[test]
fn documents_and_events_have_all_steps() {
    let program = with_manifest();
    let planned = program.run("plan --set TAG=b42 -o json").success();
    let planned: serde_json::Value = serde_json::from_str(&output(&planned)).unwrap();
    assert_eq!((&planned["format"], &planned["counts"]["create"]), (&"edgegap.plan/1".into(), &2.into()));
    let kinds = |line: &str| -> Vec<String> {
        let run = program.run(line).success();
        let lines = output(&run);
        let kind =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["kind"].as_str().unwrap().into();
        lines.lines().map(kind).collect()
    };
    assert_eq!(kinds("plan --set TAG=b42 -o ndjson"), ["planned", "planned"]);
    assert_eq!(kinds("apply --set TAG=b42 --yes -o ndjson"), ["done", "done", "summary"]);
    let applied = program.run("apply --set TAG=b43 --yes -o json").success();
    let applied: serde_json::Value = serde_json::from_str(&output(&applied)).unwrap();
    assert_eq!((&applied["format"], &applied["summary"]["changed"]), (&"edgegap.apply/1".into(), &1.into()));
    assert_eq!(applied["steps"][0]["docker_tag"], "b43");
}

#[test]
fn problems_are_shown_at_their_places() {
    let program = with_manifest();
    program
        .run("check --set TAG=b42")
        .success()
        .stderr_eq("")
        .stdout_eq("edgegap.toml is valid: application game, 1 version\n");
    program.run("check").code(2).stdout_eq("").stderr_eq(str![[r#"
error[..]: versions.dev.docker_tag: the variable `TAG` is not set
  --> edgegap.toml:14:[..]
...
edgegap.toml: 1 error

"#]]);
    let failed = program.run("check -o json").code(2);
    let failed: serde_json::Value = serde_json::from_str(&output(&failed)).unwrap();
    assert_eq!(
        (&failed["error"]["kind"], &failed["error"]["problems"][0]["place"]["line"]),
        (&"manifest".into(), &14.into())
    );
    program.run("check --set TAG=latest").success().stderr_eq("warning[..]\n...");
    program
        .run("check --set TAG=latest --deny-warnings")
        .code(2)
        .stderr_eq("...\nerror: edgegap.toml: 1 warning, denied\n");
    program.run("check -f nothing.toml").code(2).stderr_eq("error[..]\n...");
}

#[test]
fn images_are_looked_up_in_their_registries() {
    let program = with_manifest();
    let registry = registry();
    program.write("edgegap.toml", &MANIFEST.replace("docker.io", &registry));
    program.run("check --online --set TAG=b42").code(6).stdout_eq("").stderr_eq(str![[r#"
error: version dev: [..]
error: edgegap.toml: 1 error online

"#]]);
    let failed = output(&program.run("check --online --set TAG=b42 -o json").code(6));
    assert!(failed.contains("\"format\": \"edgegap.error/1\"") && failed.contains("\"findings\""), "{failed}");
    program.write("edgegap.toml", &MANIFEST.replace("docker.io", "127.0.0.1:1"));
    program.run("check --online --set TAG=b42 -q").success();
    program.run("check --online --set TAG=b42 -q --deny-warnings").code(2);
}

/// A registry without images.
fn registry() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = BufReader::new(stream.try_clone().unwrap()).lines();
            while head.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let body = r#"{"errors": [{"code": "MANIFEST_UNKNOWN"}]}"#;
            let head = format!("HTTP/1.1 404 Not Found\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        }
    });
    address
}

#[test]
fn the_status_shows_the_drift() {
    let program = with_manifest();
    let drift = |line: &str| errors(&program.run(line).success());
    program.run("apply --set TAG=b42 --yes -q").success();
    assert!(drift("status --set TAG=b42").ends_with("edgegap.toml: no drift\n"));
    assert!(drift("status --set TAG=b43").ends_with("edgegap.toml: 0 to create, 1 to change, 0 to delete: 1 call.\n"));
    let document = output(&program.run("status --set TAG=b43 -o json").success());
    assert!(document.contains("\"change\": 1"), "{document}");
}

#[test]
fn the_manifest_has_a_schema() {
    let schema = Program::new().command("schema").assert().success();
    let schema: serde_json::Value = serde_json::from_str(&output(&schema)).unwrap();
    assert!(schema["properties"]["versions"].is_object(), "{schema}");
}

#[test]
fn a_tag_that_is_not_reported_is_an_error() {
    let program = with_manifest();
    let running = emulator::start();
    let run = |line: &str| program.command(line).arg(format!("--emulator={}", running.url)).assert();
    run("apply --set TAG=b42 --yes -q").success();
    running.inject("ignored");
    run("apply --set TAG=b43 --yes --timeout 0.3").code(6).stderr_eq(str![[r#"
...
  ..  version dev: waiting for b43 (live: b42)      0 s
error: after [..] s, the version `dev` still has the docker_tag `b42`, not `b43`[..]

"#]]);
}

#[test]
fn an_image_is_published_without_a_manifest() {
    let program = Program::new();
    let image = "publish --app game --version dev --image docker.io/me/game:b42";
    program.run(image).code(2).stderr_eq("error: 2 violations\n  --req-cpu: [..]\n  --req-memory: [..]\n");
    program.run(&format!("{image} --req-cpu 1024 --req-memory 1024 --port 7777/UDP -q --yes")).success();
    let updated = program.run("publish --app game --version dev --image docker.io/me/game:b43 --yes").success();
    assert!(errors(&updated).contains("docker_tag  b42 -> b43"), "{}", errors(&updated));
    program.run("publish --version dev --image me/game:1").code(2).stderr_eq("error: --app is missing[..]\n");
    program.run("publish --app game --version dev --image me/game").code(2).stderr_eq("error: --image me/game: [..]\n");
}

#[test]
fn an_image_is_published_with_a_manifest() {
    let program = with_manifest();
    program.run("publish --version dev --set TAG=b42 -q --yes").success();
    program.run("publish --version dev --set TAG=b42 --image docker.io/me/game:b44 -q --yes").success();
    assert!(output(&program.run("versions get game dev -o ndjson")).contains("\"docker_tag\":\"b44\""));
    program
        .run("publish --version old --set TAG=b1")
        .code(2)
        .stderr_eq("error: --version old: edgegap.toml has dev[..]\n");
    program.run("publish --app other --version dev --set TAG=b1").code(2).stderr_eq("error: --app other: [..]\n");
}

#[test]
fn old_versions_are_pruned_with_consent() {
    let program = with_manifest();
    program.run("apply --set TAG=b42 --yes -q").success();
    for number in 1..4 {
        program.run(&format!("versions copy game dev 1.{number} -q")).success();
    }
    program.run("prune --set TAG=b42").code(2).stderr_eq("error: [..]no rule for a prune[..]\n");
    program.run("prune --set TAG=b42 --versions 1 --dry-run").success().stdout_eq(str![[r#"
edgegap.toml -> game at 127.0.0.1:[..]

  ~ version 1.1 [..] disable, created [..]
  ~ version 1.2 [..] disable, created [..]
  = 2 versions

2 to disable, 0 to delete: 2 calls.

"#]]);
    program.run("prune --set TAG=b42 --versions 1").code(2);
    program.run("prune --set TAG=b42 --versions 1 --delete --yes").success().stdout_eq("Pruned: 2 deleted in [..]\n");
    let left = output(&program.run("versions list game -o ndjson"));
    assert_eq!(left.lines().count(), 2);
}

#[test]
fn a_manifest_is_written_from_what_is_live() {
    let program = Program::new();
    program.run("init").success().stderr_eq(str![[r#"
edgegap.toml is written: edit it, set REGISTRY_USER and REGISTRY_TOKEN [..] run `edgegap check --set TAG=b1`

"#]]);
    let variables = [("REGISTRY_USER", "me"), ("REGISTRY_TOKEN", "canary-token")];
    program.emulated("check --set TAG=b1").envs(variables).assert().success();
    program.run("init").code(2).stderr_eq("error: edgegap.toml exists: [..]\n");
    std::fs::remove_file(program.path().join("edgegap.toml")).unwrap();
    program.run("apps create game -q").success();
    let storage = "storages create logs -q --endpoint https://s3.example.com --bucket b --access-key-id key";
    program.emulated(&format!("{storage} --secret-access-key-env S")).env("S", "canary-s3").assert().success();
    program.run("profiles create logs balance -q --source /a.json --source-type File --destination /b.json").success();
    program
        .emulated(&format!("versions create game 1.0 -q {} --endpoint-storage logs", program::FIELDS))
        .args(
            "--private-username me --private-token-env T --hidden-env KEY=T --env MODE=${x} --port 7777/UDP:a"
                .split(' '),
        )
        .env("T", "canary-login")
        .assert()
        .success();
    program.run("init --from game").success().stderr_eq(str![[r#"
edgegap.toml is written: edit it, set V1_0_PRIVATE_USERNAME and V1_0_PRIVATE_TOKEN and [..]

"#]]);
    snapbox::assert_data_eq!(program.read("edgegap.toml"), snapbox::file!["snapshots/live.toml"]);
    let plan = program.emulated("plan --exit-code").envs([
        ("V1_0_PRIVATE_USERNAME", "me"),
        ("V1_0_PRIVATE_TOKEN", "canary-login"),
        ("V1_0_KEY", "canary-login"),
        ("LOGS_ACCESS_KEY_ID", "key"),
        ("LOGS_SECRET_ACCESS_KEY", "canary-s3"),
    ]);
    let plan = plan.assert().success();
    assert!(!format!("{}{}", output(&plan), errors(&plan)).contains("canary"));
}

/// An emulator in this process, on a thread of its own.
mod emulator {
    use edgegap_emulator::Emulator;
    use tokio::runtime::Runtime;

    pub(super) struct Running {
        pub(super) url: String,
        emulator: Emulator,
        runtime: Runtime,
    }

    pub(super) fn start() -> Running {
        let runtime = Runtime::new().unwrap();
        let emulator = runtime.block_on(Emulator::start()).unwrap();
        Running { url: emulator.url(), emulator, runtime }
    }

    impl Running {
        pub(super) fn token(&self) -> &str {
            self.emulator.token()
        }

        pub(super) fn inject(&self, kind: &str) {
            let fault = serde_json::json!({"kind": kind, "operation": "versions.update"});
            self.runtime.block_on(self.emulator.control("POST", "faults", &fault)).unwrap();
        }
    }
}
