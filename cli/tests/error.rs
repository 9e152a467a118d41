//! Errors and exit codes.
#![allow(missing_docs)]

mod program;

use edgegap_emulator::{Emulator, Fault};
use program::{FIELDS, Program, errors, output};
use snapbox::str;
use tokio::runtime::Runtime;

#[test]
fn wrong_arguments_are_named_as_they_are_given() {
    let program = Program::with_version();
    program
        .run("versions create game 1.0 --docker-tag b:1 --req-memory 1 --port 70000/UDP")
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: 6 violations
  --docker-repository: [..]
  --docker-image: [..]
  --docker-tag: [..]
  --req-cpu: [..]
  --req-memory: [..]
  --ports[0].port: [..]

"#]]);
    program.run("versions create game").code(2).stderr_eq(str![[r#"
error: 6 violations
  NAME: [..]
...
"#]]);
    program.run("versions get game ..").code(2).stderr_eq("error: VERSION: [..]\n");
    program.run("versions update game dev").code(2).stderr_eq("error: [..]an update needs at least one field[..]\n");
    program
        .run("versions update game dev --req-cpu 1")
        .code(2)
        .stderr_eq("error: unexpected argument '--req-cpu' found\n...");
    program
        .run("apps list --timeout 0")
        .code(2)
        .stderr_eq("error: invalid value '0' for '--timeout <SECONDS>': [..]\n...");
}

#[test]
fn an_error_is_a_document_too() {
    let program = Program::new();
    program
        .run("versions get game dev -o json")
        .code(3)
        .stderr_eq("error: versions.get: the service answered 404: [..]\n")
        .stdout_eq(str![[r#"
{
  "format": "edgegap.error/1",
  "exit_code": 3,
  "error": {
    "kind": "not_found",
...
    "operation": "versions.get",
    "status": 404,
...
  }
}

"#]]);
    program.run("apps nothing -o json").code(2).stdout_eq(str![[r#"
{
  "format": "edgegap.error/1",
  "exit_code": 2,
  "error": {
    "kind": "usage",
    "message": "unrecognized subcommand 'nothing'"
  }
}

"#]]);
    program.run("apps get game -o ndjson").code(3).stdout_eq("{\"kind\":\"error\",\"exit_code\":3,[..]}\n");
}

#[test]
fn without_a_token_nothing_is_sent() {
    let program = Program::new();
    program.command("apps list").assert().code(4).stdout_eq("").stderr_eq(
        "error: there is no API token: set the variable EDGEGAP_TOKEN, or name the variable that has it with \
         --token-env. EDGEGAP_API_TOKEN and EDGEGAP_API_KEY are also read. With --emulator no token is needed\n",
    );
    program.command("apps list --token-env NOTHING").assert().code(4).stderr_eq("error: --token-env: [..]\n");
}

#[test]
fn nothing_is_deleted_without_consent() {
    let program = Program::with_version();
    let refused = "nothing was done, because nobody can be asked: add --yes to do it\n";
    program.run("versions delete game dev").code(2).stderr_eq(format!("error: delete version game/dev: {refused}"));
    program.run("call versions.delete --path app=game --path version=dev").code(2);
    program.run("tags delete game b1 b2").code(2).stderr_eq(format!("error: delete b1, b2 of game: {refused}"));
    program.run("versions delete game dev --dry-run").success().stdout_eq(str![[r#"
DELETE http://127.0.0.1:[..]/v1/app/game/version/dev

curl -X DELETE 'http://127.0.0.1:[..]/v1/app/game/version/dev' [..]

"#]]);
    program.run("versions get game dev -q").success();
    program.run("versions delete game dev --yes").success().stderr_eq("version dev deleted\n").stdout_eq("");
    program.run("versions get game dev -q").code(3);
}

#[test]
fn a_dry_run_and_guards_send_nothing() {
    let program = Program::with_version();
    let line = format!("versions create game 1.0 {FIELDS}");
    program.run(&format!("{line} --dry-run")).success().stderr_eq("").stdout_eq(str![[r#"
POST http://127.0.0.1:[..]/v1/app/game/version
{
  "name": "1.0",
...
}

curl -X POST [..]

"#]]);
    let shown = program.run(&format!("versions ensure game dev {FIELDS} --dry-run -o json")).success();
    let document: serde_json::Value = serde_json::from_str(&output(&shown)).unwrap();
    assert_eq!(
        (&document["format"], &document["change"]["action"]),
        (&"edgegap.dry_run/1".into(), &"unchanged".into())
    );
    program.run(&format!("{line} --read-only")).code(2).stderr_eq("error: [..]because of the --read-only option\n");
    program.run(&format!("{line} --allow-app other")).code(2).stderr_eq("error: [..]the --allow-app option[..]\n");
    program.run("versions list game").success().stdout_eq("NAME [..]\ndev [..]\n");
}

/// Runs a command against an emulator with a fault.
fn fault(fault: Fault, line: &str) -> snapbox::cmd::OutputAssert {
    let runtime = Runtime::new().unwrap();
    let emulator = runtime.block_on(Emulator::start()).unwrap();
    emulator.inject(fault).unwrap();
    let program = Program::new();
    let command = program.command(line).arg("--max-retries=0");
    let command = command.env("EDGEGAP_BASE_URL", emulator.url()).env("EDGEGAP_TOKEN", emulator.token());
    command.assert()
}

#[test]
fn exit_codes_say_what_to_do() {
    for (status, code) in [(400, 3), (401, 4), (403, 4), (409, 5), (424, 6), (429, 7), (503, 7)] {
        fault(Fault::status("*", status), "apps get game").code(code);
    }
    fault(Fault::reset("*"), "apps get game").code(7);
    fault(Fault::reset("*").after(), "apps create game").code(8);
    fault(Fault::stall("*"), "apps get game --timeout 0.2").code(7);
    let program = Program::with_version();
    program.run("versions wait game dev --docker-tag b43 --timeout 0.3").code(6);
    program.run("versions create game").code(2);
}

#[test]
fn the_name_of_a_setting_is_that_of_its_option() {
    let program = Program::new();
    let run = |line: &str| errors(&program.command(line).env("EDGEGAP_TOKEN", "t").assert().code(2));
    assert!(run("apps list --base-url http://example.com").contains("--allow-http"));
    assert!(run("apps list --ca-file nothing.pem --base-url https://127.0.0.1:1").contains("--ca-file"));
    assert!(run("apps list --proxy nonsense://").contains("--proxy"));
}
